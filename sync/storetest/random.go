package storetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"

	"fieldsync/models"
	"fieldsync/sync"
	"fieldsync/sync/memstore"
)

// state is all that a store can be asked for.
type state struct {
	head      changesync.Head
	devices   []changesync.Device
	sets      []changesync.StoredChangeset
	records   []changesync.StoredRecord
	log       []changesync.LogEntry
	history   []changesync.HistoryEntry
	sums      []changesync.Checksum
	conflicts []changesync.ConflictRow
	docs      []changesync.Doc
	refs      []string
	grants    []changesync.Grant
}

// The names that the suite and the random work use.
var (
	randScopes = []models.Scope{"customer/1", "customer/2", "Customer/1", "event/王", "org"}
	randNames  = []string{"a", "b", "C", "王", "d", "r", "c"}
)

// dump reads all of it.
func (s *suite) dump(st changesync.Store) state {
	s.Helper()
	var d state
	s.ok(st.View(context.Background(), func(tx changesync.ReadTx) error {
		var errs [8]error
		d.head, errs[0] = tx.Head()
		d.devices, errs[1] = tx.DeviceList("")
		d.records, errs[2] = tx.RecordsIn(changesync.RecordQuery{})
		d.log, errs[3] = tx.Log(changesync.LogQuery{To: 1 << 50})
		d.sums, errs[4] = tx.Checksums(nil)
		d.conflicts, errs[5] = tx.Conflicts(changesync.ConflictQuery{})
		d.docs, errs[6] = tx.Docs("k")
		d.grants, _, errs[7] = tx.Grants("u")
		return errors.Join(errors.Join(errs[:]...), d.byName(tx))
	}))
	return d
}

// byName reads what can only be asked for one by one.
func (d *state) byName(tx changesync.ReadTx) error {
	var all error
	for _, dev := range append([]string{"before", "lost"}, randNames...) {
		sets, err := tx.Changesets(dev, 0, 1<<50)
		d.sets, all = append(d.sets, sets...), errors.Join(all, err)
	}
	for _, c := range randNames {
		for _, id := range randNames {
			history, err := tx.History(key(c, id))
			refs, err2 := tx.Referring(c, "f", id)
			d.history, all = append(d.history, history...), errors.Join(all, err, err2)
			for _, r := range refs {
				d.refs = append(d.refs, c+"/"+id+"<"+r)
			}
		}
	}
	return all
}

// testRandom does the same random work on the store and on the reference and
// compares all answers.
func testRandom(s *suite) {
	rnd := rand.New(rand.NewPCG(20, 26))
	want := memstore.New()
	other := s.open()
	for step := range 120 {
		batches := []*changesync.Batch{randomBatch(rnd, uint64(step+1)), randomBatch(rnd, uint64(step+1))}
		trim, roll := rnd.Uint64N(uint64(step)+2), rnd.IntN(6) == 0
		work := func(tx changesync.Tx) error {
			if _, err := tx.NextSeq(); err != nil {
				return err
			}
			for _, b := range batches {
				if err := tx.Apply(b); err != nil {
					return err
				}
			}
			if trim%7 == 0 {
				if err := tx.Trim(trim); err != nil {
					return err
				}
			}
			if roll {
				return errWanted
			}
			return nil
		}
		handle := []changesync.Store{s.store, other}[step%2]
		err, wantErr := handle.Update(s.Context(), work), want.Update(s.Context(), work)
		if errors.Is(err, errWanted) != errors.Is(wantErr, errWanted) ||
			errors.Is(err, changesync.ErrExists) != errors.Is(wantErr, changesync.ErrExists) || (err == nil) != (wantErr == nil) {
			s.Fatalf("step %d: %v, the reference says %v", step, err, wantErr)
		}
		if step%10 == 9 {
			same(s, fmt.Sprint("step ", step), s.dump(s.store), s.dump(want))
			s.compareQueries(rnd, want)
		}
		if s.Failed() {
			return
		}
	}
}

// compareQueries asks both for random pages.
func (s *suite) compareQueries(rnd *rand.Rand, want changesync.Store) {
	s.Helper()
	for range 20 {
		scopes := randScopes[:rnd.IntN(len(randScopes)+1)]
		if rnd.IntN(4) == 0 {
			scopes = nil
		}
		k, limit := key(pick(rnd, randNames), pick(rnd, randNames)), rnd.IntN(12)
		log := changesync.LogQuery{Scopes: scopes, From: rnd.Uint64N(99), To: rnd.Uint64N(140),
			AfterSeq: rnd.Uint64N(99), After: k, Limit: limit}
		recs := changesync.RecordQuery{Scopes: scopes, AfterScope: pick(rnd, randScopes), After: k, Limit: limit}
		if rnd.IntN(3) == 0 {
			recs.Collection = pick(rnd, randNames)
		}
		cons := changesync.ConflictQuery{Scopes: scopes, After: k, AfterField: pick(rnd, randNames), Limit: limit}
		ref := &suite{T: s.T, store: want}
		same(s, fmt.Sprintf("%+v", log), s.log(log), ref.log(log))
		same(s, fmt.Sprintf("%+v", recs), s.recordsIn(recs), ref.recordsIn(recs))
		same(s, fmt.Sprintf("%+v", cons), s.conflicts(cons), ref.conflicts(cons))
		same(s, fmt.Sprint("touched of ", scopes), s.touched(scopes, log.From), ref.touched(scopes, log.From))
		same(s, fmt.Sprint("sums of ", scopes), s.sums(scopes), ref.sums(scopes))
	}
}

func pick[T any](rnd *rand.Rand, from []T) T { return from[rnd.IntN(len(from))] }

// randomBatch is small and uses few names, so that rows meet.
func randomBatch(rnd *rand.Rand, seq uint64) *changesync.Batch {
	b := &changesync.Batch{}
	name := func() string { return pick(rnd, randNames) }
	k := func() changesync.Key { return key(name(), name()) }
	body := func() []byte { return fmt.Appendf(nil, "%x", rnd.Uint64()) }
	for range rnd.IntN(4) {
		scope := pick(rnd, randScopes)
		b.Records = append(b.Records, changesync.StoredRecord{Key: k(), Scope: scope, Seq: seq, Body: body()})
		b.Log = append(b.Log, changesync.LogEntry{Seq: seq, Scope: scope, Key: k(), Body: body()})
		b.History = append(b.History, changesync.HistoryEntry{Key: k(), Cell: name(), Dot: "d:1", Seq: seq, Body: body()})
		b.Checksums = append(b.Checksums, changesync.Checksum{Scope: scope, Collection: name(), Level: "full", Sum: rnd.Uint64()})
		b.References = append(b.References, changesync.Reference{Key: k(), Field: "f", Value: name()})
		b.Conflicts = append(b.Conflicts, changesync.ConflictRow{Key: k(), Field: name(), Scope: scope})
		b.Docs = append(b.Docs, changesync.Doc{Kind: "k", Key: name(), Body: body()}, changesync.Doc{Kind: "k", Key: name()})
		b.Devices = append(b.Devices, changesync.Device{ID: name(), User: name(), N: seq, Hash: body()})
		b.Grants = append(b.Grants, changesync.Grant{User: "u", Scope: scope, View: name(), Since: rnd.Uint64N(5), Ended: seq})
	}
	if rnd.IntN(3) == 0 {
		b.Unindexed, b.Settled = []changesync.Key{k(), k(), k()}, []changesync.Key{k(), k(), k()}
		b.Changesets = []changesync.StoredChangeset{{Device: name(), N: rnd.Uint64N(30), Raw: body(), Seq: seq}}
	}
	return b
}
