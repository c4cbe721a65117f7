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
	sealed.Changesets = each(b.Changesets, func(c *changesync.StoredChangeset) {
		c.Raw, c.Receipt = box.seal(placeOfRaw(c), c.Raw), box.seal(placeOfReceipt(c), c.Receipt)
	})
	sealed.Redacted = each(b.Redacted, func(c *changesync.StoredChangeset) { c.Raw = box.seal(placeOfRaw(c), c.Raw) })
	sealed.Records = each(b.Records, func(r *changesync.StoredRecord) { r.Body = box.seal(placeOfRecord(r.Key), r.Body) })
	sealed.Log = each(b.Log, func(e *changesync.LogEntry) { e.Body = box.seal(placeOfEntry(e), e.Body) })
	sealed.History = each(b.History, func(h *changesync.HistoryEntry) { *h = box.sealHistory(*h) })
	sealed.Docs = each(b.Docs, func(d *changesync.Doc) { d.Body = box.seal(placeOfDoc(d.Kind, d.Key), d.Body) })
	sealed.Audit = each(b.Audit, func(a *changesync.AuditRow) { a.Body = box.seal(placeOfAudit(a.N), a.Body) })
	sealed.References = each(b.References, func(r *changesync.Reference) { r.Value = box.hash(r.Key.Collection, r.Field, r.Value) })
	return t.Tx.Apply(&sealed)
}

// each changes a copy of the rows.
func each[T any](rows []T, change func(*T)) []T {
	out := slices.Clone(rows)
	for i := range out {
		change(&out[i])
	}
	return out
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
