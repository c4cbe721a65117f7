package mobile_test

import (
	"errors"
	"testing"

	mobile "fieldsync/mobile-client"
	"fieldsync/models"
)

// TestPutOnDeleted: an edit of a record that this device knows as deleted is
// refused; it is no new record.
func TestPutOnDeleted(t *testing.T) {
	w := newWorld(t)
	a, b := w.device("csm01"), w.device("am01")
	id := a.put("key_person", "", keyPerson).IDs[0]
	a.sync()
	b.sync()
	_, err := a.Delete(ctx, "key_person", id)
	w.ok(err)
	refused := func(p *phone) {
		t.Helper()
		_, err := p.Put(ctx, "key_person", id, values(t, `{"own_mobile":"13800000002"}`))
		w.code(err, mobile.CodeDeleted)
		if e, _ := errors.AsType[*models.Error](err); e == nil || e.Field != "key_person/"+id || e.ZH == "" {
			t.Errorf("%+v", e)
		}
	}
	refused(a) // before the server knows
	a.sync()
	refused(a)
	b.put("key_person", id, `{"own_mobile":"13800000003"}`) // b has not seen it
	b.sync()
	a.sync()
	a.put("key_person", id, `{"own_mobile":"13800000002"}`) // b brought it back
	_, err = a.Write(ctx, mobile.Change{Key: mobile.Key{Collection: "key_person", ID: id}, Delete: true})
	w.ok(err)
	_, err = a.Write(ctx, mobile.Change{Key: mobile.Key{Collection: "key_person", ID: id}, Restore: true})
	w.ok(err)
	a.put("key_person", id, `{"own_mobile":"13800000004"}`)
}

// TestSignUpAgain: a deleted sign-up comes back under its number.
func TestSignUpAgain(t *testing.T) {
	w := newWorld(t)
	a := w.device("csm01")
	id := a.put("event_lead", "", signUp(7)).IDs[0]
	a.sync()
	_, err := a.Delete(ctx, "event_lead", id)
	w.ok(err)
	a.sync()
	if again := a.put("event_lead", "", signUp(7)).IDs[0]; again != id {
		t.Errorf("%s, was %s", again, id)
	}
	if a.value("event_lead", id, "event") != `"e1"` {
		t.Error("the sign-up did not come back")
	}
	_, err = a.Delete(ctx, "event_lead", id)
	w.ok(err)
	// An action whose records refer to each other names the id itself.
	named, err := a.NewID(ctx, "event_lead", values(t, signUp(7)))
	w.ok(err)
	a.put("event_lead", named, signUp(7))
	_, err = a.Delete(ctx, "event_lead", id)
	w.ok(err)
	_, err = a.Put(ctx, "event_lead", id, values(t, `{"lead_name":"x"}`))
	w.code(err, mobile.CodeDeleted)
}
