package sim

import (
	"encoding/json"
	"errors"
	"fmt"

	mobile "fieldsync/mobile-client"
	"fieldsync/models"
	"fieldsync/server/tomorrow"
	changesync "fieldsync/sync"
)

// userActs lets a device's user do something; what his device kept of it goes
// into the ledger.
func (w *world) userActs(d *device) {
	d.ills.doing = "write"
	what, err := w.userDoes(d)
	w.tracef("%s %s", d.name, what)
	var coded *models.Error
	if errors.As(err, &coded) {
		w.tracef("%s: refused at once: %v", d.name, err)
		err = nil
	}
	if !d.expected(err) {
		w.fail("errors", "%s: %s: %v", d.name, what, err)
	}
	d.note()
}

// entry is an action of a user that his device kept.
type entry struct {
	device string
	n      uint64
	dot    changesync.Dot // as its author's device named it
	hash   []byte
	c      *changesync.Changeset
	// orphan: no device has it any more, since the one that wrote it was put
	// back to an older state. Then arrived says whether a server had it, and
	// restores how often the centre had been restored.
	orphan, arrived bool
	restores        int
}

// note enters into the ledger what is new in the outbox. A changeset that is
// carried over under another name is the same action.
func (d *device) note() {
	d.view(func(tx changesync.LocalReadTx) error {
		rows, err := tx.Outbox(nil, 0, 1<<20)
		for _, row := range rows {
			c, err := changesync.Decode(row.Raw)
			if err != nil {
				return err
			}
			d.noteOne(c)
		}
		return err
	})
}

func (d *device) noteOne(c *changesync.Changeset) {
	if c.Inner != nil {
		c = c.Inner
	}
	if d.w.known[string(c.Hash)] != nil {
		return
	}
	e := &entry{device: d.name, n: c.Header.N, dot: changesync.MakeDot(c.Header.Device, c.Header.N), hash: c.Hash, c: c}
	d.w.known[string(c.Hash)] = e
	d.w.ledger = append(d.w.ledger, e)
	d.wrote = append(d.wrote, e)
}

var k1 = changesync.Key{Collection: "key_person", ID: "k1"}

func one(k changesync.Key, field, value string) []mobile.Change {
	return []mobile.Change{{Key: k, Set: models.Values{field: json.RawMessage(value)}}}
}

// userDoes draws an action and says what it was.
func (w *world) userDoes(d *device) (what string, err error) {
	w.ids++
	text := fmt.Sprintf("%q", fmt.Sprintf("%s-%d", d.user, w.ids))
	switch w.rng.IntN(13) {
	case 10, 11:
		return w.clerk(d, text)
	case 12:
		return w.amend(d, text)
	}
	changes := w.draw(d, text)
	raw, err := json.Marshal(changes)
	if err != nil {
		return "", err
	}
	_, err = d.client.Write(w.ctx, changes...)
	return "writes " + string(raw), err
}

// draw chooses what a user writes.
func (w *world) draw(d *device, text string) []mobile.Change {
	customer := changesync.Key{Collection: "customer", ID: []string{"c1", "c1", "c1", "c2"}[w.rng.IntN(4)]}
	switch w.rng.IntN(10) {
	case 0, 1:
		return one(customer, "marketing_grid", text)
	case 2:
		return w.ofAPerson(text)
	case 3:
		return one(k1, "declined_fields", []string{`[]`, `["qq_no"]`, `["home_phone"]`, `["qq_no","home_phone"]`}[w.rng.IntN(4)])
	case 4:
		return one(k1, "submission", []string{`"draft"`, `"submitted"`, `"withdrawn"`}[w.rng.IntN(3)])
	case 5, 6: // both together, always
		return append(one(changesync.Key{Collection: "customer", ID: "c1"}, "address", text), one(k1, "department", text)...)
	case 7:
		return []mobile.Change{{Key: k1, Delete: w.rng.IntN(2) == 0, Restore: w.rng.IntN(2) == 0, Set: models.Values{}}}
	case 8:
		return w.newcomer(d, text)
	}
	return w.signUp(text)
}

// ofAPerson is a conflict in the making, or a value that only its author sees
// until the person's consent is recorded, and again when it is withdrawn.
func (w *world) ofAPerson(text string) []mobile.Change {
	switch w.ids % 5 {
	case 0:
		return one(k1, "home_address", text)
	case 1:
		return one(k1, "customer_consent", []string{"true", "false"}[w.rng.IntN(2)])
	}
	return one(k1, "position", text)
}

// newcomer is a new record, with one of its child in the same action, or what
// only the newer program knows.
func (w *world) newcomer(d *device, text string) []mobile.Change {
	if d.reg.Collection(tomorrow.Collection) != nil && w.rng.IntN(2) == 0 {
		if w.rng.IntN(2) == 0 {
			return one(k1, tomorrow.Field, text)
		}
		return []mobile.Change{{Key: changesync.Key{Collection: tomorrow.Collection}, Set: models.Values{
			"customer": json.RawMessage(`"c1"`), "text": json.RawMessage(text),
		}}}
	}
	id := w.newID()
	return []mobile.Change{
		{Key: changesync.Key{Collection: "key_person", ID: id}, Set: models.Values{
			"customer": json.RawMessage(`"c1"`), "kp_name": json.RawMessage(text), "submission": json.RawMessage(`"draft"`),
		}},
		{Key: changesync.Key{Collection: "follow_up"}, Set: models.Values{
			"customer": json.RawMessage(`"c1"`), "submission": json.RawMessage(`"draft"`),
		}},
	}
}

func (w *world) signUp(text string) []mobile.Change {
	mobileNo := fmt.Sprintf(`"1390000000%d"`, w.rng.IntN(4))
	return []mobile.Change{{Key: changesync.Key{Collection: "event_lead"}, Set: models.Values{
		"event": json.RawMessage(`"e1"`), "desk": json.RawMessage(`"d1"`), "mobile": json.RawMessage(mobileNo),
		"lead_name": json.RawMessage(text), "submission": json.RawMessage(`"draft"`),
	}}}
}

// clerk decides an open conflict.
func (w *world) clerk(d *device, text string) (string, error) {
	open, err := d.client.Conflicts(w.ctx)
	if err != nil || len(open) == 0 {
		return "finds no conflict", err
	}
	c := open[w.rng.IntN(len(open))]
	choice, value := string(c.Values[w.rng.IntN(len(c.Values))].Dot), json.RawMessage(nil)
	if w.rng.IntN(3) == 0 && c.Field == "position" {
		choice, value = changesync.ChooseValue, json.RawMessage(text)
	}
	_, err = d.client.Resolve(w.ctx, c.ID, choice, value)
	return "settles " + c.ID + " for " + choice, err
}

// amend corrects or dismisses what is in quarantine.
func (w *world) amend(d *device, text string) (string, error) {
	list, err := d.client.Quarantine(w.ctx)
	if err != nil || len(list) == 0 {
		return "finds nothing in quarantine", err
	}
	a := list[w.rng.IntN(len(list))]
	if w.rng.IntN(4) == 0 {
		_, err = d.client.Dismiss(w.ctx, a.ID)
		return "dismisses " + string(a.ID), err
	}
	_, err = d.client.Amend(w.ctx, a.ID, one(k1, "position", text)...)
	return "amends " + string(a.ID), err
}
