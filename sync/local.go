package changesync

import (
	"context"

	"fieldsync/models"
)

// Local is the database of a device. Like Store it is dumb; the Replica above
// it takes every decision. sync/storetest has its contract in code.
//
// Update is atomic and durable. View may run beside an Update and then sees
// the state before it.
type Local interface {
	Update(ctx context.Context, fn func(LocalTx) error) error
	View(ctx context.Context, fn func(LocalReadTx) error) error
	Close() error
}

// LocalReadTx reads the device's database.
type LocalReadTx interface {
	// Meta is a small named value: keys, token, cursor, counters.
	Meta(name string) ([]byte, bool, error)
	// Base is what the server confirmed.
	Base(key Key) (StoredRecord, bool, error)
	// BaseList lists records of a collection ordered by id, after an id.
	BaseList(collection, after string, limit int) ([]StoredRecord, error)
	// BaseIn lists the records of a scope ordered by key, after a key.
	BaseIn(scope models.Scope, after Key, limit int) ([]StoredRecord, error)
	// BaseScopes lists the scopes that hold base records, ordered.
	BaseScopes() ([]models.Scope, error)
	// Outbox lists entries with n > after, ordered by n. states filters, nil: all.
	Outbox(states []string, after uint64, limit int) ([]OutboxRow, error)
	OutboxRow(n uint64) (OutboxRow, bool, error)
	// OutboxCount counts entries in the given states.
	OutboxCount(states ...string) (int, error)
	// Overlay lists the changesets (n, ascending) laid over a record.
	Overlay(key Key) ([]uint64, error)
	// OverlayKeys lists the records of a collection with an overlay, ordered by
	// id; "" lists those of all collections ordered by key.
	OverlayKeys(collection string) ([]Key, error)
	// Page is a staged page of the running pull, numbered from 0.
	Page(i int) ([]byte, bool, error)
	// Conflicts lists the records whose base has an open conflict, ordered by key.
	Conflicts() ([]Key, error)
	// Sealed lists retained changesets with n ≥ from, ordered by n.
	Sealed(from uint64, limit int) ([]SealedRow, error)
	// Forgotten says whether the scope was taken from this device.
	Forgotten(scope models.Scope) (bool, error)
}

// LocalTx reads and writes the device's database.
type LocalTx interface {
	LocalReadTx
	PutMeta(name string, value []byte) error // nil deletes
	PutBase(rec StoredRecord, conflict bool) error
	// DropScope deletes the base records of a scope; AllScopes: every one.
	DropScope(scope models.Scope) error
	PutOutbox(row OutboxRow) error
	DeleteOutbox(n uint64) error
	// PutOverlay lays changeset n over the records.
	PutOverlay(n uint64, keys []Key) error
	DropOverlay(n uint64) error
	PutPage(i int, body []byte) error
	DropPages() error
	PutSealed(row SealedRow) error
	// DropSealed deletes what was acknowledged before the time (Unix ms).
	DropSealed(before int64) error
	SetForgotten(scope models.Scope, forgotten bool) error
}

// The states of an outbox entry.
const (
	OutWaiting     = "waiting"     // not yet acknowledged
	OutAcked       = "acked"       // applied, base has not passed it yet
	OutQuarantined = "quarantined" // put aside by the server, needs a person
	OutAmended     = "amended"     // put aside, and since corrected
)

// OutboxRow is a changeset of this device that base does not contain yet.
type OutboxRow struct {
	N       uint64
	Raw     []byte
	Hash    []byte
	State   string
	Made    int64  // Unix ms by the device's clock
	Seq     uint64 // of the receipt, 0 before
	Receipt []byte // the exact bytes, nil before
}

// SealedRow is an acknowledged changeset kept for hand-back, readable by the
// server only.
type SealedRow struct {
	N       uint64
	Box     []byte // sealed to the server's public key
	Receipt []byte
	Acked   int64 // Unix ms by the clock of the server
}
