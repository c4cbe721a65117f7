package storetest

import (
	"bytes"
	"slices"
	"strings"

	"fieldsync/models"
	"fieldsync/sync"
)

// rows reads every kind of row that carries bytes for the one record, device
// and so on that testBytes writes.
type rows struct {
	devices    map[string]changesync.Device
	changesets []changesync.StoredChangeset
	records    map[changesync.Key]changesync.StoredRecord
	log        []changesync.LogEntry
	history    []changesync.HistoryEntry
	doc        []byte
}

func (s *suite) rows() rows {
	s.Helper()
	return get(s, func(tx changesync.ReadTx) (r rows, err error) {
		var errs [6]error
		r.devices, errs[0] = tx.Devices("d")
		r.changesets, errs[1] = tx.Changesets("d", 0, 99)
		r.records, errs[2] = tx.Records(key("c", "r"))
		r.log, errs[3] = tx.Log(changesync.LogQuery{To: 99})
		r.history, errs[4] = tx.History(key("c", "r"))
		r.doc, _, errs[5] = tx.Doc("k", "d")
		for _, err := range errs {
			s.ok(err)
		}
		return r, nil
	})
}

// bodies makes one row of each kind with these bytes everywhere.
func bodies(b []byte) (*changesync.Batch, rows) {
	k := key("c", "r")
	r := rows{
		devices: map[string]changesync.Device{"d": {ID: "d", PublicKey: b, Hash: b}},
		changesets: []changesync.StoredChangeset{{Device: "d", N: 1, Hash: b, Raw: b, Signature: b, Receipt: b,
			Outcome: changesync.OutcomeApplied}},
		records: map[changesync.Key]changesync.StoredRecord{k: {Key: k, Scope: "org", Body: b}},
		log:     []changesync.LogEntry{{Seq: 1, Scope: "org", Key: k, Body: b}},
		history: []changesync.HistoryEntry{{Key: k, Cell: "f", Dot: "d:1", Seq: 1, Body: b}},
		doc:     b,
	}
	return &changesync.Batch{Devices: []changesync.Device{r.devices["d"]}, Changesets: r.changesets,
		Records: []changesync.StoredRecord{r.records[k]}, Log: r.log, History: r.history,
		Docs: []changesync.Doc{{Kind: "k", Key: "d", Body: b}}}, r
}

// Bytes come back as they were, nil as nil and empty as empty.
func testBytes(s *suite) {
	whole := make([]byte, 256)
	for i := range whole {
		whole[i] = byte(i)
	}
	for _, b := range [][]byte{nil, {}, {0}, {0xff}, {0, 0xff, 0}, whole, []byte("'\"\\%_\x00;--"), {0xf0, 0x28, 0x8c}} {
		one := &suite{T: s.T, opener: s.opener, store: s.store}
		batch, want := bodies(b)
		batch.Changesets = slices.Clone(batch.Changesets)
		batch.Changesets[0].N = uint64(len(s.rows().changesets) + 1)
		want.changesets = append(s.rows().changesets, batch.Changesets[0])
		one.apply(batch)
		same(one, "rows", one.rows(), want)
	}
}

// A changeset may be 1 MiB.
func testLargeBodies(s *suite) {
	for i, size := range []int{1 << 20, 1<<20 + 1, 8191, 8192, 100_000} {
		b := bytes.Repeat([]byte{0, 1, 0xff, byte(i)}, size/4+1)[:size]
		batch, want := bodies(b)
		batch.Changesets = slices.Clone(batch.Changesets)
		batch.Changesets[0].N = uint64(i + 1)
		s.apply(batch)
		got := s.rows()
		same(s, "record", got.records, want.records)
		same(s, "changeset", got.changesets[i].Raw, b)
		same(s, "log", got.log, want.log)
	}
}

// Texts are exact, told apart by their bytes and listed in the order of their
// bytes: not by letter case, language or UTF-16.
func testTexts(s *suite) {
	ids := []string{"Z", "a", "A", "é", "e\u0301", "王", "𠮷", "\uffff", "a\nb", "it's", `q"\`, "100%_", "<&>",
		"\u2028", "[1,2]", "{}", "null", " a", "a ", "ａ", "0", "00", "1e1", strings.Repeat("长", 300), "\x01\x1f\x7f"}
	batch := &changesync.Batch{}
	for _, id := range ids {
		scope := models.Scope("customer/" + id)
		batch.Records = append(batch.Records, record("org", "kp", id, id), record(scope, id, "x", id))
		batch.Log = append(batch.Log, changesync.LogEntry{Seq: 1, Scope: scope, Key: key("kp", id), Body: []byte(id)})
		batch.Devices = append(batch.Devices, changesync.Device{ID: id, User: id, Name: id, Status: id})
		batch.References = append(batch.References, ref("kp", id, id, id))
		batch.Docs = append(batch.Docs, changesync.Doc{Kind: id, Key: id, Body: []byte(id)})
	}
	s.apply(batch)
	slices.Sort(ids)
	var listed []string
	for _, r := range s.recordsIn(changesync.RecordQuery{Scopes: []models.Scope{"org"}}) {
		listed = append(listed, r.Key.ID)
	}
	same(s, "order", listed, ids)
	listed = nil
	for _, e := range s.log(changesync.LogQuery{To: 9}) {
		listed = append(listed, e.Key.ID)
	}
	same(s, "order of the log", listed, ids)
	for _, id := range ids {
		scope := models.Scope("customer/" + id)
		same(s, "doc", s.doc(s.store, id, id), id)
		same(s, "referring", s.referring("kp", id, id), []string{id})
		same(s, "in scope", s.recordsIn(changesync.RecordQuery{Scopes: []models.Scope{scope}}), []changesync.StoredRecord{record(scope, id, "x", id)})
		same(s, "log of scope", len(s.log(changesync.LogQuery{Scopes: []models.Scope{scope}, To: 1})), 1)
		same(s, "device", get(s, func(tx changesync.ReadTx) (map[string]changesync.Device, error) { return tx.Devices(id) }),
			map[string]changesync.Device{id: {ID: id, User: id, Name: id, Status: id}})
		k := key("kp", id)
		same(s, "record", get(s, func(tx changesync.ReadTx) (map[changesync.Key]changesync.StoredRecord, error) { return tx.Records(k) }),
			map[changesync.Key]changesync.StoredRecord{k: record("org", "kp", id, id)})
	}
}

// What was handed in may be changed by the caller afterwards, and what was
// handed out too.
func testOwnership(s *suite) {
	b := []byte("own")
	batch, want := bodies([]byte("own"))
	mine, _ := bodies(b)
	s.ok(s.store.Update(s.Context(), func(tx changesync.Tx) error {
		_, err := tx.NextSeq()
		s.ok(err)
		s.ok(tx.Apply(mine))
		clear(b)
		r, err := tx.Records(batch.Records[0].Key)
		s.ok(err)
		clear(r[batch.Records[0].Key].Body)
		return nil
	}))
	got := s.rows()
	same(s, "after the input changed", got, want)
	clear(got.doc)
	clear(got.log[0].Body)
	clear(got.history[0].Body)
	clear(got.devices["d"].Hash)
	clear(got.changesets[0].Raw)
	same(s, "after the output changed", s.rows(), want)
}
