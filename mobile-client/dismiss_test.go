package mobile_test

import (
	"testing"

	"fieldsync/sync"
)

// TestDismissOwn: the author closes what was a mistake; nothing is written in
// its place, and it comes off every list.
func TestDismissOwn(t *testing.T) {
	w := newWorld(t)
	a := w.device("csm01")
	dot := a.overlong("customer", "c1", `{"marketing_grid":"HZ-07"}`)
	written, err := a.Dismiss(ctx, dot)
	w.ok(err)
	if written.Changeset == "" || len(written.IDs) != 0 {
		t.Errorf("%+v", written)
	}
	if sum := a.sync(); sum.Pushed != 1 || sum.Quarantined != 0 {
		t.Errorf("%+v", sum)
	}
	b := w.device("am01")
	for _, p := range []*phone{a, b} {
		if n, grid := len(p.quarantine()), p.value("customer", "c1", "marketing_grid"); n != 0 || grid != `"HZ-01"` {
			t.Errorf("%d in quarantine, the grid is %s", n, grid)
		}
	}
	_, err = a.Dismiss(ctx, dot)
	w.code(err, changesync.CodeNotFound)
}

// TestDismissOthers: the new owner turns down what the old one wrote.
func TestDismissOthers(t *testing.T) {
	w := newWorld(t)
	a, c := reassigned(w, func(a *phone) { a.put("customer", "c1", `{"marketing_grid":"HZ-09"}`) })
	_, err := c.Dismiss(ctx, c.quarantine()[0].ID)
	w.ok(err)
	if sum := c.sync(); sum.Quarantined != 0 {
		t.Errorf("%+v", sum)
	}
	a.sync()
	for _, p := range []*phone{a, c} {
		if n := len(p.quarantine()); n != 0 {
			t.Errorf("%d still in quarantine", n)
		}
	}
	if got := c.value("customer", "c1", "marketing_grid"); got != `"HZ-01"` {
		t.Errorf("the dismissed value is shown: %s", got)
	}
}
