package scenario

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"fieldsync/server/trial"
)

// TestStarAndCalendar: the server explains customer A as the handbook does
// (domain.md 3.4); a bill entered on a phone makes a star that the phone has
// after a sync; the calendar is on the phone, and an administrator's correction
// reaches it and outlives a restart.
func TestStarAndCalendar(t *testing.T) {
	s := trial.NewServer(t)
	n := startNetwork(t, s.Addr)
	csm, admin := newPhone(t, s, n, "csm01"), newPhone(t, s, n, "admin")
	a := csm.customerA()
	explains(t, s, a, "2015-09", "1290", "2", "2015-10-01", "2016-09-30")
	explains(t, s, a, "2015-10", "1350", "2", "2015-10-01", "2016-09-30")
	csm.starComes(a)
	csm.saysOfResults(newPhone(t, s, n, "tl01"))

	day := fmt.Sprintf("%d-10-01", time.Now().Year())
	if got := csm.Get("calendar_day", day); !strings.Contains(string(got.Values["festivals"]), "国庆节") {
		t.Errorf("the phone's calendar: %s", got.Values)
	}
	admin.Put("calendar_day", day, "correction=上班", "note=值班")
	admin.Field("sync")
	s.Kill()
	s.Start("serve")
	if out := s.Admin("calendar", "list", day[:4]); !strings.Contains(string(out), day+"  上班") || !strings.Contains(string(out), "值班") {
		t.Errorf("the correction is not on file:\n%s", out)
	}
	csm.Field("sync")
	if got := csm.Get("calendar_day", day); got.Text("correction") != "上班" {
		t.Errorf("the correction is not on the phone: %s", got.Values)
	}
}

// saysOfResults: everybody sees the published results, and what somebody says of
// his own reaches his leader; what the leader wrote he leaves as it is.
func (p *phone) saysOfResults(leader *phone) {
	p.t.Helper()
	talks := p.List("kpi_feedback")
	if len(talks) != 1 || len(p.List("kpi_result")) < 8 {
		p.t.Fatalf("%d talks, %d results on the phone", len(talks), len(p.List("kpi_result")))
	}
	staff, month := talks[0].Text("staff"), talks[0].Text("month")
	own := p.Put("kpi_feedback", "staff="+staff, "month="+month, "opinion=未计入代班期间的工单")
	p.Field("sync")
	leader.Field("sync")
	if got := leader.Get("kpi_feedback", own); got.Text("opinion") != "未计入代班期间的工单" {
		p.t.Errorf("the leader sees %s", got.Values)
	}
	if out := p.Field("put", "kpi_feedback", talks[0].ID, "--set", "content=优秀"); !strings.Contains(string(out), "outside_grants") {
		p.t.Errorf("he rewrites what the leader wrote: %s", out)
	}
}

func (p *phone) customerA() string {
	p.t.Helper()
	for _, r := range p.List("star_customer") {
		if r.Text("name") == "客户A" {
			return r.ID
		}
	}
	p.t.Fatal("the phone does not have customer A")
	return ""
}

// explains compares a rating with the handbook's.
func explains(t *testing.T, s *trial.Server, id, month, growth, star, from, to string) {
	t.Helper()
	var got struct {
		Result struct {
			Star     int
			From, To string
			Grade    struct{ Growth string }
			Explain  []struct{ ZH, EN string }
		}
	}
	if err := json.Unmarshal(s.Admin("star", "--customer", id, "--month", month, "--json"), &got); err != nil {
		t.Fatal(err)
	}
	r := got.Result
	if r.Grade.Growth != growth || fmt.Sprint(r.Star) != star || r.From != from || r.To != to {
		t.Errorf("rated in %s: %+v", month, r)
	}
	out := string(s.Admin("star", "--customer", id, "--month", month))
	if !strings.Contains(out, "= "+growth+"; by the table: "+star+"★") {
		t.Errorf("explained in %s:\n%s", month, out)
	}
}

// starComes enters a bill of last month and waits for what the server makes of
// it.
func (p *phone) starComes(id string) {
	p.t.Helper()
	number := ""
	for _, r := range p.List("account_number") {
		if r.Text("star_customer") == id {
			number = r.ID
		}
	}
	p.Put("monthly_bill", "star_customer="+id, "account_number="+number, "month="+lastMonth(time.Now()), "receivable=9000")
	got := trial.Record{}
	for range 60 {
		p.Field("sync")
		if got = p.Get("star_customer", id); got.Text("star_next") == "7" {
			break
		}
	}
	if got.Text("star_next") != "7" || !strings.Contains(string(got.Values["star_explain"]), "R-STAR-01") {
		p.t.Fatalf("the star does not come: %s", got.Values)
	}
	for _, r := range p.List("growth_account") {
		if r.Text("star_customer") == id && r.Text("kind") == "定级" {
			return
		}
	}
	p.t.Error("the phone does not have the growth value")
}

func lastMonth(now time.Time) string {
	first := now.In(time.FixedZone("CST", 8*60*60)).Format("2006-01") + "-01"
	t, err := time.Parse(time.DateOnly, first)
	if err != nil {
		panic(err)
	}
	return t.AddDate(0, 0, -1).Format("2006-01")
}
