package models

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

// rate is a figure in hundredths of a percent: how much of one field another is,
// or several joined by "+" together.
type rate struct{ part, whole string }

// rates are the server's figures that follow from other fields of the record.
var rates = map[string]map[string]rate{
	"contract_expiry_care": {"expiring_ratio": {"expiring_users", "lease_users"}},
	"data_quality_check":   {"completeness": {"filled_count", "mandatory_count"}, "accuracy": {"correct_count", "verified_count"}},
	"kpi_result":           {"rate": {"part", "whole"}},
	"event_evaluation":     {"conversion_rate": {"new_activations+upgrades_3g_4g+renewals+flow_packs_sold", "participants"}},
}

// Derive returns what the server gives a record by itself, by field: the short
// name for people, where nobody gave one (now is when), and rates. A rate of
// nothing is null, rounded half up otherwise.
func (c *Collection) Derive(id string, v Values, now time.Time) Values {
	out := Values{}
	for field, r := range rates[c.Name] {
		out[field] = r.of(v)
	}
	switch {
	case c.Name == "work_order" && isNull(v["order_no"]):
		issued, _ := readText(v["issued_at"])
		if at, err := Moment(issued).Time(); err == nil {
			now = at
		}
		out["order_no"] = appendText(nil, OrderNo(id, now))
	case c.numbered() && isNull(v["record_no"]):
		out["record_no"] = appendText(nil, RecordNo(id, now))
	}
	return out
}

// Derives says whether Derive has anything to say about the collection.
func (c *Collection) Derives() bool {
	return rates[c.Name] != nil || c.Name == "work_order" || c.numbered()
}

// numbered says whether records have a short name but are not collected in the
// field, where the phone gives it.
func (c *Collection) numbered() bool {
	return c.Field("record_no") != nil && !c.InField()
}

// OrderNo is the short name of a work order for people, see RecordNo.
func OrderNo(id string, issued time.Time) string { return "GD" + RecordNo(id, issued) }

func (r rate) of(v Values) json.RawMessage {
	const all = 10_000
	var part, whole int64
	known := false
	for name := range strings.SplitSeq(r.part, "+") {
		var n int64
		if json.Unmarshal(v[name], &n) == nil {
			part, known = part+n, true
		}
	}
	if !known || json.Unmarshal(v[r.whole], &whole) != nil || whole <= 0 || part < 0 {
		return null
	}
	return strconv.AppendInt(nil, int64((float64(part)*all*2+float64(whole))/(2*float64(whole))), 10)
}
