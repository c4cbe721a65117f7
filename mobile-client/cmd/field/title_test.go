package main

import (
	"encoding/json"
	"strings"
	"testing"

	mobile "fieldsync/mobile-client"
)

// TestTitle: a list shows what a person can tell records apart by.
func TestTitle(t *testing.T) {
	for _, c := range []struct{ collection, values, want string }{
		{"customer", `{"customer_name":"杭州第一机床厂","customer_no":"KH0001"}`, "杭州第一机床厂"},
		{"event_desk", `{"event":"e1","desk_kind":"D1","operator":"s1","layout_ok":["条幅端正悬挂"]}`, "D1"},
		{"assignment", `{"customer":"c1","staff":"s1","post":"CSM","valid_from":"2016-01-01","reason":"分配"}`, "CSM  2016-01-01  分配"},
		{"visit_plan", `{"plan_month":"2016-05","planner":"s1","made_on":"2016-04-28","status":"草稿"}`, "2016-05  2016-04-28  草稿"},
		{"visit_record", `{"customer":"c1","visitor":"s1","record_no":"160510-ABCDEF","submission":"draft","collected_by":"s1"}`, "160510-ABCDEF"},
		{"event_gift", `{"event":"e1","desk":"d1","gift":"` + strings.Repeat("伞", 50) + `","quantity":1}`, strings.Repeat("伞", 39) + "…"},
		{"visit_record", `{}`, ""},
		{"unheard_of", `{"a":"b"}`, ""},
	} {
		rec := &mobile.Record{Collection: c.collection}
		if err := json.Unmarshal([]byte(c.values), &rec.Values); err != nil {
			t.Fatal(err)
		}
		if got := title(rec); got != c.want {
			t.Errorf("%s %s is %q, want %q", c.collection, c.values, got, c.want)
		}
	}
}
