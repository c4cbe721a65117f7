package mobile_test

import (
	"context"
	"crypto/ecdh"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"reflect"
	"slices"
	"testing"
	"time"

	mobile "fieldsync/mobile-client"
	"fieldsync/models"
	"fieldsync/sync"
	"fieldsync/sync/memstore"
)

const pin = "2468"

// whileLocked tries every method that shows or changes what is personal.
var whileLocked = map[string]func(c *mobile.Client) error{
	"Get": func(c *mobile.Client) error { _, err := c.Get(ctx, "customer", "c1"); return err },
	"Has": func(c *mobile.Client) error {
		_, err := c.Has(ctx, mobile.Key{Collection: "customer", ID: "c1"})
		return err
	},
	"List": func(c *mobile.Client) error { _, err := c.List(ctx, "customer", "", 0); return err },
	"Put": func(c *mobile.Client) error {
		_, err := c.Put(ctx, "customer", "c1", models.Values{"marketing_grid": json.RawMessage(`"HZ-09"`)})
		return err
	},
	"Write":      func(c *mobile.Client) error { _, err := c.Write(ctx); return err },
	"Delete":     func(c *mobile.Client) error { _, err := c.Delete(ctx, "customer", "c1"); return err },
	"NewID":      func(c *mobile.Client) error { _, err := c.NewID(ctx, "event_lead", nil); return err },
	"Conflicts":  func(c *mobile.Client) error { _, err := c.Conflicts(ctx); return err },
	"Resolve":    func(c *mobile.Client) error { _, err := c.Resolve(ctx, "customer/c1/address", "mine", nil); return err },
	"Quarantine": func(c *mobile.Client) error { _, err := c.Quarantine(ctx); return err },
	"Amend":      func(c *mobile.Client) error { _, err := c.Amend(ctx, "d.1"); return err },
	"Dismiss":    func(c *mobile.Client) error { _, err := c.Dismiss(ctx, "d.1"); return err },
	"May":        func(c *mobile.Client) error { _, err := c.May(ctx, "call", nil); return err },
	"Steps":      func(c *mobile.Client) error { _, err := c.Steps(ctx, "customer", "c1"); return err },
	"Reveal":     func(c *mobile.Client) error { _, err := c.Reveal(ctx, mobile.RevealRequest{}); return err },
	"Forms":      func(c *mobile.Client) error { _, err := c.Forms(ctx); return err },
	"Form":       func(c *mobile.Client) error { _, err := c.Form(ctx, "visit"); return err },
	"CheckForm":  func(c *mobile.Client) error { _, err := c.CheckForm(ctx, mobile.FormDraft{}); return err },
	"SubmitForm": func(c *mobile.Client) error { _, err := c.SubmitForm(ctx, mobile.FormDraft{}); return err },
	"SaveDraft":  func(c *mobile.Client) error { _, err := c.SaveDraft(ctx, mobile.FormDraft{}); return err },
	"Drafts":     func(c *mobile.Client) error { _, err := c.Drafts(ctx); return err },
	"Draft":      func(c *mobile.Client) error { _, err := c.Draft(ctx, "d"); return err },
	"DiscardDraft": func(c *mobile.Client) error {
		return c.DiscardDraft(ctx, "d")
	},
	"MigrateDraft": func(c *mobile.Client) error { _, err := c.MigrateDraft(ctx, "d", false); return err },
	"Enrol":        func(c *mobile.Client) error { return c.Enrol(ctx, "http://127.0.0.1/", "ABCDE-FGHJK", "") },
}

// anyway are those that a locked device allows: they show no record.
var anyway = []string{"Enrolled", "Handover", "Idle", "Lock", "Locked", "PINState", "RemovePIN", "ResetPIN", "Run", "SetPIN",
	"Status", "Sync", "Unlock", "Wake", "Who", "Wiped"}

// TestLocked: a locked client shows and takes nothing, and delivers all the
// same. A method that is in neither list fails the test: say where it belongs.
func TestLocked(t *testing.T) {
	w := newWorld(t)
	a, b := w.device("csm01"), w.device("am01")
	a.put("customer", "c1", `{"marketing_grid":"HZ-02"}`)
	w.ok(a.SetPIN(ctx, "", pin))
	if a.Locked() {
		t.Error("it locks in the face of who has just set the PIN")
	}
	a.restart(mobile.Options{})
	for m := range reflect.TypeFor[*mobile.Client]().Methods() {
		if whileLocked[m.Name] == nil && !slices.Contains(anyway, m.Name) {
			t.Errorf("Client.%s: say in this test whether it works while the device is locked", m.Name)
		}
	}
	for name, try := range whileLocked {
		if err := try(a.Client); mobile.CodeOf(err) != mobile.CodeLocked {
			t.Errorf("%s while locked: %v", name, err)
		}
	}
	b.put("customer", "c1", `{"address":"杭州市西湖区文三路1号"}`)
	b.sync()
	if sum := a.sync(); sum.Pushed != 1 || sum.Pulled == 0 {
		t.Errorf("a locked phone syncs %+v", sum)
	}
	if s := a.status(); s.Waiting != 0 {
		t.Errorf("%d wait", s.Waiting)
	}
	w.ok(a.Unlock(ctx, pin))
	if got := a.value("customer", "c1", "marketing_grid"); got != `"HZ-02"` {
		t.Errorf("unlocked it shows %s", got)
	}
	w.ok(a.Lock(ctx))
	if !a.Locked() {
		t.Error("Lock does not lock")
	}
	w.code(a.SetPIN(ctx, "1111", "97531"), mobile.CodeWrongPIN)
	w.code(a.SetPIN(ctx, pin, "97a31"), mobile.CodeBadPIN)
	for _, easy := range []string{"0000", "123456", "4321", "7890123", "111111111111"} {
		w.code(a.SetPIN(ctx, pin, easy), mobile.CodeBadPIN)
	}
	w.ok(a.SetPIN(ctx, pin, "97531"))
	w.code(a.RemovePIN(ctx, pin), mobile.CodeWrongPIN)
	w.ok(a.RemovePIN(ctx, "97531"))
	a.restart(mobile.Options{})
	if a.Locked() {
		t.Error("a PIN that was removed locks")
	}
}

// hand is a clock that the test turns.
type hand struct{ at time.Time }

func (h *hand) now() time.Time { return h.at }

// TestWrongPINs: five tries are free, then each waits, twice as long each time
// up to 15 minutes. Restarts and clocks set back shorten nothing, and nothing
// is ever lost.
func TestWrongPINs(t *testing.T) {
	w := newWorld(t)
	a := w.device("csm01")
	a.put("customer", "c1", `{"marketing_grid":"HZ-02"}`)
	w.ok(a.SetPIN(ctx, "", pin))
	clock := &hand{w.clock()}
	restart := func() { a.restart(mobile.Options{Now: clock.now}) }
	restart()
	for range 5 {
		w.code(a.Unlock(ctx, "1111"), mobile.CodeWrongPIN)
		restart() // ending the program takes no try back
	}
	var waits []time.Duration
	for i := range 8 {
		s, err := a.PINState(ctx)
		w.ok(err)
		waits = append(waits, s.Wait)
		w.code(a.Unlock(ctx, pin), mobile.CodePINWait) // even the right one
		clock.at = clock.at.Add(s.Wait - time.Millisecond)
		if i%2 == 0 {
			restart()
		}
		w.code(a.Unlock(ctx, pin), mobile.CodePINWait)
		clock.at = clock.at.Add(-time.Hour) // set back: the wait begins anew
		if back, err := a.PINState(ctx); err != nil || back.Wait != s.Wait {
			t.Errorf("with a clock set back it says to wait %s, want %s (%v)", back.Wait, s.Wait, err)
		}
		w.code(a.Unlock(ctx, pin), mobile.CodePINWait)
		clock.at = clock.at.Add(s.Wait - time.Millisecond)
		w.code(a.Unlock(ctx, pin), mobile.CodePINWait)
		clock.at = clock.at.Add(time.Millisecond)
		w.code(a.Unlock(ctx, "1111"), mobile.CodeWrongPIN)
	}
	const s, m = time.Second, time.Minute
	if want := []time.Duration{30 * s, m, 2 * m, 4 * m, 8 * m, 15 * m, 15 * m, 15 * m}; !slices.Equal(waits, want) {
		t.Errorf("it waits %v, want %v", waits, want)
	}
	clock.at = clock.at.Add(15 * m)
	w.ok(a.Unlock(ctx, pin))
	if state, err := a.PINState(ctx); err != nil || state.Wrong != 0 || state.Wait != 0 || state.Locked {
		t.Errorf("after the right one: %+v %v", state, err)
	}
	if got := a.value("customer", "c1", "marketing_grid"); got != `"HZ-02"` || a.status().Waiting != 1 {
		t.Errorf("after all the wrong ones: %s", got)
	}
}

// TestTryIsCountedBeforeItIsLookedAt: a program that is ended while it looks at
// a PIN has counted it.
func TestTryIsCountedBeforeItIsLookedAt(t *testing.T) {
	w := newWorld(t)
	a := w.device("csm01")
	w.ok(a.SetPIN(ctx, "", pin))
	local := &dying{Local: a.local.Again()}
	c, err := mobile.Open(ctx, mobile.Options{Local: local, Now: w.clock, Random: w.random})
	w.ok(err)
	local.dead = true // after one more write
	if err := c.Unlock(ctx, pin); err == nil || !c.Locked() {
		t.Fatalf("it unlocks without having noted the try: %v", err)
	}
	a.restart(mobile.Options{})
	if s, err := a.PINState(ctx); err != nil || s.Wrong != 1 {
		t.Errorf("%+v %v", s, err)
	}
}

// dying takes one more write.
type dying struct {
	changesync.Local
	dead, spent bool
}

func (d *dying) Update(ctx context.Context, fn func(changesync.LocalTx) error) error {
	if d.dead && d.spent {
		return errLine
	}
	d.spent = d.dead
	return d.Local.Update(ctx, fn)
}

// TestForgottenPIN: only the server that the device belongs to takes a PIN away,
// for a code of the same user, and what waits is kept.
func TestForgottenPIN(t *testing.T) {
	w := newWorld(t)
	a := w.device("csm01")
	former, _, _ := a.Who()
	a.put("customer", "c1", `{"marketing_grid":"HZ-02"}`)
	w.ok(a.SetPIN(ctx, "", pin))
	a.restart(mobile.Options{})

	w.code(a.ResetPIN(ctx, "ABCDE-FGHJK", ""), changesync.CodeBadCode)
	other, err := w.engine.NewCode(ctx, "am01")
	w.ok(err)
	w.code(a.ResetPIN(ctx, other.Code, ""), mobile.CodeOtherUser)
	a.line.before = func(string) error { return errLine }
	w.code(a.ResetPIN(ctx, "ABCDE-FGHJK", ""), mobile.CodeNetwork)
	a.line.before = nil

	// Another organisation's server, in the place of ours, takes any code.
	ours := a.line.w
	theirs := newWorld(t)
	theirs.keys = foreignKeys(t)
	theirs.store = memstore.New()
	theirs.start()
	theirs.people()
	code, err := theirs.engine.NewCode(ctx, "csm01")
	w.ok(err)
	a.line.w = theirs
	w.code(a.ResetPIN(ctx, code.Code, ""), changesync.CodeBadSignature)
	a.line.w = ours
	a.line.w = w
	a.restartOver(&replaying{line: a.line, answer: w.enrolment("csm01")})
	w.code(a.ResetPIN(ctx, "ABCDE-FGHJK", ""), changesync.CodeBadSignature)
	a.restart(mobile.Options{})
	if device, _, _ := a.Who(); device != former || !a.Locked() {
		t.Errorf("refused resets changed the device to %s", device)
	}

	code, err = w.engine.NewCode(ctx, "csm01")
	w.ok(err)
	w.ok(a.ResetPIN(ctx, code.Code, "csm01"))
	a.restart(mobile.Options{})
	if a.Locked() {
		t.Error("it is locked after the reset")
	}
	if got := a.value("customer", "c1", "marketing_grid"); got != `"HZ-02"` || a.status().Waiting != 1 {
		t.Errorf("the reset lost what waits: %s", got)
	}
	if sum := a.sync(); sum.Pushed != 1 || sum.Quarantined != 0 {
		t.Errorf("%+v", sum)
	}
}

// replaying answers with an enrolment of somebody else's key.
type replaying struct {
	*line
	answer *changesync.Enrolment
}

func (r *replaying) Enrol(context.Context, string, mobile.EnrolRequest) (*changesync.Enrolment, error) {
	return r.answer, nil
}

// enrolment is one that the server really made, for a key of its own.
func (w *world) enrolment(user string) *changesync.Enrolment {
	w.Helper()
	code, err := w.engine.NewCode(ctx, user)
	w.ok(err)
	public, key, err := ed25519.GenerateKey(rand.Reader)
	w.ok(err)
	e, err := w.engine.Enrol(ctx, code.Code, "", public, ed25519.Sign(key, changesync.EnrolMessage(code.Code, public)))
	w.ok(err)
	return e
}

// restartOver opens the client anew over another line.
func (p *phone) restartOver(line mobile.Transport) {
	p.w.Helper()
	c, err := mobile.Open(ctx, mobile.Options{Local: p.local.Again(), Transport: line, Random: p.w.random, Now: p.w.clock})
	p.w.ok(err)
	p.Client = c
}

// foreignKeys are another server's.
func foreignKeys(t *testing.T) *changesync.ServerKeys {
	t.Helper()
	open, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	_, sign, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return &changesync.ServerKeys{Sign: sign, Open: open}
}

// TestIdle: the app is told for how long nobody has used it; a sync is no use.
func TestIdle(t *testing.T) {
	w := newWorld(t)
	a := w.device("csm01")
	clock := &hand{w.clock()}
	a.restart(mobile.Options{Now: clock.now})
	clock.at = clock.at.Add(5 * time.Minute)
	a.sync()
	if got := a.Idle(); got != 5*time.Minute {
		t.Errorf("idle for %s", got)
	}
	a.value("customer", "c1", "marketing_grid")
	if got := a.Idle(); got != 0 {
		t.Errorf("in use it is idle for %s", got)
	}
}
