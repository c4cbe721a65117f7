package storetest

import (
	"context"
	"fmt"
	"slices"

	"fieldsync/models"
	"fieldsync/sync"
)

func testRecords(s *suite) {
	a, b := record("customer/1", "customer", "1", "a"), record("org", "staff", "1", "b")
	s.apply(&changesync.Batch{Records: []changesync.StoredRecord{a, b}})
	read := func(tx changesync.ReadTx) (map[changesync.Key]changesync.StoredRecord, error) {
		return tx.Records(a.Key, b.Key, key("staff", "2"), key("customer", "staff"), a.Key)
	}
	same(s, "records", get(s, read), map[changesync.Key]changesync.StoredRecord{a.Key: a, b.Key: b})
	a.Body, a.Seq = []byte("a2"), 1<<53
	s.apply(&changesync.Batch{Records: []changesync.StoredRecord{a}})
	same(s, "replaced", get(s, read), map[changesync.Key]changesync.StoredRecord{a.Key: a, b.Key: b})
	s.ok(s.store.Update(context.Background(), func(tx changesync.Tx) error {
		got, err := tx.LockRecords(key("staff", "none"), a.Key)
		same(s, "locked", got, map[changesync.Key]changesync.StoredRecord{a.Key: a})
		return err
	}))
	var keys []changesync.Key // more than any one statement takes
	want := map[changesync.Key]changesync.StoredRecord{}
	batch := &changesync.Batch{}
	for i := range 2500 {
		r := record("org", []string{"p", "q", "r"}[i%3], fmt.Sprint(i), fmt.Sprint("body", i))
		batch.Records = append(batch.Records, r)
		keys, want[r.Key] = append(keys, r.Key), r
	}
	s.apply(batch)
	same(s, "many", get(s, func(tx changesync.ReadTx) (map[changesync.Key]changesync.StoredRecord, error) {
		return tx.Records(keys...)
	}), want)
}

// A record that changes its scope leaves the old one.
func testRecordMoves(s *suite) {
	r := record("customer/1", "key_person", "x", "1")
	s.apply(&changesync.Batch{Records: []changesync.StoredRecord{r}})
	r.Scope = "star/9"
	s.apply(&changesync.Batch{Records: []changesync.StoredRecord{r}})
	for scope, want := range map[models.Scope][]changesync.StoredRecord{"customer/1": nil, "star/9": {r}} {
		same(s, string(scope), s.recordsIn(changesync.RecordQuery{Scopes: []models.Scope{scope}}), want)
	}
	same(s, "all", s.recordsIn(changesync.RecordQuery{}), []changesync.StoredRecord{r})
}

func (s *suite) recordsIn(q changesync.RecordQuery) []changesync.StoredRecord {
	s.Helper()
	return get(s, func(tx changesync.ReadTx) ([]changesync.StoredRecord, error) { return tx.RecordsIn(q) })
}

// Every filter, limit and position gives the same as picking by hand.
func testRecordsIn(s *suite) {
	var all []changesync.StoredRecord
	for _, scope := range []models.Scope{"a/2", "b/1", "b/𠮷", "B/1"} {
		for _, collection := range []string{"visit", "Customer", "customer"} {
			for _, id := range []string{"10", "9", "é"} {
				all = append(all, record(scope, collection, string(scope)+id, "body"))
			}
		}
	}
	s.apply(&changesync.Batch{Records: all})
	slices.SortFunc(all, func(a, b changesync.StoredRecord) int {
		return slices.Compare([]string{string(a.Scope), a.Key.Collection, a.Key.ID}, []string{string(b.Scope), b.Key.Collection, b.Key.ID})
	})
	for _, scopes := range [][]models.Scope{nil, {}, {"b/1"}, {"b/𠮷", "B/1", "none", "b/𠮷"}, {"none"}} {
		for _, collection := range []string{"", "customer", "none"} {
			want := slices.DeleteFunc(slices.Clone(all), func(r changesync.StoredRecord) bool {
				return scopes != nil && !slices.Contains(scopes, r.Scope) || collection != "" && r.Key.Collection != collection
			})
			for _, limit := range []int{0, 1, 2, 7, 1000} {
				s.pageRecords(changesync.RecordQuery{Scopes: scopes, Collection: collection, Limit: limit}, want)
			}
		}
	}
	// A position need not exist, and may lie outside the filter.
	got := s.recordsIn(changesync.RecordQuery{AfterScope: "b", After: key("zzz", "zzz"), Limit: 1})
	same(s, "after a gap", got, all[slices.IndexFunc(all, func(r changesync.StoredRecord) bool { return r.Scope > "b" }):][:1])
	same(s, "after all", s.recordsIn(changesync.RecordQuery{AfterScope: "c"}), nil)
}

// pageRecords walks all pages.
func (s *suite) pageRecords(q changesync.RecordQuery, want []changesync.StoredRecord) {
	s.Helper()
	var got []changesync.StoredRecord
	for {
		page := s.recordsIn(q)
		if q.Limit > 0 && len(page) > q.Limit {
			s.Fatalf("%+v: a page of %d", q, len(page))
		}
		got = append(got, page...)
		if len(page) == 0 || q.Limit <= 0 || len(got) > len(want) {
			break
		}
		last := page[len(page)-1]
		q.AfterScope, q.After = last.Scope, last.Key
	}
	same(s, fmt.Sprintf("%+v", q), got, want)
}

func (s *suite) referring(collection, field, value string) []string {
	s.Helper()
	return get(s, func(tx changesync.ReadTx) ([]string, error) { return tx.Referring(collection, field, value) })
}

func ref(collection, id, field, value string) changesync.Reference {
	return changesync.Reference{Key: key(collection, id), Field: field, Value: value}
}

func testReferring(s *suite) {
	s.apply(&changesync.Batch{References: []changesync.Reference{
		ref("kp", "b", "customer", "c1"), ref("kp", "a", "customer", "c1"), ref("kp", "Z", "customer", "c1"),
		ref("kp", "a", "customer", "c2"), ref("kp", "a", "mobile", "c1"), ref("lead", "x", "customer", "c1"),
		ref("kp", "a", "customer", "c1"), ref("kp", "e", "note", ""), ref("kp", "e", "note", "王·𠮷"),
	}})
	same(s, "c1", s.referring("kp", "customer", "c1"), []string{"Z", "a", "b"})
	same(s, "c2", s.referring("kp", "customer", "c2"), []string{"a"})
	same(s, "C1", s.referring("kp", "customer", "C1"), nil)
	same(s, "other field", s.referring("kp", "mobile", "c1"), []string{"a"})
	same(s, "other collection", s.referring("lead", "customer", "c1"), []string{"x"})
	same(s, "empty value", s.referring("kp", "note", ""), []string{"e"})
	same(s, "Chinese value", s.referring("kp", "note", "王·𠮷"), []string{"e"})
}

func testUnindexed(s *suite) {
	s.apply(&changesync.Batch{References: []changesync.Reference{
		ref("kp", "a", "customer", "c1"), ref("kp", "a", "mobile", "1"), ref("kp", "ab", "customer", "c1")}})
	s.apply(&changesync.Batch{ // clears first, adds then
		Unindexed:  []changesync.Key{key("kp", "a"), key("kp", "none")},
		References: []changesync.Reference{ref("kp", "a", "customer", "c2"), ref("kp", "a", "mobile", "1")}})
	same(s, "c1", s.referring("kp", "customer", "c1"), []string{"ab"})
	same(s, "c2", s.referring("kp", "customer", "c2"), []string{"a"})
	same(s, "mobile", s.referring("kp", "mobile", "1"), []string{"a"})
	s.apply(&changesync.Batch{References: []changesync.Reference{ref("kp", "a", "customer", "c3")}}) // adds only
	same(s, "c2", s.referring("kp", "customer", "c2"), []string{"a"})
	s.apply( // the second batch clears what the first added
		&changesync.Batch{References: []changesync.Reference{ref("kp", "a", "customer", "c4")}},
		&changesync.Batch{Unindexed: []changesync.Key{key("kp", "a"), key("kp", "a")},
			References: []changesync.Reference{ref("kp", "a", "customer", "c5")}})
	for _, v := range []string{"c2", "c3", "c4"} {
		same(s, v, s.referring("kp", "customer", v), nil)
	}
	same(s, "mobile", s.referring("kp", "mobile", "1"), nil)
	same(s, "c5", s.referring("kp", "customer", "c5"), []string{"a"})
	s.apply(&changesync.Batch{Unindexed: []changesync.Key{key("kp", "a")}})
	same(s, "c5 cleared", s.referring("kp", "customer", "c5"), nil)
}
