package storetest

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"fieldsync/models"
	"fieldsync/sync"
)

func (s *suite) sums(scopes []models.Scope) []changesync.Checksum {
	s.Helper()
	return get(s, func(tx changesync.ReadTx) ([]changesync.Checksum, error) { return tx.Checksums(scopes) })
}

// Sums are added modulo 2^64, over batches, transactions and within one batch.
func testChecksums(s *suite) {
	sum := func(scope models.Scope, collection, level string, v uint64) changesync.Checksum {
		return changesync.Checksum{Scope: scope, Collection: collection, Level: level, Sum: v}
	}
	batch := func(rows ...changesync.Checksum) *changesync.Batch { return &changesync.Batch{Checksums: rows} }
	s.apply(batch(sum("b", "c", "full", math.MaxUint64), sum("b", "c", "masked", 1<<63), sum("B", "c", "full", 0),
		sum("b", "c", "full", 3), sum("b", "C", "full", 1<<32-1)))
	same(s, "first", s.sums(nil), []changesync.Checksum{sum("B", "c", "full", 0), sum("b", "C", "full", 1<<32-1),
		sum("b", "c", "full", 2), sum("b", "c", "masked", 1<<63)})
	s.apply(batch(sum("b", "c", "masked", 1<<63), sum("b", "C", "full", 1)), batch(sum("b", "C", "full", math.MaxUint64)))
	s.apply(batch(sum("b", "c", "full", math.MaxUint64-1)))
	want := []changesync.Checksum{sum("B", "c", "full", 0), sum("b", "C", "full", 1<<32-1),
		sum("b", "c", "full", 0), sum("b", "c", "masked", 0)}
	same(s, "all", s.sums(nil), want)
	same(s, "b", s.sums([]models.Scope{"b", "none", "b"}), want[1:])
	same(s, "no scopes", s.sums([]models.Scope{}), nil)
	total := uint64(0)
	for i := range uint64(40) {
		step := i * 0x9e3779b97f4a7c15
		total += step
		s.apply(batch(sum("x", "y", "full", step)))
	}
	same(s, "walk", s.sums([]models.Scope{"x"}), []changesync.Checksum{sum("x", "y", "full", total)})
}

func conflict(scope models.Scope, collection, id, field string) changesync.ConflictRow {
	return changesync.ConflictRow{Key: key(collection, id), Field: field, Scope: scope}
}

func (s *suite) conflicts(q changesync.ConflictQuery) []changesync.ConflictRow {
	s.Helper()
	return get(s, func(tx changesync.ReadTx) ([]changesync.ConflictRow, error) { return tx.Conflicts(q) })
}

func testConflicts(s *suite) {
	a1, a2 := conflict("s/1", "kp", "a", "mobile"), conflict("s/1", "kp", "a", "Name")
	b := conflict("s/2", "kp", "b", "mobile")
	s.apply(&changesync.Batch{Conflicts: []changesync.ConflictRow{a1, a2, b, a1}})
	same(s, "all", s.conflicts(changesync.ConflictQuery{}), []changesync.ConflictRow{a2, a1, b})
	moved := conflict("s/3", "kp", "b", "mobile")
	s.apply(&changesync.Batch{ // clears first, adds then
		Settled:   []changesync.Key{a1.Key, key("kp", "none")},
		Conflicts: []changesync.ConflictRow{a1, moved}})
	same(s, "settled", s.conflicts(changesync.ConflictQuery{}), []changesync.ConflictRow{a1, moved})
	same(s, "old scope", s.conflicts(changesync.ConflictQuery{Scopes: []models.Scope{"s/2"}}), nil)
	same(s, "new scope", s.conflicts(changesync.ConflictQuery{Scopes: []models.Scope{"s/3"}}), []changesync.ConflictRow{moved})
	s.apply(&changesync.Batch{Conflicts: []changesync.ConflictRow{a2}}, &changesync.Batch{Settled: []changesync.Key{a1.Key}})
	same(s, "second batch", s.conflicts(changesync.ConflictQuery{}), []changesync.ConflictRow{moved})
}

func testConflictPages(s *suite) {
	var all []changesync.ConflictRow
	for _, c := range []string{"Visit", "kp", "visit"} {
		for _, id := range []string{"1", "10", "2"} {
			for i, field := range []string{"A", "a", "é"} {
				all = append(all, conflict(models.Scope([]string{"s/1", "S/1", "s/2"}[(i+len(id))%3]), c, id, field))
			}
		}
	}
	back := slices.Clone(all)
	slices.Reverse(back)
	s.apply(&changesync.Batch{Conflicts: back})
	for _, scopes := range [][]models.Scope{nil, {}, {"s/1", "s/2", "s/1"}, {"S/1", "none"}} {
		want := slices.DeleteFunc(slices.Clone(all), func(c changesync.ConflictRow) bool {
			return scopes != nil && !slices.Contains(scopes, c.Scope)
		})
		for _, limit := range []int{0, 1, 4, 100} {
			var got []changesync.ConflictRow
			for q := (changesync.ConflictQuery{Scopes: scopes, Limit: limit}); len(got) <= len(want); {
				page := s.conflicts(q)
				got = append(got, page...)
				if len(page) == 0 || limit == 0 {
					break
				}
				q.After, q.AfterField = page[len(page)-1].Key, page[len(page)-1].Field
			}
			same(s, fmt.Sprintf("%v by %d", scopes, limit), got, want)
		}
	}
}

func testDocs(s *suite) {
	doc := func(kind, key, body string) changesync.Doc {
		return changesync.Doc{Kind: kind, Key: key, Body: []byte(body)}
	}
	list := func(kind string) []changesync.Doc {
		return get(s, func(tx changesync.ReadTx) ([]changesync.Doc, error) { return tx.Docs(kind) })
	}
	s.apply(&changesync.Batch{Docs: []changesync.Doc{doc("user", "b", "1"), doc("user", "a", ""), doc("User", "z", "3"),
		doc("user", "B", "4"), doc("user", "b", "5")}})
	same(s, "list", list("user"), []changesync.Doc{doc("user", "B", "4"), doc("user", "a", ""), doc("user", "b", "5")})
	same(s, "other kind", list("User"), []changesync.Doc{doc("User", "z", "3")})
	s.apply(&changesync.Batch{Docs: []changesync.Doc{{Kind: "user", Key: "b"}, {Kind: "user", Key: "none"}}},
		&changesync.Batch{Docs: []changesync.Doc{{Kind: "user", Key: "B"}, doc("user", "B", "6")}})
	same(s, "deleted", list("user"), []changesync.Doc{doc("user", "B", "6"), doc("user", "a", "")})
	s.ok(s.store.View(s.Context(), func(tx changesync.ReadTx) error {
		empty, there, err := tx.Doc("user", "a")
		gone, still, err2 := tx.Doc("user", "b")
		if !there || empty == nil || len(empty) != 0 || still || gone != nil {
			s.Errorf("empty document %v %v, deleted one %v %v", empty, there, gone, still)
		}
		return errors.Join(err, err2)
	}))
}
