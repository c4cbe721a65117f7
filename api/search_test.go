package api_test

import (
	"slices"
	"testing"

	"fieldsync/api"
)

// Everybody finds by the last four digits whom he sees, masked or in full, and
// nobody else; what was replaced or deleted is not found.
func TestSearchByLastFour(t *testing.T) {
	w := newWorld(t, api.Options{})
	users := w.privacy()
	for _, c := range []struct {
		role, number string
		want         []string
	}{
		{"CSM", opposed, []string{ofC1}}, {"TL", opposed, []string{ofC1}}, {"QC", opposed, []string{ofC1}},
		{"CSM", foreign, nil}, {"other CSM", foreign, []string{ofC2}}, {"QC", foreign, []string{ofC2}},
		{"DESK", opposed, nil}, {"CSD", opposed, nil}, {"PM", foreign, nil},
		{"ADM", replaced, nil}, {"ADM", deleted, nil}, {"ADM", "13811112222", nil},
	} {
		shown := c.number[7:]
		var got struct{ Found []struct{ ID, Field string } }
		w.send("GET", "/v1/search/key_person?last4="+shown, users[c.role].token, nil).want(t, 200, "").into(t, &got)
		var ids []string
		for _, f := range got.Found {
			ids = append(ids, f.ID)
			if f.Field != "own_mobile" {
				t.Errorf("found by %s", f.Field)
			}
		}
		if !slices.Equal(ids, c.want) {
			t.Errorf("%s finds %v by %s, want %v", c.role, ids, shown, c.want)
		}
	}
	for _, bad := range []string{"", "?last4=123", "?last4=12345", "?last4=" + "%00%00%00%00"} {
		w.send("GET", "/v1/search/key_person"+bad, users["ADM"].token, nil).want(t, 400, "bad_parameter")
	}
}
