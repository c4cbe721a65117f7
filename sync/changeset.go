package changesync

import (
	"encoding/json"

	"fieldsync/models"
)

// Caps on one changeset, enforced where it is written so that nothing is ever
// written that cannot be sent.
const (
	MaxChangesetBytes   = 1 << 20
	MaxChangesetRecords = 500
	MaxChangesetWrites  = 20_000
	MaxReplaces         = 4_096 // dots one write can replace
)

// SchemaVersion is the version of the collections this program knows.
const SchemaVersion = 1

// Header names a changeset, its author and what he knew. It is signed through
// the hash chain and stays readable when bodies are erased.
type Header struct {
	Device string
	N      uint64
	Prev   []byte // hash of the device's changeset n-1, empty for n = 1
	Actor  string // user name
	Seen   string // the Moment the author knew, as the server signed it
	At     string // device time, RFC 3339 with zone
	Offset int64  // estimated server time minus device time, ms
	App    string // program and version
	Schema int64
	Amends Dot    // the quarantined changeset that this one corrects
	Root   []byte // SHA-256 over the digests of the writes
	// Records are the records written, each with its home scope.
	Records []Target
	// Carries is a changeset made under an earlier identity of this device,
	// its exact bytes. It has the writes; the carrier has none of its own.
	Carries []byte
}

// Target is a record that a changeset writes.
type Target struct {
	Key
	Scope models.Scope
	New   bool // its author created it
}

// Write is one value written to one cell.
type Write struct {
	Record   int // index into Header.Records
	Field    string
	Elem     string // element of a set or list
	Value    json.RawMessage
	Replaces []Dot
}

// Cell is the name of the cell written.
func (w *Write) Cell() string { return cellName(w.Field, w.Elem) }

// Changeset is what one user action wrote, applied whole or not at all.
type Changeset struct {
	Header Header
	Writes []Write
	// Raw are the exact bytes; they are stored and forwarded, never re-encoded.
	Raw  []byte
	Hash []byte // SHA-256 of the header's exact bytes
	// Inner is the carried changeset, nil normally.
	Inner *Changeset
	// Erased counts writes whose body is gone; the chain verifies all the same.
	Erased int
	// Stated says that Hash could not be worked out, see Redacted. No device
	// sends such a one.
	Stated bool
}

// Dot names the changeset's writes.
func (c *Changeset) Dot() Dot {
	if c.Inner != nil {
		return carriedName(MakeDot(c.Inner.Header.Device, c.Inner.Header.N), c.Inner.Hash)
	}
	return MakeDot(c.Header.Device, c.Header.N)
}

// Body is the changeset that holds the writes: the carried one, or itself.
func (c *Changeset) Body() *Changeset {
	if c.Inner != nil {
		return c.Inner
	}
	return c
}
