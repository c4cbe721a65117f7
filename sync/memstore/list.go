package memstore

import (
	"bytes"

	"fieldsync/models"
	"fieldsync/sync"
)

func (t *readTx) RecordsIn(q changesync.RecordQuery) ([]changesync.StoredRecord, error) {
	in := scopeSet(q.Scopes)
	after := scopedKey{q.AfterScope, q.After}
	var out []changesync.StoredRecord
	for k := range t.st.scoped.from(after) {
		if full(len(out), q.Limit) {
			break
		}
		if k == after || !in(k.scope) || (q.Collection != "" && k.key.Collection != q.Collection) {
			continue
		}
		r, _ := t.st.records.get(k.key)
		out = append(out, ownRecord(r))
	}
	return out, t.check()
}

func (t *readTx) Referring(collection, field, value string) ([]string, error) {
	want := valueKey{collection: collection, field: field, value: value}
	var out []string
	for k := range t.st.values.from(want) {
		id := k.id
		if k.id = ""; k != want {
			break
		}
		out = append(out, id)
	}
	return out, t.check()
}

func (t *readTx) Log(q changesync.LogQuery) ([]changesync.LogEntry, error) {
	in := scopeSet(q.Scopes)
	after := logKey{q.AfterSeq, q.After}
	start := after
	if q.From >= q.AfterSeq {
		start = logKey{seq: q.From}
	}
	var out []changesync.LogEntry
	for k, e := range t.st.log.from(start) {
		if k.seq > q.To || full(len(out), q.Limit) {
			break
		}
		if k.seq <= q.From || byLog(k, after) <= 0 || !in(e.Scope) {
			continue
		}
		out = append(out, ownEntry(e))
	}
	return out, t.check()
}

// Touched remembers the last entry of a scope also when it was trimmed.
func (t *readTx) Touched(scopes []models.Scope, from uint64) ([]models.Scope, error) {
	in := scopeSet(scopes)
	var out []models.Scope
	for scope, last := range t.st.touched.all() {
		if last > from && in(scope) {
			out = append(out, scope)
		}
	}
	return out, t.check()
}

func (t *readTx) History(key changesync.Key) ([]changesync.HistoryEntry, error) {
	var out []changesync.HistoryEntry
	for k, body := range t.st.history.from(historyKey{key: key}) {
		if k.key != key {
			break
		}
		out = append(out, changesync.HistoryEntry{
			Key: key, Cell: k.cell, Dot: k.dot, Seq: k.seq, Body: bytes.Clone(body)})
	}
	return out, t.check()
}

func (t *readTx) Conflicts(q changesync.ConflictQuery) ([]changesync.ConflictRow, error) {
	in := scopeSet(q.Scopes)
	after := conflictKey{q.After, q.AfterField}
	var out []changesync.ConflictRow
	for k, scope := range t.st.conflicts.from(after) {
		if full(len(out), q.Limit) {
			break
		}
		if k != after && in(scope) {
			out = append(out, changesync.ConflictRow{Key: k.key, Field: k.field, Scope: scope})
		}
	}
	return out, t.check()
}
