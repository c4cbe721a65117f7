package demo

import (
	"encoding/json"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"fieldsync/models"
	"fieldsync/models/rules"
	"fieldsync/sync"
)

// A Tuesday of the handbook's year.
var testNow = time.Date(2016, 5, 10, 11, 0, 0, 0, models.China)

const testSeed = 2016

func records(o *Org) []Record { return slices.Collect(o.Records()) }

func byCollection(list []Record) map[string][]Record {
	out := map[string][]Record{}
	for _, r := range list {
		out[r.Collection] = append(out[r.Collection], r)
	}
	return out
}

func byKey(list []Record) map[changesync.Key]Record {
	out := map[changesync.Key]Record{}
	for _, r := range list {
		out[changesync.Key{Collection: r.Collection, ID: r.ID}] = r
	}
	return out
}

func text(r Record, field string) (s string) {
	if json.Unmarshal(r.Values[field], &s) != nil {
		return ""
	}
	return s
}

// What the package comment and the README promise.
func TestCounts(t *testing.T) {
	all := byCollection(records(Generate(testSeed, 1, testNow)))
	for name, want := range map[string]int{
		"team": 3, "customer": 64, "key_person": 214, "decision_chain_member": 192, "assignment": 64*2 + 11,
		"star_customer": 12, "growth_account": 11, "monthly_bill": 12 * 13, "stop_event": 3,
		"visit_plan": 8, "appointment": 24, "visit_preparation": 16, "visit_record": 16, "customer_info_form": 16,
		"customer_relation": 7, "vpn_user": 24, "key_person_application": 5, "phone_contact": 8, "sms_message": 4, "sms_batch": 1,
		"sms_template": 7, "online_contact": 4, "event_warmup": 2, "delivery_record": 4, "renewal_policy": 7, "event_evaluation": 1,
		"follow_up": 8, "work_order": 12, "complaint_case": 16, "problem_feedback": 4,
		"contract_expiry_care": 4, "newcomer_care": 4, "roaming_care": 4, "win_back_case": 4, "arrears_case": 16, "invalid_user_case": 4,
		"non_billing_case": 4, "recording_qc": 8, "data_quality_check": 4, "meeting_record": 6, "kpi_result": 8, "kpi_feedback": 4, "showcase_event": 1, "event_desk": 5, "event_lead": 0,
	} {
		if got := len(all[name]); got != want {
			t.Errorf("%d of %s, want %d", got, name, want)
		}
	}
	names := map[string]bool{}
	for _, c := range all["customer"] {
		names[text(c, "customer_name")] = true
	}
	if len(names) != 64 {
		t.Errorf("%d different names of customers", len(names))
	}
	people := ""
	for _, p := range all["key_person"] {
		people += text(p, "kp_name") + "\n"
	}
	for _, rare := range []string{"𠮷", "·"} {
		if !strings.Contains(people, rare) {
			t.Errorf("no name has %s", rare)
		}
	}
	states := map[string]bool{}
	for _, r := range append(all["work_order"], all["follow_up"]...) {
		states[text(r, "status")] = true
	}
	if len(states) != 6+4-1 { // 已完成 is a state of both
		t.Errorf("states %v", states)
	}
}

func TestUsers(t *testing.T) {
	o := Generate(testSeed, 2, testNow)
	staff := map[string]Record{}
	for _, r := range byCollection(records(o))["staff"] {
		staff[r.ID] = r
	}
	got := map[string]bool{}
	for u := range o.Users() {
		if _, ok := staff[u.Staff]; !ok || !u.Active || got[u.Name] {
			t.Errorf("user %+v has no staff record of his own", u)
		}
		got[u.Name] = true
	}
	if len(got) != len(staff) {
		t.Errorf("%d users for %d of staff", len(got), len(staff))
	}
	for _, name := range strings.Fields("admin csm01 csm04 csm05 am01 ssm01 tl01 tl02 tl03 svm01 sup01 qc01 bo01 gel01 vp01 csd01 pm01 supp01 obc01 desk01 desk05 desk06") {
		if !got[name] {
			t.Errorf("nobody is named %s", name)
		}
	}
}

func TestDeterminism(t *testing.T) {
	key := func(r Record) string {
		body, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		return string(body)
	}
	o := Generate(testSeed, 1, testNow)
	first, again := records(o), records(Generate(testSeed, 1, testNow))
	larger, later := records(Generate(testSeed, 2, testNow)), records(Generate(testSeed, 1, testNow.AddDate(0, 1, 21)))
	other := records(Generate(testSeed+1, 1, testNow))
	for n, r := range first {
		if key(r) != key(again[n]) {
			t.Fatalf("record %d differs on the second run:\n%s\n%s", n, key(r), key(again[n]))
		}
		if key(r) != key(larger[n]) {
			t.Fatalf("record %d differs at scale 2", n)
		}
		if r.ID != later[n].ID || r.Collection != later[n].Collection {
			t.Fatalf("record %d, a %s, has another id a month later", n, r.Collection)
		}
		if r.ID == other[n].ID {
			t.Fatalf("record %d has the same id under another seed", n)
		}
	}
	if len(later) != len(first) {
		t.Errorf("%d records, %d a month later", len(first), len(later))
	}
}

// Memory does not grow with the scale: a branch that was handed on is forgotten.
func TestBoundedMemory(t *testing.T) {
	var heap []uint64
	last := ""
	for r := range Generate(testSeed, 8, testNow).Records() {
		if r.Collection == "team" && last != "team" { // a branch begins
			runtime.GC()
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			heap = append(heap, m.HeapAlloc)
		}
		last = r.Collection
	}
	const slack = 1 << 20
	if grown := int64(heap[7]) - int64(heap[1]); grown > slack {
		t.Errorf("the heap grew by %d bytes over six branches: %v", grown, heap)
	}
}

// Who stops early is left alone at once.
func TestStopsWhenTold(t *testing.T) {
	n := 0
	for range Generate(testSeed, 1_000_000, testNow).Records() {
		if n++; n == 2000 {
			break
		}
	}
	if n != 2000 {
		t.Errorf("%d records", n)
	}
}

func TestSize(t *testing.T) {
	for _, scale := range []int{0, 1, 3} {
		o := Generate(testSeed, scale, testNow)
		wantRecords, wantUsers := len(records(o)), len(slices.Collect(o.Users()))
		if r, u := o.Size(); r != wantRecords || u != wantUsers {
			t.Errorf("scale %d: size %d, %d; there are %d, %d", scale, r, u, wantRecords, wantUsers)
		}
	}
}

// Any day gives valid records: the first and the last of months of any length,
// weekends, a leap day, the turn of the year.
func TestAnyDay(t *testing.T) {
	days := []string{"2016-02-29", "2016-03-31", "2016-05-01", "2016-07-02", "2016-07-03", "2016-12-31", "2017-01-01", "2017-02-28", "2017-03-01", "2026-11-22"}
	for _, day := range days {
		now, err := time.ParseInLocation(time.DateOnly, day, models.China)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range records(Generate(testSeed, 1, now)) {
			if ps := problems(r); (len(ps) > 0) != (r.Incomplete != "") {
				t.Fatalf("%s: %s %s: %v", day, r.Collection, r.ID, ps)
			}
			for _, field := range []string{"collected_at", "submitted_at", "reviewed_at", "made_at", "arrived_at", "issued_at", "done_at"} {
				if at := text(r, field); at > string(models.MomentOf(now)) {
					t.Errorf("%s: %s.%s is %s, in the future", day, r.Collection, field, at)
				}
			}
		}
	}
}

func problems(r Record) []models.Problem {
	return models.Default().Collection(r.Collection).Validate(r.Values)
}

// All is valid but what is incomplete on purpose, and that lacks what it says.
func TestValid(t *testing.T) {
	incomplete := map[string]bool{}
	for _, r := range records(Generate(testSeed, 1, testNow)) {
		c := models.Default().Collection(r.Collection)
		for name, v := range r.Values {
			f := c.Field(name)
			if f == nil {
				t.Fatalf("%s has no field %s", r.Collection, name)
			}
			if f.PerElement() {
				if _, p := f.Elements(v); p != nil {
					t.Errorf("%s.%s: %s %s", r.Collection, p.Field, v, p.Message)
				}
				continue
			}
			if canonical, p := f.Normalize(v); p != nil || string(canonical) != string(v) {
				t.Errorf("%s.%s: %s is not canonical (%s, %v)", r.Collection, name, v, canonical, p)
			}
		}
		missing := strings.Split(r.Incomplete, ", ")
		if r.Incomplete == "" {
			missing = nil
		} else {
			incomplete[r.Collection+": "+r.Incomplete] = true
		}
		var found []string
		for _, p := range problems(r) {
			found = append(found, p.Field)
		}
		if !slices.Equal(found, missing) {
			t.Errorf("%s %s lacks %v, should lack %v", r.Collection, r.ID, found, missing)
		}
	}
	want := []string{"key_person: birthday", "key_person: qq_no, wechat_id", "key_person: home_address", "customer_info_form: second_contact"}
	if len(incomplete) != len(want) {
		t.Errorf("incomplete on purpose: %v", incomplete)
	}
	for _, w := range want {
		if !incomplete[w] {
			t.Errorf("nothing lacks %s", w)
		}
	}
}

// The rules of the handbook are kept too, but for one visit that began late.
func TestRules(t *testing.T) {
	all := records(Generate(testSeed, 2, testNow))
	keys := byKey(all)
	var broken []string
	for _, r := range all {
		in := rules.In{Record: r.Values, Now: testNow, Lookup: func(collection, id string) models.Values {
			return keys[changesync.Key{Collection: collection, ID: id}].Values
		}}
		if r.Incomplete != "" {
			continue
		}
		for _, p := range rules.Entry(r.Collection, in) {
			broken = append(broken, p.Code+" "+p.Field)
		}
	}
	if want := []string{"R-VISIT-08 arrived_at", "R-VISIT-08 arrived_at"}; !slices.Equal(broken, want) {
		t.Errorf("broken %v, want %v", broken, want)
	}
}
