package changesync_test

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"fieldsync/models"
	changesync "fieldsync/sync"
	"fieldsync/sync/memstore"

	"github.com/google/uuid"
)

// codeOf is the stable code of an error, "" for none and for other errors.
func codeOf(err error) string {
	var coded *models.Error
	if errors.As(err, &coded) {
		return coded.Code
	}
	return ""
}

// pen writes changesets of a device by hand: also such as no honest program
// makes.
type pen struct {
	d    *device
	n    uint64
	prev []byte
}

func (d *device) pen() *pen { return &pen{d: d} }

// next makes the following changeset; what the header leaves open is filled in.
func (p *pen) next(h changesync.Header, writes ...changesync.Write) *changesync.Changeset {
	p.d.w.t.Helper()
	p.n++
	h.Device, h.N, h.Prev = p.d.caller.ID, p.n, p.prev
	if h.Actor == "" {
		h.Actor = p.d.user
	}
	if h.At == "" {
		h.At = p.d.w.clock().Format(time.RFC3339Nano)
	}
	h.App, h.Schema = "pen/1", changesync.SchemaVersion
	c := &changesync.Changeset{Header: h, Writes: writes}
	p.d.w.must(c.Encode(p.d.w.random))
	p.prev = c.Hash
	return c
}

// edit is a changeset with one value for one field of one record.
func (p *pen) edit(key changesync.Key, scope models.Scope, field, value string, replaces ...changesync.Dot) *changesync.Changeset {
	return p.next(changesync.Header{Records: []changesync.Target{{Key: key, Scope: scope}}},
		changesync.Write{Field: field, Value: json.RawMessage(value), Replaces: replaces})
}

// run signs changesets for a push.
func (p *pen) run(cs ...*changesync.Changeset) *changesync.Run {
	p.d.w.t.Helper()
	var raws [][]byte
	for _, c := range cs {
		raws = append(raws, c.Raw)
	}
	first, last := cs[0], cs[len(cs)-1]
	raw := changesync.EncodeRun(p.d.caller.ID, raws, first.Header.N, last.Header.N, last.Hash, p.d.r.Identity().Key)
	run, err := changesync.DecodeRun(raw)
	p.d.w.must(err)
	return run
}

// push delivers changesets and reads the receipts.
func (p *pen) push(cs ...*changesync.Changeset) []*changesync.Receipt {
	p.d.w.t.Helper()
	res, err := p.d.w.engine.Push(p.d.w.ctx, p.d.caller, p.run(cs...))
	p.d.w.must(err)
	var out []*changesync.Receipt
	for _, raw := range res.Receipts {
		r, err := changesync.ParseReceipt(raw, p.d.w.engine.PublicKeys().Sign)
		p.d.w.must(err)
		out = append(out, r)
	}
	return out
}

// reasonCodes are the codes of reasons, in order.
func reasonCodes(rs []changesync.Reason) []string {
	var out []string
	for _, r := range rs {
		out = append(out, r.Code)
	}
	return out
}

// record reads what the server holds.
func (w *world) record(key changesync.Key) *changesync.Record {
	w.t.Helper()
	return recordIn(w.t, w.store, key)
}

func recordIn(t testing.TB, s changesync.Store, key changesync.Key) *changesync.Record {
	t.Helper()
	var out *changesync.Record
	err := s.View(t.Context(), func(tx changesync.ReadTx) error {
		found, err := tx.Records(key)
		if err != nil || found[key].Body == nil {
			return err
		}
		out, err = changesync.DecodeRecord(found[key].Body)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// shown is the value of a field as the server shows it.
func (w *world) shown(key changesync.Key, field string) string {
	w.t.Helper()
	r := w.record(key)
	if r == nil {
		return "(no record)"
	}
	return string(r.Values(models.Default().Collection(key.Collection))[field])
}

// branch is another server that continues from the same history.
func (w *world) branch(t testing.TB) *world {
	b := *w
	b.t, b.store = t, w.store.(*memstore.Store).Clone()
	e, err := changesync.NewEngine(b.ctx, b.store, changesync.Options{Keys: b.keys, Now: b.clock, Random: b.random, NewID: b.newID})
	b.must(err)
	b.engine = e
	return &b
}

func key(collection, id string) changesync.Key {
	return changesync.Key{Collection: collection, ID: id}
}

// restart opens the store with another engine, as after a crash.
func (w *world) restart(change func(*changesync.Options)) {
	w.t.Helper()
	w.engine.Close()
	opt := changesync.Options{Keys: w.keys, Now: w.clock, Random: w.random, NewID: w.newID}
	if change != nil {
		change(&opt)
	}
	e, err := changesync.NewEngine(w.ctx, w.store, opt)
	w.must(err)
	w.engine = e
	w.t.Cleanup(e.Close)
}

// parallel restarts with a clock and randomness that many may use at once. The
// clock stands still.
func (w *world) parallel(change func(*changesync.Options)) {
	w.t.Helper()
	now := w.now
	w.restart(func(o *changesync.Options) {
		o.Now, o.Random, o.NewID = func() time.Time { return now }, rand.Reader, uuid.NewString
		if change != nil {
			change(o)
		}
	})
}

// dots are the live dots of a cell at the server.
func (w *world) dots(k changesync.Key, cell string) []changesync.Dot {
	w.t.Helper()
	c := w.record(k).Cells[cell]
	return c.Dots()
}

// tokenOf makes an opaque token out of what a server might have put into it.
func tokenOf(t testing.TB, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}
