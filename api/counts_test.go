package api_test

import (
	"strings"
	"testing"

	"fieldsync/api"
	"fieldsync/sync"
)

// How many key persons each may see, or count without seeing any.
func TestCounts(t *testing.T) {
	w := newWorld(t, api.Options{})
	users := w.privacy() // two persons of c1, one of them deleted, and one of c2
	for role, want := range map[string]int{"CSM": 1, "other CSM": 1, "CSD": 2, "GEL": 2, "QC": 2, "TL": 1, "DESK": -1, "PM": -1} {
		a := w.send("GET", "/v1/counts/key_person", users[role].token, nil)
		if want < 0 {
			a.want(t, 404, changesync.CodeNotFound)
			continue
		}
		var got struct{ Count int }
		a.want(t, 200, "").into(t, &got)
		if got.Count != want {
			t.Errorf("%s counts %d, want %d", role, got.Count, want)
		}
	}
	if said := users["CSD"].pages("/v1/feed?"); len(said) == 0 || strings.Contains(said, "kp_name") {
		t.Error("who may only count gets a person")
	}
}
