package changesync_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	changesync "fieldsync/sync"
	"fieldsync/sync/memstore"
)

// FuzzPage: a page that is read is written to bytes that say the same; a
// device takes it whole, or refuses it and stays as it was.
func FuzzPage(f *testing.F) {
	w := newWorld(f)
	w.people()
	d := w.device("csm01")
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, err := changesync.DecodePage(raw)
		if err != nil {
			refusedWith(t, err, changesync.CodeMalformed, changesync.CodeTooLarge)
			return
		}
		phone := d.copy(t)
		req, err := phone.r.NextPull(w.ctx)
		if err != nil {
			t.Fatal(err)
		}
		p.Answers = req.Name()
		enc, err := p.Encode()
		if err != nil {
			return // an item that is no JSON cannot come from DecodePage
		}
		back, err := changesync.DecodePage(enc)
		if err != nil || len(back.Items) != len(p.Items) || back.Next != p.Next || back.Cursor != p.Cursor || !reflect.DeepEqual(back.Checksums, p.Checksums) {
			t.Fatalf("%v: reads back as %+v, was %+v", err, back, p)
		}
		before := baseOf(t, phone.local)
		taken, err := phone.r.TakePage(w.ctx, enc)
		again, nextErr := phone.r.NextPull(w.ctx)
		if nextErr != nil {
			t.Fatal(nextErr)
		}
		switch {
		case err != nil && (baseOf(t, phone.local) != before || !reflect.DeepEqual(again, req)):
			t.Fatalf("refused (%v) and half taken", err)
		case err == nil && taken.Done && again.Cursor != p.Cursor:
			t.Fatalf("the cursor is %q, the page said %q", again.Cursor, p.Cursor)
		case err == nil && !taken.Done && (again.Page != p.Next || baseOf(t, phone.local) != before):
			t.Fatal("a page in the middle shows already")
		}
		if _, err := phone.r.Standing(w.ctx); err != nil {
			t.Fatalf("the device cannot be read any more: %v", err)
		}
	})
}

// copy is the same phone once more.
func (d *device) copy(t *testing.T) *device {
	b := *d
	b.w = d.w.branch(t)
	t.Cleanup(b.w.engine.Close)
	b.local = d.local.Clone()
	b.open()
	return &b
}

// FuzzResume: whatever the sizes of the pages, with pages that come twice or
// not at all, a program that is started anew and changes in between, base is
// in the end what one pull in one piece gives.
func FuzzResume(f *testing.F) {
	w := newWorld(f)
	w.people()
	for i := range 12 {
		w.office("customer/c1", set("key_person", fmt.Sprint("k", i), "customer", "c1", "kp_name", strings.Repeat("王", i), "own_mobile", "13800000001"))
	}
	users := []*device{w.device("csm01"), w.device("desk01"), w.device("admin")}
	f.Fuzz(func(t *testing.T, script []byte) {
		if len(script) == 0 {
			return
		}
		d := users[int(script[0])%len(users)].copy(t)
		d.local = memstore.NewLocal()
		identity := users[int(script[0])%len(users)].r.Identity()
		d.open()
		if err := d.r.Enrolled(d.w.ctx, "memory:", identity.Key, &changesync.Enrolment{
			Device: identity.Device, User: identity.User, Staff: identity.Staff, Server: identity.Server,
		}); err != nil {
			t.Fatal(err)
		}
		whole := *d
		whole.local = d.local.Clone()
		whole.open()
		d.stumble(t, script[1:])
		if err := d.pull(); err != nil {
			t.Fatal(err)
		}
		for d.pageOf(t, &whole, 4<<20) {
		}
		if a, b := baseOf(t, d.local), baseOf(t, whole.local); a != b || len(a) == 0 {
			t.Fatalf("in pieces\n%s\nin one\n%s", a, b)
		}
	})
}

// stumble pulls page by page as the script says.
func (d *device) stumble(t *testing.T, script []byte) {
	t.Helper()
	for i, b := range script[:min(len(script), 40)] {
		switch b >> 5 {
		case 1: // somebody writes
			d.w.office("customer/c1", set("key_person", fmt.Sprint("k", b%12), "kp_name", fmt.Sprint("改", i)))
		case 2: // the program is started anew
			d.open()
		case 3: // the answer is lost
			d.ask(t, int(b&31)*40)
		case 4: // it comes twice
			raw := d.ask(t, int(b&31)*40)
			d.take(t, raw)
			if _, err := d.r.TakePage(d.w.ctx, raw); err == nil {
				t.Fatal("the same page was taken twice")
			}
		case 5: // the pull is given up
			if err := d.r.DropPull(d.w.ctx, b&1 == 1); err != nil {
				t.Fatal(err)
			}
		default:
			d.pageOf(t, d, 1+int(b&31)*100)
		}
	}
}

// ask gets the next page for this device.
func (d *device) ask(t *testing.T, bytes int) []byte {
	t.Helper()
	req, err := d.r.NextPull(d.w.ctx)
	if err != nil {
		t.Fatal(err)
	}
	req.Bytes = max(bytes, 1)
	page, err := d.w.engine.Pull(d.w.ctx, d.caller, req)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := page.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func (d *device) take(t *testing.T, raw []byte) (more bool) {
	t.Helper()
	p, err := d.r.TakePage(d.w.ctx, raw)
	if err != nil {
		t.Fatal(err)
	}
	if p.Damaged > 0 {
		t.Fatalf("%d scopes damaged", p.Damaged)
	}
	return !p.Done
}

// pageOf takes one page; more says that the pull goes on.
func (d *device) pageOf(t *testing.T, of *device, bytes int) (more bool) {
	t.Helper()
	return of.take(t, of.ask(t, bytes))
}

// TestPullAcrossARestore: the pages of a first pull, which has no cursor yet,
// must not be continued by a server that lost what they hold.
func TestPullAcrossARestore(t *testing.T) {
	w := newWorld(t)
	w.people()
	d := w.device("csm01")
	if err := d.r.DropPull(w.ctx, true); err != nil {
		t.Fatal(err)
	}
	backup := w.branch(t)
	defer backup.engine.Close()
	w.office("customer/c1", set("key_person", "k1", "customer", "c1", "kp_name", "王建国"))
	if more := d.pageOf(t, d, 500); !more {
		t.Fatal("one page was all")
	}
	if err := backup.engine.BeginEpoch(w.ctx); err != nil {
		t.Fatal(err)
	}
	req, err := d.r.NextPull(w.ctx)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 5 { // as many changes as were lost, and more
		backup.office("customer/c1", set("key_person", fmt.Sprint("new", i), "customer", "c1", "kp_name", "李明"))
	}
	if _, err := backup.engine.Pull(w.ctx, d.caller, req); codeOf(err) != changesync.CodeEpochChanged {
		t.Fatalf("the page of a lost history is continued: %v", err)
	}
}
