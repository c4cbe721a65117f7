package postgres

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"fieldsync/models"
	"fieldsync/sync"
)

// feeder makes the batches of a busy morning: offline-made records of many
// customers, each changeset with one record, its log entry, four references
// and the checksums of both views. The SQLite store is measured with the same.
type feeder struct {
	rnd  *rand.Rand
	n    uint64
	body []byte
}

func newFeeder() *feeder {
	f := &feeder{rnd: rand.New(rand.NewPCG(3, 4)), body: make([]byte, 2048)}
	for i := range f.body {
		f.body[i] = "{\"abcdefghij,:0123456789王"[f.rnd.IntN(26)]
	}
	return f
}

// uuid is ordered by time, as the ids of records are.
func (f *feeder) uuid() string {
	f.n++
	return fmt.Sprintf("%08x-%04x-7%03x-8%03x-%012x", 0x19000000+f.n/400, f.n%400, f.rnd.IntN(4096), f.rnd.IntN(4096), f.rnd.Uint64()>>16)
}

func (f *feeder) batch(changesets int) *changesync.Batch {
	b := &changesync.Batch{}
	for range changesets {
		id := f.uuid()
		customer := fmt.Sprintf("customer-%04d-7000-8000-%012d", f.rnd.IntN(600), 7)
		device := fmt.Sprintf("device-%06d-7000-8000-%012d", f.rnd.IntN(200), 7)
		k, scope := changesync.Key{Collection: "visit_record", ID: id}, models.Scope("customer/"+customer)
		b.Changesets = append(b.Changesets, changesync.StoredChangeset{Device: device, N: f.n, Hash: f.body[:32], Raw: f.body,
			Signature: f.body[:64], Receipt: f.body[:400], Outcome: changesync.OutcomeApplied})
		b.Devices = append(b.Devices, changesync.Device{ID: device, User: "csm01", PublicKey: f.body[:32], N: f.n,
			Hash: f.body[:32], Status: changesync.DeviceActive})
		b.Records = append(b.Records, changesync.StoredRecord{Key: k, Scope: scope, Body: f.body})
		b.Log = append(b.Log, changesync.LogEntry{Scope: scope, Key: k, Body: f.body})
		b.Unindexed = append(b.Unindexed, k)
		for _, field := range []string{"customer", "visit_plan", "key_person", "collected_by"} {
			value := customer
			if field != "customer" {
				value = fmt.Sprintf("%s-%08d-7000-8000-%012d", field, f.rnd.IntN(4000), 7)
			}
			b.References = append(b.References, changesync.Reference{Key: k, Field: field, Value: value})
		}
		for _, level := range []string{changesync.LevelFull, changesync.LevelMasked} {
			b.Checksums = append(b.Checksums, changesync.Checksum{Scope: scope, Collection: k.Collection, Level: level, Sum: f.rnd.Uint64()})
		}
	}
	return b
}

// at enters the sequence, which is known late.
func at(b *changesync.Batch, seq uint64) *changesync.Batch {
	for i := range b.Changesets {
		b.Changesets[i].Seq, b.Records[i].Seq, b.Log[i].Seq = seq, seq, seq
	}
	return b
}

// push does what the Engine does for one group: lock, number, write.
func (f *feeder) push(t testing.TB, s *Store, changesets int) {
	t.Helper()
	batch := f.batch(changesets)
	err := s.Update(t.Context(), func(tx changesync.Tx) error {
		if _, err := tx.Head(); err != nil {
			return err
		}
		var ids []string
		var keys []changesync.Key
		for i := range batch.Devices {
			ids, keys = append(ids, batch.Devices[i].ID), append(keys, batch.Records[i].Key)
		}
		if _, err := tx.LockDevices(ids...); err != nil {
			return err
		}
		if _, err := tx.LockRecords(keys...); err != nil {
			return err
		}
		seq, err := tx.NextSeq()
		if err != nil {
			return err
		}
		return tx.Apply(at(batch, seq))
	})
	if err != nil {
		t.Fatal(err)
	}
}

func benched(b *testing.B) *Store {
	dsn, _ := database(b)
	return open(b, dsn)
}

func BenchmarkUpdate(b *testing.B) {
	for _, changesets := range []int{1, 64, 1000} {
		b.Run(fmt.Sprint(changesets), func(b *testing.B) {
			s, f := benched(b), newFeeder()
			f.push(b, s, 1)
			b.ResetTimer()
			for b.Loop() {
				f.push(b, s, changesets)
			}
			b.ReportMetric(float64(b.N*changesets)/b.Elapsed().Seconds(), "changesets/s")
		})
	}
}

// BenchmarkLog pages through a history of 300 updates of 64: all of it, as a
// manager of 300 customers, as one of one customer, and as one who has nothing new.
func BenchmarkLog(b *testing.B) {
	s, f := benched(b), newFeeder()
	for range 300 {
		f.push(b, s, 64)
	}
	var scopes []models.Scope
	for i := range 300 {
		scopes = append(scopes, models.Scope(fmt.Sprintf("customer/customer-%04d-7000-8000-%012d", i*2, 7)))
	}
	for _, kind := range []struct {
		name string
		q    changesync.LogQuery
	}{
		{"all", changesync.LogQuery{To: 1 << 40, Limit: 200}},
		{"scopes", changesync.LogQuery{Scopes: scopes, To: 1 << 40, Limit: 200}},
		{"one", changesync.LogQuery{Scopes: scopes[:1], To: 1 << 40, Limit: 200}},
		{"nothing", changesync.LogQuery{Scopes: scopes, From: 300, To: 1 << 40, Limit: 200}},
	} {
		b.Run(kind.name, func(b *testing.B) {
			rows := 0
			for b.Loop() {
				rows += len(wholeLog(b, s, kind.q))
			}
			b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
		})
	}
	b.Run("records", func(b *testing.B) {
		rows := 0
		for b.Loop() {
			rows += snapshot(b, s, scopes)
		}
		b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
	})
}

// wholeLog takes all pages.
func wholeLog(t testing.TB, s *Store, q changesync.LogQuery) (out []changesync.LogEntry) {
	t.Helper()
	for {
		var page []changesync.LogEntry
		err := s.View(t.Context(), func(tx changesync.ReadTx) (err error) {
			page, err = tx.Log(q)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, page...)
		if q.Limit <= 0 || len(page) < q.Limit {
			return out
		}
		q.AfterSeq, q.After = page[len(page)-1].Seq, page[len(page)-1].Key
	}
}

// snapshot takes all pages of the records of scopes.
func snapshot(t testing.TB, s *Store, scopes []models.Scope) (rows int) {
	t.Helper()
	for q := (changesync.RecordQuery{Scopes: scopes, Limit: 200}); ; {
		var page []changesync.StoredRecord
		err := s.View(t.Context(), func(tx changesync.ReadTx) (err error) {
			page, err = tx.RecordsIn(q)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if rows += len(page); len(page) < q.Limit {
			return rows
		}
		last := page[len(page)-1]
		q.AfterScope, q.After = last.Scope, last.Key
	}
}
