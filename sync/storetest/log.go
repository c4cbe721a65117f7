package storetest

import (
	"fmt"
	"math"
	"slices"

	"fieldsync/models"
	"fieldsync/sync"
)

func entry(seq uint64, scope models.Scope, collection, id string) changesync.LogEntry {
	return changesync.LogEntry{Seq: seq, Scope: scope, Key: key(collection, id), Body: fmt.Appendf(nil, "%d/%s", seq, id)}
}

func (s *suite) log(q changesync.LogQuery) []changesync.LogEntry {
	s.Helper()
	return get(s, func(tx changesync.ReadTx) ([]changesync.LogEntry, error) { return tx.Log(q) })
}

// fillLog writes n transactions of entries over four scopes and returns all
// entries in the order of the log.
func (s *suite) fillLog(n int) []changesync.LogEntry {
	s.Helper()
	scopes := []models.Scope{"customer/1", "customer/2", "event/E", "event/e"}
	var all []changesync.LogEntry
	for i := range n {
		seq := uint64(i + 1)
		var rows []changesync.LogEntry
		for j := range 1 + i%4 {
			rows = append(rows, entry(seq, scopes[(i+j)%4], []string{"visit", "Visit"}[j%2], fmt.Sprint((i*7+j)%10)))
		}
		same(s, "seq", s.apply(&changesync.Batch{Log: rows}), seq)
		all = append(all, rows...)
	}
	slices.SortFunc(all, func(a, b changesync.LogEntry) int {
		if a.Seq != b.Seq {
			return int(a.Seq) - int(b.Seq)
		}
		return slices.Compare([]string{a.Key.Collection, a.Key.ID}, []string{b.Key.Collection, b.Key.ID})
	})
	return all
}

func testLog(s *suite) {
	all := s.fillLog(12)
	for _, scopes := range [][]models.Scope{nil, {}, {"customer/2"}, {"event/e", "customer/1", "none", "event/e"}, {"none"}} {
		for from := range uint64(14) {
			for _, to := range []uint64{0, from, from + 1, from + 5, 12, math.MaxUint64} {
				want := slices.DeleteFunc(slices.Clone(all), func(e changesync.LogEntry) bool {
					return e.Seq <= from || e.Seq > to || scopes != nil && !slices.Contains(scopes, e.Scope)
				})
				got := s.log(changesync.LogQuery{Scopes: scopes, From: from, To: to})
				same(s, fmt.Sprintf("%v in (%d,%d]", scopes, from, to), got, want)
			}
		}
	}
}

// All pages together are the log, whatever their size; a page may end within
// a sequence.
func testLogPages(s *suite) {
	all := s.fillLog(12)
	for _, scopes := range [][]models.Scope{nil, {"customer/2", "event/E", "event/e"}, {"event/E"}} {
		for _, limit := range []int{1, 2, 3, 8, 100} {
			q := changesync.LogQuery{Scopes: scopes, From: 2, To: 11, Limit: limit}
			want := slices.DeleteFunc(slices.Clone(all), func(e changesync.LogEntry) bool {
				return e.Seq <= 2 || e.Seq > 11 || scopes != nil && !slices.Contains(scopes, e.Scope)
			})
			var got []changesync.LogEntry
			for {
				page := s.log(q)
				if len(page) > limit {
					s.Fatalf("limit %d: a page of %d", limit, len(page))
				}
				got = append(got, page...)
				if len(page) == 0 || len(got) > len(want) {
					break
				}
				q.AfterSeq, q.After = page[len(page)-1].Seq, page[len(page)-1].Key
			}
			same(s, fmt.Sprintf("%v by %d", scopes, limit), got, want)
		}
	}
	// The position counts only beyond From; with only a sequence it stands before its entries.
	same(s, "position before From", s.log(changesync.LogQuery{From: 11, To: 12, AfterSeq: 3, After: key("z", "z")}), all[len(all)-4:])
	same(s, "position at From", s.log(changesync.LogQuery{From: 11, To: 12, AfterSeq: 11, After: key("", "")}), all[len(all)-4:])
	same(s, "position without key", s.log(changesync.LogQuery{To: 12, AfterSeq: 12}), all[len(all)-4:])
}

// What a reader may see can be rare, and the last of it lie at the very end.
func testLogSparse(s *suite) {
	mine := []models.Scope{"mine/1", "mine/2"}
	var want []changesync.LogEntry
	for i := range uint64(60) {
		rows := []changesync.LogEntry{entry(i+1, "other", "kp", "a"), entry(i+1, "other", "kp", "b")}
		if i == 0 || i == 40 || i == 59 {
			e := entry(i+1, mine[i%2], "kp", "c")
			rows, want = append(rows, e), append(want, e)
		}
		s.apply(&changesync.Batch{Log: rows})
	}
	for _, limit := range []int{0, 2, 3, 4, 50} {
		n := 3
		if limit == 2 {
			n = 2
		}
		same(s, fmt.Sprint("page of ", limit), s.log(changesync.LogQuery{Scopes: mine, To: 60, Limit: limit}), want[:n])
	}
	same(s, "up to before the last", s.log(changesync.LogQuery{Scopes: mine, To: 59, Limit: 3}), want[:2])
	same(s, "one and the very last", s.log(changesync.LogQuery{Scopes: mine, From: 40, To: 60, Limit: 2}), want[1:])
	same(s, "between", s.log(changesync.LogQuery{Scopes: mine, From: 1, To: 40, Limit: 3}), nil)
}

// There is one entry for a record and sequence, in the scope written last.
func testLogReplaced(s *suite) {
	first, second := entry(1, "customer/1", "kp", "a"), entry(1, "customer/2", "kp", "a")
	second.Body = []byte("second")
	s.apply(&changesync.Batch{Log: []changesync.LogEntry{first}}, &changesync.Batch{Log: []changesync.LogEntry{second}})
	same(s, "all", s.log(changesync.LogQuery{To: 9}), []changesync.LogEntry{second})
	same(s, "new scope", s.log(changesync.LogQuery{Scopes: []models.Scope{"customer/2"}, To: 9}), []changesync.LogEntry{second})
	same(s, "old scope", s.log(changesync.LogQuery{Scopes: []models.Scope{"customer/1"}, To: 9}), nil)
}

// A manager holds hundreds of scopes of which few have news.
func testLogManyScopes(s *suite) {
	var scopes []models.Scope
	batch := &changesync.Batch{}
	for i := range 600 {
		scope := models.Scope(fmt.Sprintf("customer/%03d", i))
		batch.Log = append(batch.Log, entry(1, scope, "customer", fmt.Sprintf("%03d", i)))
		if i%2 == 0 {
			scopes = append(scopes, scope)
		}
	}
	s.apply(batch)
	news := entry(2, "customer/100", "visit", "n")
	hidden := entry(2, "customer/101", "visit", "h")
	s.apply(&changesync.Batch{Log: []changesync.LogEntry{hidden, news}})
	same(s, "news", s.log(changesync.LogQuery{Scopes: scopes, From: 1, To: 2, Limit: 10}), []changesync.LogEntry{news})
	got := s.log(changesync.LogQuery{Scopes: scopes, To: 2, Limit: 250})
	want := slices.DeleteFunc(batch.Log, func(e changesync.LogEntry) bool { return !slices.Contains(scopes, e.Scope) })
	same(s, "first page", got, want[:250])
	last := got[len(got)-1]
	got = s.log(changesync.LogQuery{Scopes: scopes, To: 2, AfterSeq: last.Seq, After: last.Key, Limit: 250})
	same(s, "second page", got, append(slices.Clone(want[250:]), news))
}

func (s *suite) touched(scopes []models.Scope, from uint64) []models.Scope {
	s.Helper()
	return get(s, func(tx changesync.ReadTx) ([]models.Scope, error) { return tx.Touched(scopes, from) })
}

func testTouched(s *suite) {
	s.apply(&changesync.Batch{Log: []changesync.LogEntry{entry(1, "b", "kp", "1"), entry(1, "a", "kp", "2"), entry(1, "B", "kp", "3")}})
	s.apply(&changesync.Batch{Log: []changesync.LogEntry{entry(2, "a", "kp", "2"), entry(2, "a", "kp", "3")}})
	s.apply(&changesync.Batch{Log: []changesync.LogEntry{entry(3, "é", "kp", "2")}})
	same(s, "all", s.touched(nil, 0), []models.Scope{"B", "a", "b", "é"})
	same(s, "from 1", s.touched(nil, 1), []models.Scope{"a", "é"})
	same(s, "from 2", s.touched(nil, 2), []models.Scope{"é"})
	same(s, "from 3", s.touched(nil, 3), nil)
	same(s, "from the end", s.touched(nil, math.MaxUint64), nil)
	same(s, "some", s.touched([]models.Scope{"é", "none", "a", "b", "a"}, 1), []models.Scope{"a", "é"})
	same(s, "none", s.touched([]models.Scope{}, 0), nil)
	s.ok(s.store.Update(s.Context(), func(tx changesync.Tx) error { return tx.Trim(3) }))
	s.apply(&changesync.Batch{Log: []changesync.LogEntry{entry(1, "é", "kp", "9")}}) // does not go back
	same(s, "from 2", s.touched(nil, 2), []models.Scope{"é"})
	same(s, "after a trim", s.touched(nil, 0), []models.Scope{"B", "a", "b", "é"})
}

func testTrim(s *suite) {
	all := s.fillLog(10)
	trim := func(before uint64, roll error) error {
		return s.store.Update(s.Context(), func(tx changesync.Tx) error {
			if err := tx.Trim(before); err != nil {
				return err
			}
			return roll
		})
	}
	if err := trim(5, errWanted); err == nil {
		s.Fatal("a transaction that returned an error was committed")
	}
	same(s, "rolled back", s.log(changesync.LogQuery{To: 99}), all)
	s.ok(trim(5, nil))
	want := slices.DeleteFunc(slices.Clone(all), func(e changesync.LogEntry) bool { return e.Seq < 5 })
	same(s, "log", s.log(changesync.LogQuery{To: 99}), want)
	same(s, "by scope", s.log(changesync.LogQuery{To: 99, Scopes: []models.Scope{"event/e"}}),
		slices.DeleteFunc(slices.Clone(want), func(e changesync.LogEntry) bool { return e.Scope != "event/e" }))
	same(s, "head", s.head(), changesync.Head{Seq: 10, Horizon: 4})
}

// The horizon never moves back nor past the last sequence.
func testTrimBounds(s *suite) {
	s.fillLog(4)
	for _, step := range []struct{ before, horizon uint64 }{
		{0, 0}, {1, 0}, {3, 2}, {2, 2}, {3, 2}, {0, 2}, {5, 4}, {100, 4}, {math.MaxUint64, 4}} {
		s.ok(s.store.Update(s.Context(), func(tx changesync.Tx) error { return tx.Trim(step.before) }))
		same(s, fmt.Sprintf("horizon after a trim before %d", step.before), s.head().Horizon, step.horizon)
	}
	same(s, "log", s.log(changesync.LogQuery{To: 99}), nil)
	s.apply(&changesync.Batch{Log: []changesync.LogEntry{entry(5, "org", "a", "b")}})
	same(s, "log after", s.log(changesync.LogQuery{To: 99}), []changesync.LogEntry{entry(5, "org", "a", "b")})
}

func testHistory(s *suite) {
	k := key("kp", "a")
	h := func(k changesync.Key, seq uint64, cell string, dot changesync.Dot, body string) changesync.HistoryEntry {
		return changesync.HistoryEntry{Key: k, Cell: cell, Dot: dot, Seq: seq, Body: []byte(body)}
	}
	s.apply(&changesync.Batch{History: []changesync.HistoryEntry{
		h(k, 10, "a", "d:1", "4"), h(k, 2, "b", "d:1", "2"), h(k, 2, "B", "d:9", "1"), h(k, 2, "b", "d:2", "3"),
		h(key("kp", "A"), 1, "a", "d:1", "other"), h(k, 2, "b", "d:1", "2nd")}})
	got := get(s, func(tx changesync.ReadTx) ([]changesync.HistoryEntry, error) { return tx.History(k) })
	same(s, "history", got, []changesync.HistoryEntry{
		h(k, 2, "B", "d:9", "1"), h(k, 2, "b", "d:1", "2nd"), h(k, 2, "b", "d:2", "3"), h(k, 10, "a", "d:1", "4")})
}
