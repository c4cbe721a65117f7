package memstore

import (
	"bytes"
	"cmp"
	"strings"

	"fieldsync/models"
	"fieldsync/sync"
)

// state is all that a Store holds. Copying it copies the roots only.
type state struct {
	head       changesync.Head
	devices    tree[string, changesync.Device]
	changesets tree[numbered, changesync.StoredChangeset]
	origins    tree[originKey, struct{}]
	records    tree[changesync.Key, changesync.StoredRecord]
	scoped     tree[scopedKey, struct{}] // records by scope
	references tree[changesync.Reference, struct{}]
	values     tree[valueKey, struct{}] // references by value
	log        tree[logKey, changesync.LogEntry]
	touched    tree[models.Scope, uint64] // the last sequence of each scope
	history    tree[historyKey, []byte]
	grants     tree[grantKey, changesync.Grant]
	due        tree[string, int64]
	sums       tree[sumKey, uint64]
	conflicts  tree[conflictKey, models.Scope]
	docs       tree[docKey, []byte]
	audit      tree[uint64, changesync.AuditRow]
	subjects   tree[subjectKey, struct{}] // audit entries by what they are found by
}

func newState() *state {
	return &state{
		devices:    newTree[string, changesync.Device](strings.Compare),
		changesets: newTree[numbered, changesync.StoredChangeset](byNumber),
		origins:    newTree[originKey, struct{}](byOrigin),
		records:    newTree[changesync.Key, changesync.StoredRecord](byKey),
		scoped:     newTree[scopedKey, struct{}](byScoped),
		references: newTree[changesync.Reference, struct{}](byReference),
		values:     newTree[valueKey, struct{}](byValue),
		log:        newTree[logKey, changesync.LogEntry](byLog),
		touched:    newTree[models.Scope, uint64](cmp.Compare[models.Scope]),
		history:    newTree[historyKey, []byte](byHistory),
		grants:     newTree[grantKey, changesync.Grant](byGrant),
		due:        newTree[string, int64](strings.Compare),
		sums:       newTree[sumKey, uint64](bySum),
		conflicts:  newTree[conflictKey, models.Scope](byConflict),
		docs:       newTree[docKey, []byte](byDoc),
		audit:      newTree[uint64, changesync.AuditRow](cmp.Compare[uint64]),
		subjects:   newTree[subjectKey, struct{}](bySubject),
	}
}

// The stored bytes belong to the store alone: rows are copied on their way in
// and on their way out, and nil stays nil.

func ownDevice(d changesync.Device) changesync.Device {
	d.PublicKey, d.Hash = bytes.Clone(d.PublicKey), bytes.Clone(d.Hash)
	return d
}

func ownChangeset(c changesync.StoredChangeset) changesync.StoredChangeset {
	c.Hash, c.Raw = bytes.Clone(c.Hash), bytes.Clone(c.Raw)
	c.Signature, c.Receipt = bytes.Clone(c.Signature), bytes.Clone(c.Receipt)
	return c
}

func ownRecord(r changesync.StoredRecord) changesync.StoredRecord {
	r.Body = bytes.Clone(r.Body)
	return r
}

func ownEntry(e changesync.LogEntry) changesync.LogEntry {
	e.Body = bytes.Clone(e.Body)
	return e
}

// scopeSet turns a filter into a test: nil lets everything through.
func scopeSet(scopes []models.Scope) func(models.Scope) bool {
	if scopes == nil {
		return func(models.Scope) bool { return true }
	}
	in := make(map[models.Scope]bool, len(scopes))
	for _, s := range scopes {
		in[s] = true
	}
	return func(s models.Scope) bool { return in[s] }
}

// full says whether a list has reached its limit; 0 or less is no limit.
func full(n, limit int) bool { return limit > 0 && n >= limit }
