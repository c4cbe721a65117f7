package star

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"fieldsync/models"
)

// The worked example of the handbook, in the words a person reads.
func TestExplainCustomerA(t *testing.T) {
	in := customerA(t)
	in.Month, in.Current = "2015-10", Held{Star: 2, From: "2015-10-01", To: "2016-09-30", Source: ByGrade}
	in.Accounts = []models.GrowthAccount{account(ByContract, 4000, "2013-10-01", "2015-09-30")}
	r := rate(t, in)
	want := strings.Repeat("month ", 12) + "main tenure stop stop stop minus growth account_idle only_up star"
	if got := steps(r); got != want {
		t.Fatalf("%s\nwant %s", got, want)
	}
	for _, line := range []string{
		"2014-10: 80.00 yuan count.", "2014-10:应缴费用80.00元。",
		"Main score: 12 months from 2014-10 to 2015-09 give 1140 points.",
		"Plus: the longest mobile in use is 24 months old at the end of 2015-09; × 10 = 240 points.",
		"Double stop of the number ending in 0177 on 2014-10-12.",
		"Growth 1140 + 240 − 30 = 1350; by the table: 2★.", "定级成长值1140+240−30=1350,按标准:2星。",
		"The star held is valid and only rises: 2★ stays (result of this month: 2★).",
		"结果:2星(定级),2015-10-01至2016-09-30。",
	} {
		if !slices.ContainsFunc(r.Explain, func(s Step) bool { return s.EN == line || s.ZH == line }) {
			t.Errorf("nothing says %q", line)
		}
	}
	raw, err := json.Marshal(r.Explain[18])
	if want := `{"code":"growth","rule":"R-STAR-01","values":{"growth":"1350","main":"1140","minus":"30","plus":"240","star":"2"},` +
		`"en":"Growth 1140 + 240 − 30 = 1350; by the table: 2★.","zh":"定级成长值1140+240−30=1350,按标准:2星。"}`; err != nil || string(raw) != want {
		t.Errorf("%s, %v", raw, err)
	}
	if strings.Contains(string(must(json.Marshal(r.Explain))), "17705710177") {
		t.Error("a whole number is in the explanation")
	}
}

func must(b []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return b
}

// Stops are told in the order of time, whatever the order of their records.
func TestStopsInOrder(t *testing.T) {
	in := customerA(t)
	in.Month = "2015-10"
	slices.Reverse(in.Stops)
	var days []string
	for _, s := range rate(t, in).Explain {
		if s.Code == "stop" {
			days = append(days, s.Values["on"])
		}
	}
	if !slices.Equal(days, []string{"2014-10-12", "2015-04-09", "2015-09-10"}) {
		t.Errorf("%v", days)
	}
}

// Every step that any test of a rating can make has both texts, and no brace is
// left in them; every text has its step.
func TestTexts(t *testing.T) {
	made := map[string]bool{}
	for _, in := range everyCase(t) {
		for _, s := range rate(t, in).Explain {
			made[s.Code] = true
			if s.EN == "" || s.ZH == "" || s.Rule == "" || strings.ContainsAny(s.EN+s.ZH, "{}") {
				t.Errorf("%+v", s)
			}
		}
	}
	for code := range texts {
		if !made[code] {
			t.Errorf("no case makes the step %q", code)
		}
	}
	source := ""
	for _, name := range []string{"rate.go", "growth.go", "eligible.go"} {
		source += string(must(os.ReadFile(name)))
	}
	for _, m := range regexp.MustCompile(`(?:add\(|code := |return )"([a-z_]+)"`).FindAllStringSubmatch(source, -1) {
		if texts[m[1]].en == "" {
			t.Errorf("the step %q has no text", m[1])
		}
	}
}

// everyCase makes each step once at least.
func everyCase(t *testing.T) (out []Input) {
	change := func(month, growth string, f func(*Input)) {
		in := grown(month, growth)
		f(&in)
		out = append(out, in)
	}
	a := customerA(t)
	a.Month = "2015-11"
	a.Accounts = []models.GrowthAccount{account(ByContract, 4000, "2015-01-01", "2016-12-31"), account(ByPurchase, 600, "2013-01-01", "2013-12-31")}
	out = append(out, a)
	change("2016-02", "600", func(in *Input) { in.Numbers = nil; in.Bills = nil })
	change("2016-02", "600", func(in *Input) { in.Who.IDDocType = "" })
	change("2016-02", "600", func(in *Input) { in.Numbers[0].Unit = true })
	change("2016-02", "600", func(in *Input) {
		for i := range 6 {
			in.Numbers = append(in.Numbers, number("9"+string(rune('0'+i)), "固话", "2012-01"))
		}
	})
	change("2016-02", "600", func(in *Input) { in.Who.Name = "收编" })
	change("2016-02", "600", func(in *Input) { in.Who.PublicPhone = true })
	change("2016-02", "600", func(in *Input) { in.Who.Blacklisted = true })
	change("2016-02", "600", func(in *Input) { in.Numbers[0].Kind = "无线宽带" })
	change("2016-02", "600", func(in *Input) { in.Numbers[0].JoinedMonth = "2016-02" })
	held := Held{5, "2016-07-01", "2017-06-30", ByGrade}
	change("2017-06", "3600", func(in *Input) { in.Current = held })
	change("2017-06", "0", func(in *Input) { in.Current = held })
	change("2016-12", "0", func(in *Input) { in.Current = held })
	change("2016-12", "6000", func(in *Input) {
		in.Current = held
		in.Accounts = []models.GrowthAccount{account(ByContract, 4000, "2016-01-01", "2018-01-01")}
	})
	change("2016-12", "0", func(in *Input) { in.Current = Held{5, "2016-07-01", "", ByKeyPerson} })
	change("2016-12", "0", func(in *Input) {
		in.Accounts = []models.GrowthAccount{account(ByKeyPerson, 4000, "2016-01-01", "")}
	})
	return out
}

func TestPoints(t *testing.T) {
	for want, p := range map[string]Points{"0": 0, "1290": Whole(1290), "599.99": 599_990, "0.015": 15, "-20": Whole(-20), "-0.5": -500} {
		if p.String() != want {
			t.Errorf("%d is %q, want %q", int64(p), p, want)
		}
	}
}

func BenchmarkRate(b *testing.B) {
	in, p := customerA(b), Defaults()
	in.Month = "2015-10"
	in.Accounts = []models.GrowthAccount{account(ByContract, 4000, "2015-01-01", "2016-12-31")}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Rate(in, p); err != nil {
			b.Fatal(err)
		}
	}
}
