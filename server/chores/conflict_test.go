package chores

import (
	"strings"
	"testing"

	"fieldsync/models"
	changesync "fieldsync/sync"
)

// says writes a field of a key person without having seen what others wrote.
func (r *Runner) says(t *testing.T, actor, field, value string) {
	t.Helper()
	_, err := r.engine.WriteAs(t.Context(), actor, changesync.Edit{Key: changesync.Key{Collection: "key_person", ID: "k"},
		Set: set(t, field, value), Seen: map[string][]changesync.Dot{field: {}}})
	if err != nil {
		t.Fatal(err)
	}
}

// contested are the follow-ups of R-DATA-04: owner, due day, what is to be decided.
func (r *Runner) contested(t *testing.T) (out []string) {
	t.Helper()
	err := r.engine.Look(t.Context(), func(l *changesync.Ledger) error {
		rows, err := l.Records(changesync.RecordQuery{Collection: "follow_up", Scopes: []models.Scope{models.MakeScope(models.ScopeCustomer, "c")}})
		for _, row := range rows {
			if content := text(row.Values, "content"); strings.HasPrefix(content, "R-DATA-04") {
				field, _, _ := strings.Cut(strings.TrimPrefix(content, "R-DATA-04 "), "有")
				out = append(out, text(row.Values, "owner")+" "+text(row.Values, "promised_reply_at")[:10]+" "+field)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestTwoPeopleSayDifferentThings: the reviewer is asked to decide, once; what is
// the same, or replaces what was seen, asks nobody (R-DATA-04).
func TestTwoPeopleSayDifferentThings(t *testing.T) {
	w := newWorld(t, "2016-05-10")
	r := w.staffed()
	r.put(t, "admin", "staff", "bo", set(t, "staff_no", "bo", "name", "bo", "roles", []string{"BO"}, "team", "t1", "active", true, "valid_from", "2015-01-01"))
	r.put(t, "csm", "key_person", "k", set(t, "customer", "c", "kp_name", "王", "position", "主任", "submission", "submitted"))
	r.must(t)
	r.put(t, "csm", "key_person", "k", set(t, "position", "处长"))
	r.says(t, "am", "position", "处长")
	r.must(t)
	same(t, "one after the other", r.contested(t))
	r.says(t, "am", "position", "副处长")
	r.must(t)
	same(t, "two who did not see each other", r.contested(t), "bo 2016-05-13 position")
	r.says(t, "bo", "department", "信息部")
	r.must(t)
	w.server().must(t)
	same(t, "asked again", r.contested(t), "bo 2016-05-13 position")
}
