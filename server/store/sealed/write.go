package sealed

import (
	"slices"

	changesync "fieldsync/sync"
)

// tx seals what is written, and opens what is read like readTx.
type tx struct {
	changesync.Tx
	readTx readTx
}

// LockRecords implements changesync.Tx.
func (t *tx) LockRecords(keys ...changesync.Key) (map[changesync.Key]changesync.StoredRecord, error) {
	found, err := t.Tx.LockRecords(keys...)
	return t.readTx.records(found, err)
}

// Apply seals a copy of the batch: what is handed in is the caller's.
func (t *tx) Apply(b *changesync.Batch) error {
	box, sealed := t.readTx.box, *b
	sealed.Changesets = slices.Clone(b.Changesets)
	for i := range sealed.Changesets {
		c := &sealed.Changesets[i]
		c.Raw, c.Receipt = box.seal(placeOfRaw(c), c.Raw), box.seal(placeOfReceipt(c), c.Receipt)
	}
	sealed.Records = slices.Clone(b.Records)
	for i := range sealed.Records {
		r := &sealed.Records[i]
		r.Body = box.seal(placeOfRecord(r.Key), r.Body)
	}
	sealed.Log = slices.Clone(b.Log)
	for i := range sealed.Log {
		e := &sealed.Log[i]
		e.Body = box.seal(placeOfEntry(e), e.Body)
	}
	sealed.History = make([]changesync.HistoryEntry, len(b.History))
	for i := range b.History {
		sealed.History[i] = box.sealHistory(b.History[i])
	}
	sealed.Docs = slices.Clone(b.Docs)
	for i := range sealed.Docs {
		d := &sealed.Docs[i]
		d.Body = box.seal(placeOfDoc(d.Kind, d.Key), d.Body)
	}
	sealed.Audit = slices.Clone(b.Audit)
	for i := range sealed.Audit {
		a := &sealed.Audit[i]
		a.Body = box.seal(placeOfAudit(a.N), a.Body)
	}
	sealed.References = slices.Clone(b.References)
	for i := range sealed.References {
		r := &sealed.References[i]
		r.Value = box.hash(r.Key.Collection, r.Field, r.Value)
	}
	return t.Tx.Apply(&sealed)
}

// The reading methods of changesync.ReadTx.

// Changesets implements changesync.ReadTx.
func (t *tx) Changesets(device string, from, to uint64) ([]changesync.StoredChangeset, error) {
	return t.readTx.Changesets(device, from, to)
}

// Origins implements changesync.ReadTx.
func (t *tx) Origins(dots ...changesync.Dot) (map[changesync.Dot]changesync.StoredChangeset, error) {
	return t.readTx.Origins(dots...)
}

// Records implements changesync.ReadTx.
func (t *tx) Records(keys ...changesync.Key) (map[changesync.Key]changesync.StoredRecord, error) {
	return t.readTx.Records(keys...)
}

// RecordsIn implements changesync.ReadTx.
func (t *tx) RecordsIn(q changesync.RecordQuery) ([]changesync.StoredRecord, error) {
	return t.readTx.RecordsIn(q)
}

// Referring implements changesync.ReadTx.
func (t *tx) Referring(collection, field, value string) ([]string, error) {
	return t.readTx.Referring(collection, field, value)
}

// Log implements changesync.ReadTx.
func (t *tx) Log(q changesync.LogQuery) ([]changesync.LogEntry, error) { return t.readTx.Log(q) }

// History implements changesync.ReadTx.
func (t *tx) History(key changesync.Key) ([]changesync.HistoryEntry, error) {
	return t.readTx.History(key)
}

// Doc implements changesync.ReadTx.
func (t *tx) Doc(kind, key string) ([]byte, bool, error) { return t.readTx.Doc(kind, key) }

// Docs implements changesync.ReadTx.
func (t *tx) Docs(kind string) ([]changesync.Doc, error) { return t.readTx.Docs(kind) }

// Audit implements changesync.ReadTx.
func (t *tx) Audit(q changesync.AuditQuery) ([]changesync.AuditRow, error) { return t.readTx.Audit(q) }
