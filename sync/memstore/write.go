package memstore

import (
	"bytes"
	"fmt"

	"fieldsync/sync"
)

// tx writes into its own copy of the state.
type tx struct {
	readTx
	seq    bool  // NextSeq was called
	failed error // the first write that failed
}

// begin is asked before every write.
func (t *tx) begin() error {
	if err := t.check(); err != nil {
		return err
	}
	return t.failed
}

func (t *tx) LockDevices(ids ...string) (map[string]changesync.Device, error) {
	return t.Devices(ids...)
}

func (t *tx) LockRecords(keys ...changesync.Key) (map[changesync.Key]changesync.StoredRecord, error) {
	return t.Records(keys...)
}

func (t *tx) NextSeq() (uint64, error) {
	if err := t.begin(); err != nil {
		return 0, err
	}
	if t.seq {
		t.failed = errSeq
		return 0, errSeq
	}
	t.seq = true
	t.st.head.Seq++
	return t.st.head.Seq, nil
}

func (t *tx) Apply(b *changesync.Batch) error {
	if err := t.begin(); err != nil {
		return err
	}
	if t.failed = t.putChangesets(b.Changesets); t.failed != nil {
		return t.failed
	}
	if t.failed = t.putAudit(b.Audit); t.failed != nil {
		return t.failed
	}
	t.redact(b.Redacted)
	if b.Head != nil {
		t.st.head.Epoch, t.st.head.Horizon = b.Head.Epoch, b.Head.Horizon
	}
	for _, d := range b.Devices {
		t.st.devices.set(d.ID, ownDevice(d))
	}
	t.putRecords(b.Records)
	for _, e := range b.Log {
		t.st.log.set(logKey{e.Seq, e.Key}, ownEntry(e))
		if last, _ := t.st.touched.get(e.Scope); last < e.Seq {
			t.st.touched.set(e.Scope, e.Seq)
		}
	}
	t.forget(b.Forgotten)
	for _, h := range b.History {
		t.st.history.set(historyKey{h.Key, h.Seq, h.Cell, h.Dot}, bytes.Clone(h.Body))
	}
	for _, g := range b.Grants {
		t.st.grants.set(grantKey{g.User, g.Scope, g.Since}, g)
	}
	for user, due := range b.GrantsDue {
		t.st.due.set(user, due)
	}
	for _, c := range b.Checksums {
		k := sumKey{c.Scope, c.Collection, c.Level}
		sum, _ := t.st.sums.get(k)
		t.st.sums.set(k, sum+c.Sum)
	}
	t.putReferences(b.Unindexed, b.References)
	t.putConflicts(b.Settled, b.Conflicts)
	t.putDocs(b.Docs)
	return nil
}

func (t *tx) putChangesets(rows []changesync.StoredChangeset) error {
	for _, c := range rows {
		k := numbered{c.Device, c.N}
		if t.st.changesets.has(k) {
			return fmt.Errorf("memstore: changeset %d of device %s: %w", c.N, c.Device, changesync.ErrExists)
		}
		t.st.changesets.set(k, ownChangeset(c))
		if c.Origin != "" {
			t.st.origins.set(originKey{c.Origin, c.Seq, k}, struct{}{})
		}
	}
	return nil
}

func (t *tx) redact(rows []changesync.StoredChangeset) {
	for _, c := range rows {
		k := numbered{c.Device, c.N}
		if old, ok := t.st.changesets.get(k); ok {
			old.Raw = bytes.Clone(c.Raw)
			t.st.changesets.set(k, old)
		}
	}
}

func (t *tx) forget(keys []changesync.Key) {
	for _, key := range keys {
		for k := range t.st.history.from(historyKey{key: key}) {
			if k.key != key {
				break
			}
			t.st.history.del(k)
		}
	}
}

func (t *tx) putAudit(rows []changesync.AuditRow) error {
	for _, r := range rows {
		if t.st.audit.has(r.N) {
			return fmt.Errorf("memstore: audit entry %d: %w", r.N, changesync.ErrExists)
		}
		t.st.audit.set(r.N, changesync.AuditRow{N: r.N, Hash: bytes.Clone(r.Hash), Body: bytes.Clone(r.Body)})
		for _, s := range r.Subjects {
			t.st.subjects.set(subjectKey{s, r.N}, struct{}{})
		}
	}
	return nil
}

func (t *tx) putRecords(rows []changesync.StoredRecord) {
	for _, r := range rows {
		if old, ok := t.st.records.get(r.Key); ok {
			t.st.scoped.del(scopedKey{old.Scope, r.Key})
		}
		t.st.records.set(r.Key, ownRecord(r))
		t.st.scoped.set(scopedKey{r.Scope, r.Key}, struct{}{})
	}
}

func (t *tx) putReferences(gone []changesync.Key, rows []changesync.Reference) {
	for _, key := range gone {
		for ref := range t.st.references.from(changesync.Reference{Key: key}) {
			if ref.Key != key {
				break
			}
			t.st.references.del(ref)
			t.st.values.del(valueKey{key.Collection, ref.Field, ref.Value, key.ID})
		}
	}
	for _, ref := range rows {
		t.st.references.set(ref, struct{}{})
		t.st.values.set(valueKey{ref.Key.Collection, ref.Field, ref.Value, ref.Key.ID}, struct{}{})
	}
}

func (t *tx) putConflicts(gone []changesync.Key, rows []changesync.ConflictRow) {
	for _, key := range gone {
		for k := range t.st.conflicts.from(conflictKey{key: key}) {
			if k.key != key {
				break
			}
			t.st.conflicts.del(k)
		}
	}
	for _, c := range rows {
		t.st.conflicts.set(conflictKey{c.Key, c.Field}, c.Scope)
	}
}

func (t *tx) putDocs(docs []changesync.Doc) {
	for _, d := range docs {
		k := docKey{d.Kind, d.Key}
		if d.Body == nil {
			t.st.docs.del(k)
			continue
		}
		t.st.docs.set(k, bytes.Clone(d.Body))
	}
}

// Trim never moves the horizon back, nor past the last sequence.
func (t *tx) Trim(before uint64) error {
	if err := t.begin(); err != nil {
		return err
	}
	before = min(before, t.st.head.Seq+1)
	if before == 0 || before-1 <= t.st.head.Horizon {
		return nil
	}
	for k := range t.st.log.all() {
		if k.seq >= before {
			break
		}
		t.st.log.del(k)
	}
	t.st.head.Horizon = before - 1
	return nil
}
