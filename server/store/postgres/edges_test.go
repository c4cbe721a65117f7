package postgres

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"fieldsync/sync"
)

// noise is a text that cannot be compressed.
func noise(n int) string {
	rnd := rand.New(rand.NewPCG(1, 2))
	b := make([]byte, n)
	for i := range b {
		b[i] = byte('!' + rnd.IntN(90))
	}
	return string(b)
}

// An index entry has a limit of its own; texts that people write must not meet it.
func TestLongTexts(t *testing.T) {
	dsn, _ := database(t)
	s := open(t, dsn)
	k, long := changesync.Key{Collection: "c", ID: "1"}, noise(100_000)
	for range 2 {
		err := s.Update(t.Context(), func(tx changesync.Tx) error {
			return tx.Apply(&changesync.Batch{
				References: []changesync.Reference{{Key: k, Field: "f", Value: long}, {Key: k, Field: "f", Value: long + "1"}},
				History:    []changesync.HistoryEntry{{Key: k, Cell: "f/" + long, Dot: "d:1", Seq: 1}, {Key: k, Cell: "f/" + long, Dot: "d:2", Seq: 1}},
				Devices:    []changesync.Device{{ID: "d", User: "u", Name: long}},
			})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	err := s.View(t.Context(), func(tx changesync.ReadTx) error {
		ids, err := tx.Referring("c", "f", long)
		history, err2 := tx.History(k)
		if !slices.Equal(ids, []string{"1"}) || len(history) != 2 || history[0].Cell != "f/"+long {
			t.Errorf("referring %v, %d in the history", ids, len(history))
		}
		return errors.Join(err, err2)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A batch larger than one statement takes is cut, also in the middle of a table.
func TestLargeBatch(t *testing.T) {
	dsn, _ := database(t)
	s, f := open(t, dsn), newFeeder()
	f.push(t, s, maxRows+500)
	body := bytes.Repeat([]byte{1}, 1<<20)
	b := &changesync.Batch{}
	for i := range 20 {
		k := changesync.Key{Collection: "large", ID: string(rune('a' + i))}
		b.Records = append(b.Records, changesync.StoredRecord{Key: k, Scope: "large", Seq: 2, Body: body})
	}
	if err := s.Update(t.Context(), func(tx changesync.Tx) error { return tx.Apply(b) }); err != nil {
		t.Fatal(err)
	}
	err := s.View(t.Context(), func(tx changesync.ReadTx) error {
		rows, err := tx.RecordsIn(changesync.RecordQuery{})
		log, err2 := tx.Log(changesync.LogQuery{To: 9})
		if len(rows) != maxRows+520 || len(log) != maxRows+500 {
			t.Errorf("%d records, %d entries", len(rows), len(log))
		}
		return errors.Join(err, err2)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A full disk fails the update and leaves nothing of it. The trigger answers
// as the server does when a file cannot grow.
func TestFull(t *testing.T) {
	dsn, name := database(t)
	s := open(t, dsn)
	admin(t, name, `CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
		$$BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END$$;
		CREATE TRIGGER full_disk BEFORE INSERT ON fieldsync.docs EXECUTE FUNCTION full_disk()`)
	err := s.Update(t.Context(), func(tx changesync.Tx) error {
		_, err := tx.NextSeq()
		return errors.Join(err, putDoc(tx))
	})
	if !errors.Is(err, changesync.ErrFull) {
		t.Errorf("%v, want ErrFull", err)
	}
	wantCode(t, err, CodeFull)
	if seq := headSeq(t, s); seq != 0 {
		t.Errorf("the counter is at %d", seq)
	}
	admin(t, name, "DROP TRIGGER full_disk ON fieldsync.docs")
	if err := s.Update(t.Context(), putDoc); err != nil {
		t.Errorf("with space again: %v", err)
	}
}

// What a transaction decided from the head of the log must still hold when it
// takes its number: two nodes cannot begin an epoch each.
func TestEpochMoves(t *testing.T) {
	dsn, _ := database(t)
	s, other := open(t, dsn), open(t, dsn)
	begin := func(st *Store, epoch string) error {
		return st.Update(t.Context(), func(tx changesync.Tx) error {
			return tx.Apply(&changesync.Batch{Head: &changesync.Head{Epoch: epoch}})
		})
	}
	for name, act := range map[string]func(tx changesync.Tx, seen changesync.Head) error{
		"number": func(tx changesync.Tx, _ changesync.Head) error { _, err := tx.NextSeq(); return err },
		"head": func(tx changesync.Tx, seen changesync.Head) error {
			return tx.Apply(&changesync.Batch{Head: &changesync.Head{Epoch: seen.Epoch + "+"}})
		},
		"trim": func(tx changesync.Tx, _ changesync.Head) error { return tx.Trim(1) },
	} {
		var seen []string
		err := s.Update(t.Context(), func(tx changesync.Tx) error {
			head, err := tx.Head()
			if err != nil {
				return err
			}
			if seen = append(seen, head.Epoch); len(seen) == 1 {
				if err := begin(other, name); err != nil {
					return err
				}
			}
			return act(tx, head)
		})
		if err != nil || len(seen) != 2 || seen[1] != name {
			t.Errorf("%s: %v, the function saw %v: want it run again with the new epoch", name, err, seen)
		}
	}
}
