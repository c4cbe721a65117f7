package models

import (
	"encoding/json"
	"testing"
	"time"
)

// TestConversionRate: what an event won of its participants, together, in
// hundredths of a percent.
func TestConversionRate(t *testing.T) {
	c := Default().Collection("event_evaluation")
	for text, want := range map[string]string{
		`{"participants":46,"new_activations":3,"upgrades_3g_4g":7,"flow_packs_sold":5,"renewals":4}`: "4130",
		`{"participants":3,"new_activations":2}`:                                                      "6667",
		`{"participants":3,"renewals":1}`:                                                             "3333",
		`{"participants":3,"wechat_friends_added":2}`:                                                 "null",
		`{"participants":0,"new_activations":2}`:                                                      "null",
		`{"new_activations":2}`:                                                                       "null",
	} {
		var v Values
		if err := json.Unmarshal([]byte(text), &v); err != nil {
			t.Fatal(err)
		}
		if got := c.Derive("x", v, time.Time{})["conversion_rate"]; string(got) != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}
