package models

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

func TestRecordNo(t *testing.T) {
	at := time.Date(2016, 5, 9, 17, 0, 0, 0, time.UTC) // the 10th in China
	no := RecordNo("0190a5b2-0000-7000-8000-000000000001", at)
	if len(no) != len("160510-7K3QXM") || no[:7] != "160510-" || no != RecordNo("0190a5b2-0000-7000-8000-000000000001", at) {
		t.Errorf("record number %q", no)
	}
	seen := map[string]bool{}
	for i := range 5000 {
		seen[RecordNo(string(rune('一'+i)), at)] = true
	}
	if len(seen) < 4999 {
		t.Errorf("only %d of 5000 numbers differ", len(seen))
	}
}

// TestCollectedWhenItHappened: a visit of the day before yesterday was collected
// then; what is still to come, or is no time, was collected when it was entered.
func TestCollectedWhenItHappened(t *testing.T) {
	at := time.Date(2016, 5, 10, 18, 0, 0, 0, China)
	for said, want := range map[string]string{
		`"2016-05-08T10:00:00+08:00"`: `"2016-05-08T10:00:00+08:00"`, `"2016-05-10T18:00:00+08:00"`: `"2016-05-10T18:00:00+08:00"`,
		`"2016-05-10T18:00:01+08:00"`: `"2016-05-10T18:00:00+08:00"`, `"soon"`: `"2016-05-10T18:00:00+08:00"`, `null`: `"2016-05-10T18:00:00+08:00"`,
	} {
		for collection, field := range map[string]string{"visit_record": "left_at", "phone_contact": "ended_at", "complaint_case": "received_at"} {
			v := Values{field: json.RawMessage(said)}
			Default().Collection(collection).FillCollected(v, "r1", "s1", at)
			if got := string(v["collected_at"]); got != want {
				t.Errorf("%s of %s: collected at %s, want %s", said, collection, got, want)
			}
		}
	}
}

func TestFillCollected(t *testing.T) {
	at := time.Date(2016, 5, 10, 9, 0, 0, 0, China)
	v := Values{"submission": mustJSON("draft")}
	Default().Collection("key_person").FillCollected(v, "r1", "s1", at)
	if string(v["submission"]) != `"draft"` || string(v["collected_by"]) != `"s1"` ||
		string(v["collected_at"]) != `"2016-05-10T09:00:00+08:00"` || len(v["record_no"]) != 15 {
		t.Errorf("filled %v", v)
	}
	for name, raw := range v {
		if p := field(t, "key_person."+name).Check(raw); p != nil {
			t.Errorf("%s: %+v", name, p)
		}
	}
	v = Values{}
	Default().Collection("customer").FillCollected(v, "r1", "s1", at)
	if len(v) != 0 {
		t.Errorf("a customer is not field-collected: %v", v)
	}
}

// TestCodesHaveLabels: an option in Latin letters or digits alone tells a
// person nothing. What is written so in the handbook is listed.
func TestCodesHaveLabels(t *testing.T) {
	plain := map[string]bool{"service_grade": true, "roles": true, "post": true, "star": true, "star_next": true, "star_level": true,
		"customer_star_at_visit": true, "tool": true}
	var check func(fields []*Field)
	check = func(fields []*Field) {
		for _, f := range fields {
			check(f.Elem)
			for _, o := range f.Options {
				ascii := !strings.ContainsFunc(o, func(r rune) bool { return r >= 0x80 })
				if ascii && !plain[f.Name] && f.OptionLabel(o).ZH == o {
					t.Errorf("%s: option %q has no label", f.Name, o)
				}
			}
		}
	}
	for _, c := range Default().Collections() {
		check(c.Fields)
	}
	if l := field(t, "visit_record.purposes").OptionLabel("V3"); l.ZH == "" || l.EN == "" || l.ZH == "V3" {
		t.Errorf("label of V3: %+v", l)
	}
}

func BenchmarkCheckText(b *testing.B) {
	f := Default().Collection("visit_record").Field("result_summary")
	raw := mustJSON("客户对目前的套餐比较满意,希望下个月能够了解4G升级的优惠政策,已约定再次上门。")
	b.ReportAllocs()
	for b.Loop() {
		if p := f.Check(raw); p != nil {
			b.Fatal(p)
		}
	}
}

func BenchmarkValidate(b *testing.B) {
	c := Default().Collection("key_person")
	v := Values{"kp_name": mustJSON("王小明"), "customer": mustJSON("c1"), "gender": mustJSON("男"), "wechat_id": mustJSON("wx")}
	b.ReportAllocs()
	for b.Loop() {
		c.Validate(v)
	}
}
