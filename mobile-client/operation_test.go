package mobile_test

import (
	"testing"

	mobile "fieldsync/mobile-client"
)

// TestOperationOnce: a call that is repeated because its answer was lost writes
// once, also after a restart, and gets the first answer.
func TestOperationOnce(t *testing.T) {
	w := newWorld(t)
	a := w.device("csm01")
	named := mobile.WithOperation(ctx, "op-1")
	first, err := a.Put(named, "key_person", "", values(t, keyPerson))
	w.ok(err)
	a.restart(mobile.Options{})
	again, err := a.Put(named, "key_person", "", values(t, keyPerson))
	w.ok(err)
	if again.Changeset != first.Changeset || again.IDs[0] != first.IDs[0] || a.status().Waiting != 1 {
		t.Errorf("%+v and %+v", first, again)
	}
	other, err := a.Put(mobile.WithOperation(ctx, "op-2"), "key_person", "", values(t, keyPerson))
	w.ok(err)
	if other.IDs[0] == first.IDs[0] || a.status().Waiting != 2 {
		t.Errorf("another operation: %+v", other)
	}
	_, err = a.Put(mobile.WithOperation(ctx, "op-3"), "visit_record", "", values(t, `{"customer":"c1","visitor":"s-csm01"}`))
	w.code(err, mobile.CodeEntryRefused)
	_, err = a.Put(mobile.WithOperation(ctx, "op-3"), "customer", "c1", values(t, `{"marketing_grid":"HZ-02"}`))
	w.ok(err) // a refused operation was not done
}
