package storetest

import (
	"fieldsync/sync"
)

// Other bytes take the place of a changeset's, and all else of it stays.
func testRedacted(s *suite) {
	set := func(device string, n uint64, raw string) changesync.StoredChangeset {
		return changesync.StoredChangeset{Device: device, N: n, Hash: []byte{1, byte(n)}, Origin: "o:1", Raw: []byte(raw), Signature: []byte("s"),
			Receipt: []byte("r"), Outcome: changesync.OutcomeApplied, Seq: 1}
	}
	one, two, other := set("d", 1, "one"), set("d", 2, "two"), set("D", 1, "other")
	s.apply(&changesync.Batch{Changesets: []changesync.StoredChangeset{one, two, other}})
	two.Raw = []byte("less")
	s.apply(&changesync.Batch{Redacted: []changesync.StoredChangeset{{Device: "d", N: 2, Raw: two.Raw}, {Device: "d", N: 3, Raw: two.Raw}, {Device: "none", N: 1, Raw: two.Raw}}})
	same(s, "d", get(s, func(tx changesync.ReadTx) ([]changesync.StoredChangeset, error) { return tx.Changesets("d", 1, 9) }), []changesync.StoredChangeset{one, two})
	same(s, "D", get(s, func(tx changesync.ReadTx) ([]changesync.StoredChangeset, error) { return tx.Changesets("D", 1, 9) }), []changesync.StoredChangeset{other})
	same(s, "none", get(s, func(tx changesync.ReadTx) ([]changesync.StoredChangeset, error) { return tx.Changesets("none", 1, 9) }), nil)
	found := get(s, func(tx changesync.ReadTx) (map[changesync.Dot]changesync.StoredChangeset, error) {
		return tx.Origins("o:1")
	})
	same(s, "the first by its origin", string(found["o:1"].Raw), "other")
}

// The history of a record goes before new entries are added, that of others
// stays.
func testForgotten(s *suite) {
	h := func(id, cell, body string) changesync.HistoryEntry {
		return changesync.HistoryEntry{Key: key("kp", id), Cell: cell, Dot: "d:1", Seq: 1, Body: []byte(body)}
	}
	history := func(id string) []changesync.HistoryEntry {
		return get(s, func(tx changesync.ReadTx) ([]changesync.HistoryEntry, error) { return tx.History(key("kp", id)) })
	}
	s.apply(&changesync.Batch{History: []changesync.HistoryEntry{h("a", "x", "1"), h("a", "y", "2"), h("A", "x", "3"), h("b", "x", "4")}})
	s.apply(&changesync.Batch{Forgotten: []changesync.Key{key("kp", "a"), key("kp", "none")}, History: []changesync.HistoryEntry{h("a", "y", "2"), h("a", "z", "5")}})
	same(s, "a", history("a"), []changesync.HistoryEntry{h("a", "y", "2"), h("a", "z", "5")})
	same(s, "A", history("A"), []changesync.HistoryEntry{h("A", "x", "3")})
	same(s, "b", history("b"), []changesync.HistoryEntry{h("b", "x", "4")})
	s.apply(&changesync.Batch{Forgotten: []changesync.Key{key("kp", "a")}})
	same(s, "all of a", history("a"), nil)
}
