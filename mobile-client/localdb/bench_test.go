package localdb_test

import (
	"context"
	"strings"
	"testing"

	"fieldsync/mobile-client/localdb"
)

// body is about as long as an encoded record.
var body = []byte(strings.Repeat("拜访记录 customer visit ", 30))

const insertNote = "INSERT INTO note(id, changed, title, body) VALUES (?, ?, ?, ?)"

func benchDB(b *testing.B, rows int) *localdb.DB {
	b.Helper()
	db := open(b, benchPath(b), localdb.Options{})
	err := db.Update(context.Background(), func(tx *localdb.Tx) error {
		if _, err := tx.Exec("CREATE TABLE note(id INTEGER PRIMARY KEY, changed INTEGER, title TEXT, body BLOB)"); err != nil {
			return err
		}
		return insertNotes(tx, 0, rows)
	})
	if err != nil {
		b.Fatal(err)
	}
	return db
}

func insertNotes(tx *localdb.Tx, from, to int) error {
	for i := from; i < to; i++ {
		if _, err := tx.Exec(insertNote, i, 1_700_000_000_000+i, "王小明", body); err != nil {
			return err
		}
	}
	return nil
}

// BenchmarkInsert1000 is one transaction of a thousand rows.
func BenchmarkInsert1000(b *testing.B) {
	db, next := benchDB(b, 0), 0
	b.ReportAllocs()
	for b.Loop() {
		if err := db.Update(context.Background(), func(tx *localdb.Tx) error { return insertNotes(tx, next, next+1000) }); err != nil {
			b.Fatal(err)
		}
		next += 1000
	}
}

// BenchmarkInsertDurable is one row in one durable transaction.
func BenchmarkInsertDurable(b *testing.B) {
	db, next := benchDB(b, 0), 0
	b.ReportAllocs()
	for b.Loop() {
		if err := db.Update(context.Background(), func(tx *localdb.Tx) error { return insertNotes(tx, next, next+1) }); err != nil {
			b.Fatal(err)
		}
		next++
	}
}

// BenchmarkRead10000 reads ten thousand rows with all their columns.
func BenchmarkRead10000(b *testing.B) {
	const rows = 10_000
	db := benchDB(b, rows)
	b.ReportAllocs()
	for b.Loop() {
		seen := 0
		err := db.View(context.Background(), func(tx *localdb.Tx) error {
			return tx.Each("SELECT id, changed, title, body FROM note", nil, func(r *localdb.Row) error {
				var id, changed int64
				var title string
				var text []byte
				seen++
				return r.Scan(&id, &changed, &title, &text)
			})
		})
		if err != nil || seen != rows {
			b.Fatalf("%d rows, error %v", seen, err)
		}
	}
}

// BenchmarkGet is a View that reads one row by its key.
func BenchmarkGet(b *testing.B) {
	const rows = 10_000
	db, id := benchDB(b, rows), 0
	b.ReportAllocs()
	for b.Loop() {
		id = (id + 7919) % rows
		var title string
		err := db.View(context.Background(), func(tx *localdb.Tx) error {
			_, err := tx.Get("SELECT title FROM note WHERE id=?", []any{id}, &title)
			return err
		})
		if err != nil || title == "" {
			b.Fatal(err)
		}
	}
}

// BenchmarkGetInTx reads one row by its key in a transaction that is open.
func BenchmarkGetInTx(b *testing.B) {
	const rows = 10_000
	db, id := benchDB(b, rows), 0
	b.ReportAllocs()
	err := db.View(context.Background(), func(tx *localdb.Tx) error {
		for b.Loop() {
			id = (id + 7919) % rows
			var title string
			if _, err := tx.Get("SELECT title FROM note WHERE id=?", []any{id}, &title); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}
