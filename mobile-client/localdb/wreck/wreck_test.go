package wreck_test

import (
	"context"
	"encoding/binary"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fieldsync/mobile-client/localdb"
	"fieldsync/mobile-client/localdb/wreck"
)

var (
	note = wreck.Shape{Name: "note", Numbered: true, Columns: []wreck.Kind{wreck.Null, wreck.Text, wreck.Blob | wreck.Null, wreck.Int}}
	word = wreck.Shape{Name: "word", Columns: []wreck.Kind{wreck.Text, wreck.Blob}}
)

const notes = 200

// made is a database with rows on one page and on chains of pages.
func made(t *testing.T) (path string, db *localdb.DB) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "x.db")
	db, err := localdb.Open(path, localdb.Options{})
	if err != nil {
		t.Fatal(err)
	}
	script(t, db, `CREATE TABLE note(n INTEGER PRIMARY KEY, text TEXT, body BLOB, size INTEGER) STRICT;
		CREATE INDEX note_text ON note(text);
		CREATE TABLE word(name TEXT NOT NULL PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID`)
	fill(t, db, 1, notes)
	return path, db
}

func script(t *testing.T, db *localdb.DB, text string) {
	t.Helper()
	if err := db.Update(context.Background(), func(tx *localdb.Tx) error { return tx.Script(text) }); err != nil {
		t.Fatal(err)
	}
}

// body is what note n says: one in seven needs other pages.
func body(n int) []byte {
	size := n * 3
	if n%7 == 0 {
		size = n * 90
	}
	b := make([]byte, size)
	for i := range b {
		b[i] = byte(n + i)
	}
	return b
}

func fill(t *testing.T, db *localdb.DB, from, to int) {
	t.Helper()
	err := db.Update(context.Background(), func(tx *localdb.Tx) error {
		for n := from; n <= to; n++ {
			if _, err := tx.Exec("INSERT INTO note VALUES (?, ?, ?, ?)", n, strings.Repeat("拜访", n%50), body(n), n*n-1000); err != nil {
				return err
			}
			if _, err := tx.Exec("INSERT INTO word VALUES (?, ?)", strings.Repeat("w", n%9)+string(rune('a'+n)), body(n)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// count counts different rows that are what was written. A table that is whole
// has them all, some with bad values perhaps.
func count(t *testing.T, f *wreck.File) (n int, whole bool) {
	t.Helper()
	found := f.Table(note)
	seen := map[int64]bool{}
	for _, r := range found.Rows {
		text, _ := r.Values[1].(string)
		blob, _ := r.Values[2].([]byte)
		if text == strings.Repeat("拜访", int(r.ID)%50) && string(blob) == string(body(int(r.ID))) && r.Values[3] == r.ID*r.ID-1000 {
			seen[r.ID] = true
		}
	}
	if found.Whole && len(found.Rows) < notes {
		t.Errorf("%d rows of %d and no word of the loss", len(found.Rows), notes)
	}
	return len(seen), found.Whole
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return raw
}

func TestSoundDatabase(t *testing.T) {
	path, db := made(t)
	check := func(what string) {
		f := wreck.Read(read(t, path), read(t, path+"-wal"))
		if n, whole := count(t, f); n != notes || !whole {
			t.Errorf("%s: %d notes of %d, whole: %v", what, n, notes, whole)
		}
		if words := f.Table(word); len(words.Rows) != notes || !words.Whole {
			t.Errorf("%s: %d words of %d, whole: %v", what, len(words.Rows), notes, words.Whole)
		}
	}
	check("in the log")
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	check("in the file")
}

// Each page in turn is lost: what is not on it is found, and the loss is known.
func TestEachPageLost(t *testing.T) {
	path, db := made(t)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	raw := read(t, path)
	const size = 4096
	noticed := 0
	for at := 0; at < len(raw); at += size {
		bad := append([]byte{}, raw...)
		clear(bad[at : at+size])
		n, whole := count(t, wreck.Read(bad, nil))
		if n < notes-60 {
			t.Errorf("page %d: only %d notes are left", at/size+1, n)
		}
		if !whole {
			noticed++
		}
	}
	if noticed < 10 {
		t.Errorf("only %d lost pages were noticed", noticed)
	}
}

func TestHeaderLostAndFileCut(t *testing.T) {
	path, db := made(t)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	raw := read(t, path)
	bad := append([]byte{}, raw...)
	for i := range 100 {
		bad[i] = 0xa5
	}
	if n, _ := count(t, wreck.Read(bad, nil)); n != notes {
		t.Errorf("without a header: %d notes", n)
	}
	half, whole := count(t, wreck.Read(raw[:len(raw)/2], nil))
	if half < notes/5 || whole {
		t.Errorf("half a file: %d notes, whole: %v", half, whole)
	}
}

// What lies behind a bad byte of the log, SQLite does not see.
func TestDamagedLog(t *testing.T) {
	path, db := made(t)
	defer func() { _ = db.Close() }()
	for n := notes + 1; n <= notes+20; n++ {
		fill(t, db, n, n)
	}
	raw, log := read(t, path), read(t, path+"-wal")
	if wreck.Torn(log) {
		t.Fatal("a sound log counts as damaged")
	}
	for name, damage := range map[string]func(b []byte){
		"header": func(b []byte) { clear(b[:32]) },
		"frame":  func(b []byte) { b[32+24+4096+30] ^= 1 },
		"late":   func(b []byte) { clear(b[len(b)-8*4120 : len(b)-7*4120]) },
	} {
		bad := append([]byte{}, log...)
		damage(bad)
		if !wreck.Torn(bad) {
			t.Errorf("%s: not noticed", name)
		}
		n, whole := count(t, wreck.Read(raw, bad))
		if whole || n < notes+19 {
			t.Errorf("%s: %d notes, whole: %v", name, n, whole)
		}
	}
	cut := log[:len(log)-5000] // as a crash leaves it: the last commit never was
	if wreck.Torn(cut) {
		t.Error("a log cut at its end counts as damaged")
	}
}

// Whatever the bytes, there is an answer.
func TestNoise(t *testing.T) {
	path, db := made(t)
	log := append([]byte{}, read(t, path+"-wal")...)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	raw := read(t, path)
	rng := rand.New(rand.NewPCG(1, 2))
	for range 60 {
		bad, badLog := append([]byte{}, raw...), append([]byte{}, log...)
		for range 1 + rng.IntN(200) {
			binary.BigEndian.PutUint32(bad[rng.IntN(len(bad)-4):], rng.Uint32())
			badLog[rng.IntN(len(badLog))] = byte(rng.Uint32())
		}
		f := wreck.Read(bad[:rng.IntN(len(bad))], badLog[:rng.IntN(len(badLog))])
		f.Table(note)
		f.Table(word)
	}
	wreck.Read(nil, nil).Table(note)
}
