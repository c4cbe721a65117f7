package rules

import (
	"testing"
	"time"

	"fieldsync/models"
)

// BenchmarkVisit runs all entry rules of a visit record with its appointment.
func BenchmarkVisit(b *testing.B) {
	visit, appointment := visitOf(b)
	in := In{Record: visit, ID: "v1", Now: time.Date(2016, 5, 10, 18, 0, 0, 0, models.China),
		Lookup: func(string, string) models.Values { return appointment }, Related: func(Query) []Found { return nil }}
	b.ReportAllocs()
	for b.Loop() {
		if found := Arrived("visit_record", in); len(found) != 0 {
			b.Fatal(found)
		}
	}
}

// TestVisitIsJudgedQuickly holds the rules of a visit to a millisecond, of
// which they take some hundredths.
func TestVisitIsJudgedQuickly(t *testing.T) {
	visit, appointment := visitOf(t)
	in := In{Record: visit, ID: "v1", Now: time.Date(2016, 5, 10, 18, 0, 0, 0, models.China), Lookup: func(string, string) models.Values { return appointment }}
	best := time.Hour
	for range 20 {
		start := time.Now()
		Arrived("visit_record", in)
		best = min(best, time.Since(start))
	}
	if best > time.Millisecond {
		t.Errorf("the rules of a visit take %v", best)
	}
}

func visitOf(t testing.TB) (visit, appointment models.Values) {
	t.Helper()
	visit = models.Values{}
	for name, raw := range map[string]string{
		"customer": `"c1"`, "star_customer": `"p1"`, "visitor": `"s1"`, "collected_by": `"s1"`, "appointment": `"a1"`, "purposes": `["V1","V5"]`,
		"collected_at": `"2016-05-10T10:00:00+08:00"`, "submission": `"submitted"`, "arrived_at": `"2016-05-10T10:00:00+08:00"`,
		"left_at": `"2016-05-10T11:00:00+08:00"`, "onsite_services": `["上门收费"]`, "collected_amount": `"100.00"`,
		"gift_offered_by_customer": `"无"`, "result_summary": `"客户满意"`, "customer_star_at_visit": `"7"`,
	} {
		visit[name] = []byte(raw)
	}
	return visit, models.Values{"made_at": []byte(`"2016-05-09T10:00:00+08:00"`), "agreed_start": []byte(`"2016-05-10T10:00:00+08:00"`)}
}
