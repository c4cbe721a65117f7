package changesync

import (
	"context"

	"fieldsync/models"
)

// Key names a record.
type Key struct {
	Collection string `json:"collection"`
	ID         string `json:"id"`
}

// String is "collection/id", for messages.
func (k Key) String() string { return k.Collection + "/" + k.ID }

// Less orders keys by collection, then id: the order in which they are locked
// and listed.
func (k Key) Less(o Key) bool {
	if k.Collection != o.Collection {
		return k.Collection < o.Collection
	}
	return k.ID < o.ID
}

// Store keeps the one history of an organisation. It is deliberately dumb:
// bodies are bytes that it neither reads nor changes, and every decision is
// taken above it by the Engine. sync/storetest is its contract in code.
//
// Update runs fn in one atomic, durable transaction: when Update returns nil
// all of it survives a power cut, when it returns an error nothing of it has
// happened. Updates of one organisation take effect one after the other as
// far as they touch the same devices, records or the counter. fn may be run
// again after a serialisation failure, so it must have no effect outside tx.
// View runs fn on one consistent snapshot and never waits for a writer.
//
// A transaction must not be used after fn returned (that is an error) or from
// another goroutine. After a failed write it cannot commit any more, whatever
// fn returns. Slices handed out are the caller's; slices handed in are not
// kept. A limit of 0 or less means none.
type Store interface {
	Update(ctx context.Context, fn func(Tx) error) error
	View(ctx context.Context, fn func(ReadTx) error) error
	Close() error
}

// ReadTx reads. A missing thing is no error: it is absent from the map, or
// the second result is false.
type ReadTx interface {
	// Head is the state of the log; the zero Head before the first SetHead.
	Head() (Head, error)
	Devices(ids ...string) (map[string]Device, error)
	// DeviceList lists the devices of a user, or all for "", ordered by id.
	DeviceList(user string) ([]Device, error)
	// Changesets returns those of a device with from ≤ n ≤ to that the store
	// holds, ordered by n.
	Changesets(device string, from, to uint64) ([]StoredChangeset, error)
	// Origins finds changesets that were carried over under another identity,
	// by the dot they keep; of several the first by (seq, device, n).
	Origins(dots ...Dot) (map[Dot]StoredChangeset, error)
	Records(keys ...Key) (map[Key]StoredRecord, error)
	// RecordsIn lists records in the given scopes (nil: all) ordered by
	// (scope, collection, id), those after the position only.
	RecordsIn(q RecordQuery) ([]StoredRecord, error)
	// Referring lists the ids of records of a collection whose indexed field
	// has the value, ordered by id.
	Referring(collection, field, value string) ([]string, error)
	// Log lists entries ordered by (seq, collection, id).
	Log(q LogQuery) ([]LogEntry, error)
	// History lists what a record's cells held before, oldest first (by seq,
	// then cell, then dot).
	History(key Key) ([]HistoryEntry, error)
	// Grants are all grants of a user, ended ones too, ordered by scope then
	// since; due is the next moment (Unix ms) at which they change by the
	// clock alone, 0 for never.
	Grants(user string) (grants []Grant, due int64, err error)
	// Touched lists those of the given scopes (nil: all) whose last log entry
	// has a sequence over from, ordered.
	Touched(scopes []models.Scope, from uint64) ([]models.Scope, error)
	// Checksums of the given scopes (nil: all), ordered by scope, collection, level.
	Checksums(scopes []models.Scope) ([]Checksum, error)
	// Conflicts lists the open conflicts in the given scopes (nil: all) after
	// the given one, ordered by (collection, id, field).
	Conflicts(q ConflictQuery) ([]ConflictRow, error)
	// Audit lists entries of the audit log ordered by n; what they are found by
	// (Subjects) is not read back.
	Audit(q AuditQuery) ([]AuditRow, error)
	// Doc reads a small document (users, codes, tokens, settings).
	Doc(kind, key string) ([]byte, bool, error)
	// Docs lists the documents of a kind ordered by key.
	Docs(kind string) ([]Doc, error)
}

// Tx reads and writes. Locks are taken in the order devices, records, counter,
// each in sorted order, so that no two nodes can wait for each other.
type Tx interface {
	ReadTx
	// LockDevices is Devices, holding them until the transaction ends.
	LockDevices(ids ...string) (map[string]Device, error)
	// LockRecords is Records, holding the keys, also those not there yet.
	LockRecords(keys ...Key) (map[Key]StoredRecord, error)
	// NextSeq takes the organisation's counter: the sequence of this
	// transaction, one more than any committed one. Called late and at most
	// once, a second call is an error; a transaction that rolls back leaves no
	// gap.
	NextSeq() (uint64, error)
	// Apply writes a batch. It may be called more than once; later rows win.
	Apply(b *Batch) error
	// Trim cuts the log before the sequence and moves the horizon there, only
	// forward and never past the last sequence.
	Trim(before uint64) error
}

// Head is the state of the log.
type Head struct {
	Epoch   string // identity of this history
	Seq     uint64 // last committed sequence
	Horizon uint64 // the log holds entries with seq > Horizon
}

// Device is one writer as the server knows it.
type Device struct {
	ID        string
	User      string
	Name      string
	PublicKey []byte // Ed25519
	N         uint64 // last changeset taken
	Hash      []byte // its hash, nil before the first
	Status    string // DeviceActive, DeviceRevoked or DeviceServer
	Enrolled  int64  // Unix ms
	LastSeen  int64  // Unix ms of the last push
}

// The states of a device.
const (
	DeviceActive  = "active"
	DeviceRevoked = "revoked"
	DeviceServer  = "server" // one per epoch, writes for rules and the office
)

// StoredChangeset is a changeset as received with the server's answer.
type StoredChangeset struct {
	Device    string
	N         uint64
	Hash      []byte
	Origin    Dot    // the dot it keeps when carried over, "" normally
	Raw       []byte // the exact bytes
	Signature []byte // of the run it came in, as received
	Receipt   []byte // the exact bytes of the signed receipt
	Outcome   string // OutcomeApplied or OutcomeQuarantined
	Seq       uint64
}

// StoredRecord is the state of a record: an encoded Record.
type StoredRecord struct {
	Key   Key
	Scope models.Scope
	Seq   uint64 // of the last change
	Body  []byte
}

// RecordQuery pages through records. After is exclusive; the zero value starts.
type RecordQuery struct {
	Scopes     []models.Scope // nil: all
	Collection string         // "": all
	AfterScope models.Scope
	After      Key
	Limit      int
}

// LogEntry holds the changed cells of one record as they were at Seq: an
// encoded Record with only these cells. There is at most one entry for a
// record and sequence.
type LogEntry struct {
	Seq   uint64
	Scope models.Scope
	Key   Key
	Body  []byte
}

// LogQuery pages through the log: From < seq ≤ To, after the position.
type LogQuery struct {
	Scopes   []models.Scope // nil: all
	From, To uint64
	AfterSeq uint64
	After    Key
	Limit    int
}

// HistoryEntry is a write that was replaced: an encoded Version.
type HistoryEntry struct {
	Key  Key
	Cell string
	Dot  Dot
	Seq  uint64 // at which it left the cell
	Body []byte
}

// Grant gives a user a scope. It holds from sequence Since until sequence
// Ended (0: it holds now). A changed view is an ended grant and a new one.
type Grant struct {
	User  string
	Scope models.Scope // AllScopes for everything
	View  string       // profiles of models.RightIn, joined
	Write bool         // whether the view lets anything be created or edited
	Since uint64
	Ended uint64
}

// Checksum is the additive checksum over the cells of a scope and collection
// as a view shows them.
type Checksum struct {
	Scope      models.Scope `json:"scope"`
	Collection string       `json:"collection"`
	Level      string       `json:"level"` // LevelFull or LevelMasked; with a line of the table of rights behind "/": of its fields
	Sum        uint64       `json:"-"`
}

// Reference is an index entry: record Key has Value in the indexed Field, among
// others where the field is a list; Field is one of models.Field.IndexPaths.
type Reference struct {
	Key   Key
	Field string
	Value string
}

// ConflictRow says that the field of the record has an open conflict.
type ConflictRow struct {
	Key   Key
	Field string
	Scope models.Scope
}

// ConflictQuery pages through open conflicts; After is exclusive.
type ConflictQuery struct {
	Scopes     []models.Scope // nil: all
	After      Key
	AfterField string
	Limit      int
}

// Doc is a small document.
type Doc struct {
	Kind, Key string
	Body      []byte // nil deletes it
}

// Batch is what one transaction writes. Rows replace those of the same key.
type Batch struct {
	Head       *Head // epoch and horizon only; Seq comes from NextSeq
	Devices    []Device
	Changesets []StoredChangeset // (device, n) must be new: an existing one is an error
	// Redacted gives changesets that are there other bytes, since part of what
	// they said was erased: by device and n, with Raw; nothing else of them
	// changes. One that is not there is left out.
	Redacted []StoredChangeset
	Records  []StoredRecord
	Log      []LogEntry
	// Forgotten clears all history of a record, before History is added.
	Forgotten []Key
	History   []HistoryEntry
	Grants    []Grant // keyed by (user, scope, since)
	GrantsDue map[string]int64
	Checksums []Checksum // Sum is added (mod 2^64) to the stored one
	// Unindexed clears all references of a record, before References are added.
	Unindexed  []Key
	References []Reference
	Audit      []AuditRow // n must be new: an existing one is an error
	// Settled clears all open conflicts of a record, before Conflicts are added.
	Settled   []Key
	Conflicts []ConflictRow
	Docs      []Doc
}
