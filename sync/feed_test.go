package changesync_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"fieldsync/models"
	changesync "fieldsync/sync"
	"fieldsync/sync/memstore"
)

// base is all that a device has from the server, as text.
func (d *device) base() string {
	d.w.t.Helper()
	return baseOf(d.w.t, d.local)
}

func baseOf(t testing.TB, local changesync.Local) string {
	t.Helper()
	s := ""
	err := local.View(t.Context(), func(tx changesync.LocalReadTx) error {
		scopes, err := tx.BaseScopes()
		if err != nil {
			return err
		}
		for _, scope := range scopes {
			rows, err := tx.BaseIn(scope, changesync.Key{}, 10_000)
			if err != nil {
				return err
			}
			for _, row := range rows {
				r, err := changesync.DecodeRecord(row.Body)
				if err != nil {
					return err
				}
				r.Seq = 0 // of the last change the device heard of, not the record's
				s += string(r.Encode()) + "\n"
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// pages takes a pull page by page; after each page between is called. It
// returns the refusal that ended it, nil when it finished.
func (d *device) pages(size int, between func(page int)) error {
	d.w.t.Helper()
	for i := 0; ; i++ {
		req, err := d.r.NextPull(d.w.ctx)
		d.w.must(err)
		req.Bytes = size
		page, err := d.w.engine.Pull(d.w.ctx, d.caller, req)
		if err != nil {
			return err
		}
		raw, err := page.Encode()
		d.w.must(err)
		p, err := d.r.TakePage(d.w.ctx, raw)
		d.w.must(err)
		if p.Done {
			return nil
		}
		if between != nil {
			between(i)
		}
	}
}

// Pages of any size, with writes in between, bring the same base.
func TestEveryPageSizeGivesTheSameBase(t *testing.T) {
	w := newWorld(t)
	w.people()
	writer := w.device("am01")
	for i := range 30 {
		writer.write(set("key_person", "", "customer", "c1", "kp_name", fmt.Sprintf("王%d", i), "own_mobile", fmt.Sprintf("138%08d", i)))
	}
	writer.sync()
	reader := w.device("csm01")
	for round, size := range []int{1, 2, 300, 1000, 5000, 1 << 20} {
		for i := range 8 {
			writer.write(set("customer", "c1", "address", fmt.Sprintf("%d-%d", round, i)))
			writer.sync()
		}
		reader.w.must(reader.pages(size, func(page int) {
			if page%3 == 0 && page < 30 {
				writer.write(set("customer", "c1", "special_visit_need", fmt.Sprintf("%d-%d", round, page)))
				writer.sync()
			}
		}))
		fresh := w.device("csm01")
		if got := reader.base(); got != fresh.base() {
			reader.w.must(reader.pages(size, nil)) // what was written after the pull began
			if got = reader.base(); got != fresh.base() {
				t.Fatalf("pages of %d bytes: base\n%s\nfresh\n%s", size, got, fresh.base())
			}
		}
		anew := w.device("csm01")
		w.must(anew.r.DropPull(w.ctx, true))
		w.must(anew.pages(size, nil))
		if anew.base() != fresh.base() {
			t.Fatalf("a first sync in pages of %d bytes differs", size)
		}
	}
}

// Until its last page has come a pull shows nothing, and a crash in the middle
// goes on where it stopped.
func TestAPullIsShownWholeOrNotAtAll(t *testing.T) {
	w := newWorld(t)
	w.people()
	writer, reader := w.device("am01"), w.device("csm01")
	for i := range 10 {
		writer.write(set("customer", "c1", "address", fmt.Sprint(i)), set("key_person", "", "customer", "c1", "kp_name", fmt.Sprint(i)))
	}
	writer.sync()
	before := reader.base()
	pages := 0
	w.must(reader.pages(1, func(page int) {
		pages++
		if reader.base() != before {
			t.Fatalf("after page %d the base has changed", page)
		}
		reader.open() // the program was restarted
	}))
	if pages < 5 {
		t.Fatalf("only %d pages, the test shows nothing", pages)
	}
	if reader.base() != w.device("csm01").base() {
		t.Error("the resumed pull gives another base")
	}
}

// A page that comes twice, or from a pull given up, is refused.
func TestStalePagesAreRefused(t *testing.T) {
	w := newWorld(t)
	w.people()
	writer, reader := w.device("am01"), w.device("csm01")
	for i := range 5 {
		writer.write(set("key_person", "", "customer", "c1", "kp_name", fmt.Sprint(i)))
	}
	writer.sync()
	var kept [][]byte
	for {
		req, err := reader.r.NextPull(w.ctx)
		w.must(err)
		req.Bytes = 1
		page, err := w.engine.Pull(w.ctx, reader.caller, req)
		w.must(err)
		raw, err := page.Encode()
		w.must(err)
		kept = append(kept, raw)
		if page.Next == "" {
			break
		}
		_, err = reader.r.TakePage(w.ctx, raw)
		w.must(err)
	}
	before := reader.base()
	w.must(reader.r.DropPull(w.ctx, false))
	for i, raw := range kept[1:] {
		if _, err := reader.r.TakePage(w.ctx, raw); codeOf(err) != changesync.CodeStalePage {
			t.Errorf("page %d of a pull given up: %v", i+1, err)
		}
	}
	_, err := reader.r.TakePage(w.ctx, kept[0])
	w.must(err)
	if _, err := reader.r.TakePage(w.ctx, kept[0]); codeOf(err) != changesync.CodeStalePage {
		t.Errorf("the first page twice: %v", err)
	}
	if reader.base() != before {
		t.Error("a stale page changed the base")
	}
	reader.sync()
	if reader.base() != w.device("csm01").base() {
		t.Error("after that the base differs")
	}
}

func TestGrantsThatChangeInTheMiddleOfAPull(t *testing.T) {
	w := newWorld(t)
	w.people()
	w.office("customer/c2", set("customer", "c2", "customer_no", "KH2", "customer_name", "别家"))
	d := w.device("csm01")
	w.office("", set("customer", "c1", "address", "1"))
	w.office("", set("customer", "c1", "marketing_grid", "2"))
	err := d.pages(1, func(page int) {
		if page == 0 {
			w.assign("a7", "c2", "csm01", "CSM")
		}
	})
	if codeOf(err) != changesync.CodeRestartPull {
		t.Fatalf("%v, want restart_pull", err)
	}
	w.must(d.r.DropPull(w.ctx, false))
	d.sync()
	if got := d.value("customer", "c2", "customer_name"); got != `"别家"` {
		t.Errorf("the scope gained: %s", got)
	}
	if got := d.value("customer", "c1", "marketing_grid"); got != `"2"` {
		t.Errorf("the scope held: %s", got)
	}
}

func (w *world) trim() {
	w.t.Helper()
	w.must(w.store.Update(w.ctx, func(tx changesync.Tx) error {
		head, err := tx.Head()
		if err != nil {
			return err
		}
		return tx.Trim(head.Seq)
	}))
}

func TestTheLogIsCut(t *testing.T) {
	w := newWorld(t)
	w.people()
	d, fresh := w.device("csm01"), w.device("csm01")
	for i := range 5 {
		w.office("", set("customer", "c1", "address", fmt.Sprint(i)))
	}
	fresh.sync()
	w.trim()
	w.office("", set("customer", "c1", "address", "after the cut"))
	if err := d.pages(1, nil); codeOf(err) != changesync.CodeCursorExpired {
		t.Fatalf("%v, want cursor_expired", err)
	}
	if got := d.value("customer", "c1", "customer_name"); got != `"杭州第一机床厂"` {
		t.Errorf("while it begins anew it shows %s", got)
	}
	w.must(d.r.DropPull(w.ctx, true))
	err := d.pages(1, func(page int) {
		if page == 1 {
			for range 3 {
				w.office("", set("customer", "c1", "address", "during"))
			}
			w.trim()
		}
	})
	if codeOf(err) != changesync.CodeRestartPull {
		t.Fatalf("cut in the middle of a first pull: %v, want restart_pull", err)
	}
	w.must(d.r.DropPull(w.ctx, true))
	d.sync()
	fresh2 := w.device("csm01")
	if d.base() != fresh2.base() {
		t.Error("base after the cut differs")
	}
}

func TestForeignCursors(t *testing.T) {
	w := newWorld(t)
	w.people()
	d := w.device("csm01")
	req, err := d.r.NextPull(w.ctx)
	w.must(err)
	for name, cursor := range map[string]string{"noise": "x", "of a later history": tokenOf(t, map[string]any{"e": w.engine.Epoch(), "s": 1 << 40})} {
		if _, err := w.engine.Pull(w.ctx, d.caller, changesync.PullRequest{Cursor: cursor}); codeOf(err) != changesync.CodeBadCursor {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := w.engine.Pull(w.ctx, d.caller, changesync.PullRequest{Page: req.Cursor + "x"}); err == nil {
		t.Error("a page that is none was answered")
	}
}

// A restored server begins a new epoch: devices start anew, hand back what it
// forgot, and nobody loses or doubles anything.
func TestRestoredServer(t *testing.T) {
	w := newWorld(t)
	w.people()
	a, b := w.device("csm01"), w.device("am01")
	backup := w.store.(*memstore.Store).Clone()
	id := a.write(set("key_person", "", "customer", "c1", "kp_name", "王建国", "position", "科长")).IDs[0]
	a.sync()
	b.sync()
	b.write(set("key_person", id, "position", "处长"))
	b.sync()
	a.sync()
	a.write(set("key_person", id, "department", "unsent"))

	w.store = backup
	w.restart(nil)
	w.must(w.engine.BeginEpoch(w.ctx))
	epoch := w.engine.Epoch()
	if err := a.pages(1, nil); codeOf(err) != changesync.CodeEpochChanged {
		t.Fatalf("%v, want epoch_changed", err)
	}
	// b hands back first, although a made the record.
	for _, d := range []*device{b, a, b} {
		d.handBack()
		d.sync()
	}
	for _, d := range []*device{a, b} {
		d.sync()
		if got := d.value("key_person", id, "position"); got != `"处长"` {
			t.Errorf("%s: position %s", d.user, got)
		}
		if got := d.value("key_person", id, "department"); got != `"unsent"` {
			t.Errorf("%s: department %s", d.user, got)
		}
		if s := d.standing(); s.Waiting != 0 || s.Conflicts != 0 {
			t.Errorf("%s: %+v", d.user, s)
		}
	}
	if a.base() == "" || w.engine.Epoch() != epoch {
		t.Error("the epoch changed by itself")
	}
	w.office("", set("customer", "c1", "address", "by the new epoch's server device"))
	w.serverChainIsWhole()
}

// handBack carries the sealed runs of a device to the server.
func (d *device) handBack() {
	d.w.t.Helper()
	rows, err := d.r.HandBack(d.w.ctx, 1)
	d.w.must(err)
	for _, row := range rows {
		for range 2 { // carried twice
			_, err := d.w.engine.HandBack(d.w.ctx, row.Box)
			d.w.must(err)
		}
	}
}

// Silent damage of what a device stores shows in the checksums of the next
// pull that touches it, and heals by itself.
func TestSilentDamageHeals(t *testing.T) {
	w := newWorld(t)
	w.people()
	a, leader := w.device("csm01"), w.device("tl01")
	id := a.write(set("key_person", "", "customer", "c1", "kp_name", "王建国", "own_mobile", "13800000001")).IDs[0]
	a.sync()
	for _, d := range []*device{a, leader} {
		d.sync()
		d.damage(key("key_person", id), "kp_name")
		if got := d.value("key_person", id, "kp_name"); got != `"damaged"` {
			t.Fatalf("%s shows %s", d.user, got)
		}
		w.office("", set("customer", "c1", "address", d.user))
		if err := d.pull(); err == nil {
			t.Fatalf("%s: the damage was not noticed", d.user)
		}
		if !d.standing().Damaged {
			t.Errorf("%s: standing does not say so", d.user)
		}
		w.must(d.pull())
		if got := d.value("key_person", id, "kp_name"); got != `"王建国"` || d.standing().Damaged {
			t.Errorf("%s after healing: %s", d.user, got)
		}
	}
	// A lost record is damage as well.
	w.must(a.local.Update(w.ctx, func(tx changesync.LocalTx) error { return tx.DropScope("event/e1") }))
	w.office("", set("event_desk", "d1", "gift_stock", "null"))
	w.office("", changesync.Change{Key: key("showcase_event", "e1"), Set: models.Values{"title": []byte(`"新"`)}})
	if err := a.pull(); err == nil {
		t.Error("lost records were not noticed")
	}
	w.must(a.pull())
	if a.base() != w.device("csm01").base() {
		t.Error("the healed base differs")
	}
}

func (d *device) damage(k changesync.Key, field string) {
	d.w.t.Helper()
	d.w.must(d.local.Update(d.w.ctx, func(tx changesync.LocalTx) error {
		row, ok, err := tx.Base(k)
		if err != nil || !ok {
			return errors.Join(err, fmt.Errorf("no %s", k))
		}
		r, err := changesync.DecodeRecord(row.Body)
		if err != nil {
			return err
		}
		c := r.Cells[field]
		c.Live = slices.Clone(c.Live)
		c.Live[0].Value = []byte(`"damaged"`)
		r.Cells[field] = c
		row.Body = r.Encode()
		return tx.PutBase(row, false)
	}))
}
