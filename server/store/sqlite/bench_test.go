package sqlite

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"fieldsync/models"
	"fieldsync/sync"
)

// feeder makes the batches of a busy morning: offline-made records of many
// customers, each changeset with one record, its log entry, four references
// and the checksums of both views.
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

func (f *feeder) batch(seq uint64, changesets int) *changesync.Batch {
	b := &changesync.Batch{}
	for range changesets {
		id := f.uuid()
		customer := fmt.Sprintf("customer-%04d-7000-8000-%012d", f.rnd.IntN(600), 7)
		device := fmt.Sprintf("device-%06d-7000-8000-%012d", f.rnd.IntN(200), 7)
		k, scope := changesync.Key{Collection: "visit_record", ID: id}, models.Scope("customer/"+customer)
		b.Changesets = append(b.Changesets, changesync.StoredChangeset{Device: device, N: f.n, Hash: f.body[:32], Raw: f.body,
			Signature: f.body[:64], Receipt: f.body[:400], Outcome: changesync.OutcomeApplied, Seq: seq})
		b.Devices = append(b.Devices, changesync.Device{ID: device, User: "csm01", PublicKey: f.body[:32], N: f.n,
			Hash: f.body[:32], Status: changesync.DeviceActive})
		b.Records = append(b.Records, changesync.StoredRecord{Key: k, Scope: scope, Seq: seq, Body: f.body})
		b.Log = append(b.Log, changesync.LogEntry{Seq: seq, Scope: scope, Key: k, Body: f.body})
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

// push does what the Engine does for one group: lock, number, write.
func (f *feeder) push(b testing.TB, s *Store, changesets int) {
	b.Helper()
	err := s.Update(b.Context(), func(tx changesync.Tx) error {
		head, err := tx.Head()
		if err != nil {
			return err
		}
		batch := f.batch(head.Seq+1, changesets)
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
		if _, err := tx.NextSeq(); err != nil {
			return err
		}
		return tx.Apply(batch)
	})
	if err != nil {
		b.Fatal(err)
	}
}

func BenchmarkUpdate(b *testing.B) {
	for _, changesets := range []int{1, 64, 1000} {
		b.Run(fmt.Sprint(changesets), func(b *testing.B) {
			s, f := open(b, filepath.Join(b.TempDir(), "bench.db")), newFeeder()
			f.push(b, s, 1)
			b.ResetTimer()
			for b.Loop() {
				f.push(b, s, changesets)
			}
			b.ReportMetric(float64(b.N*changesets)/b.Elapsed().Seconds(), "changesets/s")
		})
	}
}

// filled is a store with a history of 300 updates of 64.
func filled(b *testing.B) *Store {
	b.Helper()
	s, f := open(b, filepath.Join(b.TempDir(), "bench.db")), newFeeder()
	for range 300 {
		f.push(b, s, 64)
	}
	return s
}

// BenchmarkLog pages through the whole log: all of it, as a manager of 300
// customers, and as one who has nothing new.
func BenchmarkLog(b *testing.B) {
	s := filled(b)
	var scopes []models.Scope
	for i := range 300 {
		scopes = append(scopes, models.Scope(fmt.Sprintf("customer/customer-%04d-7000-8000-%012d", i*2, 7)))
	}
	for name, q := range map[string]changesync.LogQuery{
		"all":     {To: 1 << 40, Limit: 200},
		"scopes":  {Scopes: scopes, To: 1 << 40, Limit: 200},
		"one":     {Scopes: scopes[:1], To: 1 << 40, Limit: 200},
		"nothing": {Scopes: scopes, From: 300, To: 1 << 40, Limit: 200},
	} {
		b.Run(name, func(b *testing.B) {
			rows := 0
			for b.Loop() {
				for q := q; ; {
					var page []changesync.LogEntry
					err := s.View(b.Context(), func(tx changesync.ReadTx) (err error) {
						page, err = tx.Log(q)
						return err
					})
					if err != nil {
						b.Fatal(err)
					}
					if rows += len(page); len(page) < q.Limit {
						break
					}
					q.AfterSeq, q.After = page[len(page)-1].Seq, page[len(page)-1].Key
				}
			}
			b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

func BenchmarkRecords(b *testing.B) {
	s := filled(b)
	var keys []changesync.Key
	err := s.View(b.Context(), func(tx changesync.ReadTx) error {
		rows, err := tx.RecordsIn(changesync.RecordQuery{Limit: 64})
		for _, r := range rows {
			keys = append(keys, r.Key)
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	for _, n := range []int{1, 64} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				err := s.View(b.Context(), func(tx changesync.ReadTx) error {
					_, err := tx.Records(keys[:n]...)
					return err
				})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
