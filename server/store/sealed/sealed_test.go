package sealed

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fieldsync/models"
	"fieldsync/server/store/sqlite"
	changesync "fieldsync/sync"
	"fieldsync/sync/memstore"
	"fieldsync/sync/storetest"
)

func key(t testing.TB) []byte {
	t.Helper()
	k := make([]byte, KeySize)
	if _, err := rand.Read(k); err != nil {
		t.Fatal(err)
	}
	return k
}

func wrap(t testing.TB, s changesync.Store, k Keys) changesync.Store {
	t.Helper()
	out, err := New(s, k)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// A sealed store is a store: over memory and over SQLite.
func TestStore(t *testing.T) {
	k := Keys{Data: [][]byte{key(t), key(t)}, Index: key(t)}
	t.Run("memory", func(t *testing.T) {
		storetest.Store(t, func(t *testing.T) storetest.Opener {
			s := memstore.New()
			return func(t *testing.T) changesync.Store { return wrap(t, s.Again(), k) }
		})
	})
	t.Run("sqlite", func(t *testing.T) {
		storetest.Store(t, func(t *testing.T) storetest.Opener {
			path := filepath.Join(t.TempDir(), "sealed.db")
			return func(t *testing.T) changesync.Store { return wrap(t, openFile(t, path), k) }
		})
	})
}

func openFile(t testing.TB, path string) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), path, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

const private = "13800001234"

// everywhere is a batch with a private value in every place that can hold one.
func everywhere() *changesync.Batch {
	k, body := changesync.Key{Collection: "key_person", ID: "k1"}, []byte(`{"own_mobile":"`+private+`"}`)
	return &changesync.Batch{
		Changesets: []changesync.StoredChangeset{{Device: "d", N: 1, Hash: []byte{1}, Raw: body, Signature: []byte{2}, Receipt: body, Outcome: changesync.OutcomeApplied, Seq: 1}},
		Records:    []changesync.StoredRecord{{Key: k, Scope: "customer/c1", Seq: 1, Body: body}},
		Log:        []changesync.LogEntry{{Seq: 1, Scope: "customer/c1", Key: k, Body: body}},
		History:    []changesync.HistoryEntry{{Key: k, Cell: "numbers/\"" + private + "\"", Dot: "d:1", Seq: 1, Body: body}},
		References: []changesync.Reference{{Key: k, Field: "own_mobile", Value: private}},
		Docs:       []changesync.Doc{{Kind: "quarantine", Key: "d:1", Body: body}},
		Audit:      []changesync.AuditRow{{N: 1, Hash: []byte{1}, Body: body, Subjects: []string{"user:csm01"}}},
	}
}

func apply(t testing.TB, s changesync.Store, b *changesync.Batch) {
	t.Helper()
	if err := s.Update(context.Background(), func(tx changesync.Tx) error { return tx.Apply(b) }); err != nil {
		t.Fatal(err)
	}
}

// Nothing of a private value is in the files, log of the database included.
func TestNothingIsReadableInTheFiles(t *testing.T) {
	for name, sealing := range map[string]bool{"sealed": true, "plain, which proves the test": false} {
		dir := t.TempDir()
		var s changesync.Store = openFile(t, filepath.Join(dir, "x.db"))
		if sealing {
			s = wrap(t, s, Keys{Data: [][]byte{key(t)}, Index: key(t)})
		}
		apply(t, s, everywhere())
		files, err := filepath.Glob(filepath.Join(dir, "*"))
		if err != nil {
			t.Fatal(err)
		}
		found := 0
		for _, f := range files {
			raw, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			found += bytes.Count(raw, []byte(private)) + bytes.Count(raw, []byte(private[:7]))
		}
		if (found > 0) == sealing {
			t.Errorf("%s: %d places show it", name, found)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// A row that was changed, or put in the place of another, is damage and no value.
func TestARowOpensInItsPlaceOnly(t *testing.T) {
	below := memstore.New()
	s := wrap(t, below, Keys{Data: [][]byte{key(t)}, Index: key(t)})
	apply(t, s, everywhere())
	var stolen []byte
	read(t, below, func(tx changesync.ReadTx) error {
		rows, err := tx.RecordsIn(changesync.RecordQuery{})
		stolen = rows[0].Body
		return err
	})
	other := changesync.Key{Collection: "key_person", ID: "k2"}
	apply(t, below, &changesync.Batch{Records: []changesync.StoredRecord{{Key: other, Scope: "customer/c2", Seq: 1, Body: stolen}}})
	spoilt := bytes.Clone(stolen)
	spoilt[len(spoilt)-1] ^= 1
	for name, c := range map[string]struct {
		key  changesync.Key
		body []byte
	}{"moved": {other, stolen}, "changed": {other, spoilt}, "cut short": {other, stolen[:9]}} {
		apply(t, below, &changesync.Batch{Records: []changesync.StoredRecord{{Key: c.key, Scope: "customer/c2", Seq: 1, Body: c.body}}})
		err := s.View(context.Background(), func(tx changesync.ReadTx) error {
			_, err := tx.Records(c.key)
			return err
		})
		if !errors.Is(err, changesync.ErrDamaged) || !strings.Contains(err.Error(), "k2") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func read(t testing.TB, s changesync.Store, fn func(changesync.ReadTx) error) {
	t.Helper()
	if err := s.View(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

// A database from before goes on, keys are added, and what no key opens is named.
func TestKeysChange(t *testing.T) {
	below := memstore.New()
	old, index := key(t), key(t)
	apply(t, below, everywhere())
	first := wrap(t, below, Keys{Data: [][]byte{old}, Index: index})
	k2 := changesync.Key{Collection: "key_person", ID: "k2"}
	apply(t, first, &changesync.Batch{
		Records:    []changesync.StoredRecord{{Key: k2, Scope: models.Scope("customer/c1"), Seq: 1, Body: []byte(`{"x":1}`)}},
		References: []changesync.Reference{{Key: k2, Field: "own_mobile", Value: private}},
	})
	check := func(s changesync.Store) error {
		return s.View(context.Background(), func(tx changesync.ReadTx) error {
			got, err := tx.Records(k2, changesync.Key{Collection: "key_person", ID: "k1"})
			if err == nil && len(got) != 2 {
				t.Errorf("%d records", len(got))
			}
			ids, refErr := tx.Referring("key_person", "own_mobile", private)
			if strings.Join(ids, " ") != "k1 k2" {
				t.Errorf("found by value: %v", ids)
			}
			return errors.Join(err, refErr)
		})
	}
	if err := check(first); err != nil {
		t.Error(err)
	}
	if err := check(wrap(t, below, Keys{Data: [][]byte{old, key(t)}, Index: index})); err != nil {
		t.Error(err)
	}
	if err := check(wrap(t, below, Keys{Data: [][]byte{key(t)}, Index: index})); !errors.Is(err, changesync.ErrDamaged) || !strings.Contains(err.Error(), "not in the key file") {
		t.Errorf("without the key: %v", err)
	}
	for name, k := range map[string]Keys{"no keys": {}, "a short key": {Data: [][]byte{{1}}, Index: index}, "no index": {Data: [][]byte{old}}} {
		if _, err := New(below, k); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

func BenchmarkSeal(b *testing.B) {
	s, err := newBox(Keys{Data: [][]byte{key(b)}, Index: key(b)})
	if err != nil {
		b.Fatal(err)
	}
	body := bytes.Repeat([]byte("x"), 4<<10)
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		if _, err := s.unseal("p", s.seal("p", body)); err != nil {
			b.Fatal(err)
		}
	}
}
