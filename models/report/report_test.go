package report_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fieldsync/models"
	"fieldsync/models/report"
)

// fact is a record of a source, as its values in JSON.
type fact struct{ collection, id, values string }

// run feeds a report, its sources in their order, and returns its rows.
func run(t *testing.T, name, day string, facts ...fact) (rows []map[string]string) {
	t.Helper()
	at, err := time.ParseInLocation(time.DateOnly, day, models.China)
	if err != nil {
		t.Fatal(err)
	}
	r := report.New(name, at)
	for _, source := range r.Sources() {
		for _, f := range facts {
			if f.collection != source {
				continue
			}
			v := models.Values{}
			if err := json.Unmarshal([]byte(f.values), &v); err != nil {
				t.Fatal(err)
			}
			r.Add(source, f.id, v)
		}
	}
	table := r.Table(false)
	for _, cells := range table.Rows {
		row := map[string]string{}
		for i, c := range table.Columns {
			row[c.Name] = cells[i]
		}
		rows = append(rows, row)
	}
	return rows
}

// says compares some columns of the row in which a column has a value.
func says(t *testing.T, rows []map[string]string, column, value, columns, want string) {
	t.Helper()
	for _, r := range rows {
		if r[column] != value {
			continue
		}
		var got []string
		for _, c := range strings.Fields(columns) {
			got = append(got, r[c])
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s %s: %s are %q, want %q", column, value, columns, strings.Join(got, " "), want)
		}
		return
	}
	t.Errorf("no row with %s %s in %v", column, value, rows)
}

func star(id, star, more string) fact {
	return fact{"star_customer", id, `{"star":"` + star + `"` + more + `}`}
}

func visit(id, at, more string) fact {
	return fact{"visit_record", id + at, `{"star_customer":"` + id + `","arrived_at":"` + at + `","submission":"submitted"` + more + `}`}
}

// TestVisitsByStar: the vectors T-076 to T-080 of domain.md 6.5.
func TestVisitsByStar(t *testing.T) {
	facts := []fact{
		star("a", "7", ""), star("b", "7", `,"no_home_visit":true`), star("c", "7", `,"special_visit_need":"电话即可"`), star("d", "7", ""),
		star("e", "6", ""), star("f", "6", ""), star("g", "5", ""), star("h", "4", ""), star("i", "", ""),
		visit("d", "2016-05-10T10:00:00+08:00", ""), visit("d", "2016-05-11T10:00:00+08:00", ""), // once is enough
		visit("a", "2016-07-01T00:00:00+08:00", ""),                 // the next quarter
		visit("a", "2016-05-10T10:00:00+08:00", `,"review":"void"`), // did not happen
		visit("e", "2016-01-05T10:00:00+08:00", ""),                 // T-077: H1 is done
		visit("f", "2015-12-31T16:30:00Z", ""),                      // 00:30 on 1 January in China
		visit("g", "2016-05-10T10:00:00+08:00", ""),
	}
	facts = append(facts, fact{"visit_record", "draft", `{"star_customer":"a","arrived_at":"2016-05-10T10:00:00+08:00","submission":"draft"}`})
	q2 := run(t, "visit-compliance", "2016-05-20", facts...)
	says(t, q2, "star", "7", "from to customers exempt done due rate", "2016-04-01 2016-06-30 4 2 1 2 0.5000")
	says(t, q2, "star", "6", "from to customers exempt done due rate", "2016-01-01 2016-06-30 2 0 2 2 1.0000")
	says(t, q2, "star", "5", "customers exempt done due rate", "1 0 0 0 ")
	says(t, q2, "star", "0", "customers due", "1 0")
	// T-076: on 1 July the quarter is new, and so is the half-year.
	q3 := run(t, "visit-compliance", "2016-07-01", facts...)
	says(t, q3, "star", "7", "from done due", "2016-07-01 1 2")
	says(t, q3, "star", "6", "to done due", "2016-12-31 0 2")
}

func TestCompleteness(t *testing.T) {
	full := `"kp_name":"王","gender":"男","department":"部","position":"长","position_rank":"其他","birthday":"••••-05-10","home_address":"••••","kp_service_manager":"s","fault_level":"一"`
	rows := run(t, "data-completeness", "2016-05-10",
		fact{"assignment", "1", `{"customer":"a","post":"AM","valid_from":"2016-01-01"}`},
		fact{"assignment", "2", `{"customer":"b","post":"AM","valid_from":"2016-01-01","valid_to":"2016-05-09"}`},
		fact{"assignment", "3", `{"customer":"b","post":"CSM","valid_from":"2016-01-01"}`},
		fact{"customer", "a", `{"control_level":"市级","industry_category":"金融","marketing_grid":"HZ"}`},
		fact{"customer", "b", `{"control_level":"市级","industry_category":"","marketing_grid":"HZ"}`},
		fact{"key_person", "1", `{` + full + `,"wechat_id":"••••"}`},
		fact{"key_person", "2", `{` + full + `}`}, // neither QQ nor WeChat
		fact{"key_person", "3", `{` + full + `,"qq_no":"1","declined_fields":["home_address"]}`},
	)
	says(t, rows, "object", "customer", "item filled of rate", "* 6 8 0.7500")
	says(t, rows[1:], "object", "customer", "item filled of rate", "complete records 1 2 0.5000")
	says(t, rows, "item", "account_manager", "filled of", "1 2")
	says(t, rows, "object", "key_person", "item filled of rate", "* 28 30 0.9333")
	says(t, rows, "item", "qq_no or wechat_id", "filled of rate", "2 3 0.6667")
	says(t, rows, "item", "home_address", "filled of", "2 3")
}

func TestWhatEventsBrought(t *testing.T) {
	rows := run(t, "event-evaluation", "2016-05-10",
		fact{"showcase_event", "e", `{"event_no":"E1","plan_month":"2016-05"}`},
		fact{"showcase_event", "old", `{"event_no":"E0","plan_month":"2016-04"}`},
		fact{"showcase_event", "bare", `{"event_no":"E2","plan_month":"2016-05"}`},
		fact{"event_evaluation", "x", `{"event":"e","participants":80,"new_activations":10,"upgrades_3g_4g":6,"renewals":3,"flow_packs_sold":1,"leads_total":9}`},
		fact{"event_lead", "1", `{"event":"e","intent_level":"大"}`}, fact{"event_lead", "2", `{"event":"e","intent_level":"小"}`},
		fact{"event_lead", "3", `{"event":"e","intent_level":"大","submission":"draft"}`}, fact{"event_lead", "4", `{"event":"old","intent_level":"大"}`},
		fact{"event_gift", "1", `{"event":"e","quantity":2}`},
	)
	if len(rows) != 2 {
		t.Fatalf("%d events of May", len(rows))
	}
	// (10 + 6 + 3 + 1) ÷ 80
	says(t, rows, "event_no", "E1", "participants converted of conversion_rate leads_total leads_counted strong_counted gifts_counted", "80 20 80 0.2500 9 2 1 2")
	says(t, rows, "event_no", "E2", "participants converted of conversion_rate leads_counted", " 0 0  0")
}

func order(n int, assignee, due, done string) fact {
	return fact{"work_order", fmt.Sprint(assignee, n, due), `{"assignee":"` + assignee + `","due_at":"` + due + `","done_at":"` + done + `","status":"已完成"}`}
}

// TestFiguresOfTheAppraisal: T-154 of domain.md 6.9 and sums made by hand.
func TestFiguresOfTheAppraisal(t *testing.T) {
	var facts []fact
	const due = "2016-05-20T18:00:00+08:00"
	for i := range 20 { // 18 of 20 in time, one of them to the second
		done := []string{"2016-05-20T18:00:01+08:00", "", due}[min(i, 2)]
		facts = append(facts, order(i, "s", due, done))
	}
	facts = append(facts, order(1, "s", "2016-04-30T18:00:00+08:00", ""),
		fact{"account_number", "1", `{"joined_month":"2016-04","in_use":true}`}, fact{"account_number", "2", `{"joined_month":"2014-01","in_use":false}`},
		fact{"account_number", "3", `{"joined_month":"2016-05","in_use":true}`},
		fact{"vpn_user", "1", `{"is_smartphone":true}`}, fact{"vpn_user", "2", `{}`}, fact{"vpn_user", "3", `{"is_smartphone":true}`},
		fact{"recording_qc", "1", `{"inspected_on":"2016-05-03","score":90}`}, fact{"recording_qc", "2", `{"inspected_on":"2016-05-04","score":81}`},
		fact{"recording_qc", "3", `{"inspected_on":"2016-05-04"}`},
		fact{"contract_expiry_care", "1", `{"collected_at":"2016-05-04T10:00:00+08:00","expiring_users":30,"renewed_count":12}`},
		fact{"arrears_case", "1", `{"dispatched_on":"2016-05-01","amount":"100.00","collected":"25.50"}`},
		fact{"arrears_case", "2", `{"dispatched_on":"2016-05-01","amount":"50.00"}`}, fact{"arrears_case", "3", `{"dispatched_on":"2016-04-01","amount":"50.00"}`},
		fact{"monthly_bill", "1", `{"month":"2016-05","receivable":"1000.00","traffic_kb":3000}`}, fact{"monthly_bill", "2", `{"month":"2015-12","receivable":"245.00","traffic_kb":99}`},
		fact{"monthly_bill", "3", `{"month":"2016-06","receivable":"999.00"}`},
		fact{"monthly_bill", "4", `{"month":"2016-05","traffic_kb":0}`}, fact{"monthly_bill", "5", `{"month":"2016-05"}`}, // one that used nothing, one of a fixed line
		visit("a", "2016-05-10T10:00:00+08:00", ""),
		fact{"phone_contact", "1", `{"started_at":"2016-05-31T23:59:59+08:00"}`}, fact{"phone_contact", "2", `{"started_at":"2016-06-01T00:00:00+08:00"}`},
		fact{"sms_message", "1", `{"planned_at":"2016-05-02T10:00:00+08:00"}`}, // never sent
		fact{"online_contact", "1", `{"asked_at":"2016-05-02T10:00:00+08:00"}`},
	)
	rows := run(t, "kpi", "2016-05-10", facts...)
	for name, want := range map[string]string{
		"retention": "1 2 0.5000", "renewal_rate": "12 30 0.4000", "traffic": "3000 2 1500.0000", "smart_penetration": "2 3 0.6667", "order_rate": "18 20 0.9000",
		"qc_points": "171 2 85.5000", "arrears_rate": "124.50 1245.00 0.1000", "recovery_rate": "25.50 150.00 0.1700", "contacts": "3  3",
	} {
		says(t, rows, "figure", name, "numerator denominator value", want)
	}
	for _, r := range rows {
		if r["formula"] == "" || r["month"] != "2016-05" {
			t.Errorf("%v has no formula or month", r)
		}
	}
	// A masked amount is no zero.
	hidden := run(t, "kpi", "2016-05-10", append(facts, fact{"arrears_case", "9", `{"dispatched_on":"2016-05-01","amount":"••••"}`})...)
	says(t, hidden, "figure", "arrears_rate", "numerator denominator value", "  ")
	says(t, hidden, "figure", "recovery_rate", "numerator denominator value", "  ")
}

func TestRanking(t *testing.T) {
	facts := []fact{visit("x", "2016-05-10T10:00:00+08:00", `,"visitor":"c"`), visit("y", "2016-05-10T10:00:00+08:00", `,"visitor":"d"`)}
	for _, s := range []string{"a", "b", "c", "d", "e"} {
		facts = append(facts, fact{"staff", s, `{"staff_no":"` + s + `","name":"` + strings.ToUpper(s) + `"}`})
	}
	const due, late = "2016-05-20T18:00:00+08:00", "2016-05-21T18:00:00+08:00"
	for i, done := range []string{due, late} {
		facts = append(facts, order(i, "a", due, done), order(i, "c", due, done))
	}
	for i := range 4 {
		facts = append(facts, order(i, "b", due, []string{due, due, late, late}[i]))
	}
	var got []string
	for _, r := range run(t, "ranking", "2016-05-10", facts...) {
		got = append(got, r["rank"]+r["staff_no"]+r["order_rate"]+"/"+r["contacts"])
	}
	// c has a contact more than a and b, who are equal; d had no orders; e did nothing.
	if want := []string{"1c0.5000/1", "2a0.5000/0", "2b0.5000/0", "4d/1"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
