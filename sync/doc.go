// Package changesync is the sync protocol of Fieldsync: what a device writes
// without a network reaches the server exactly once, is merged field by field,
// and comes back to every device that may see it. It is pure: no network, no
// SQL, no files and no clock of its own. The Engine is the server's half over a
// Store, the Replica the device's half over a Local.
//
// # What travels up
//
// One user action writes one [Changeset]: any number of records, whole or not
// at all. Its [Header] names it by device and n, where n counts from 1 without
// gaps, and carries what its author knew ([Moment], signed by the server), the
// device's clock and its estimated offset. Each [Write] names a record, a
// field, a value and the dots it replaces: the writes that its author saw
// there. A [Dot] is "device:n", the name of a changeset's writes.
//
// Each write is hidden behind a salted digest, SHA-256(salt ‖ the exact bytes of
// the write as they are sent), the header carries the hash of
// all digests, and the hash of the header is the prev of the next one. So a
// body can be erased and the chain still verifies, and the salt keeps anybody
// from guessing what stood there. A push is a [Run] of consecutive changesets
// under one signature.
//
// The server takes the next n of a device or says which one it expects. It
// keeps name and hash for ever: the same again gets the first [Receipt], byte
// for byte, another content under the same name is a fork. A receipt is the
// server's durable, signed word; a device that has none repeats.
//
// # Merge
//
// A [Cell] is one field of one record: all writes that no valid write has
// replaced. Joining is a union, so order, repetition and path cannot matter.
// Which value is shown, and whether people are asked, are functions of the
// cell and the field's policy ([models.Policy]); they are never stored as
// decisions. Two values side by side under the policy review are a [Conflict];
// settling it is an ordinary write that replaces the dots shown, so an edit
// that its author had not seen opens it again. Sets and lists have a cell for
// each element. Deleting is a write to a cell of its own that names every dot
// seen; a person's unseen edit revives the record, see [Record.Life].
//
// # Time
//
// No clock is trusted. [EffectiveTime] takes the device's corrected time where
// it lies between the moment its author knew and the arrival, otherwise the
// start of that interval.
//
// # Quarantine
//
// What cannot be represented, or is outside its author's grants, is put aside
// whole, with reasons by field in the receipt. Its dots are void: whoever
// replaces them inherits what they had replaced. A correction is a changeset
// that amends it and takes its place, with its time and context. Records of
// the collection [QuarantineCollection] tell author and owner. A missing field
// or a broken rule never puts anything aside; the server flags it.
//
// # What travels down
//
// The server appends the changed cells of every group of changesets to one log
// with one sequence, taken last inside the transaction, so that no reader can
// pass a change that commits later. A pull ([Engine.Pull]) reads the log for
// the scopes its user holds, from the device's cursor to a point fixed at its
// start; a scope newly granted comes whole first, a lost one is forgotten. The
// device stages pages and applies them in one transaction ([Replica.TakePage]),
// then compares additive checksums and asks anew for what does not fit.
//
// # On the device
//
// Base holds only what the server confirmed, the overlay what was written here.
// Reads lay one over the other, a receipt lifts a changeset out of the overlay
// once base has passed it. So no pull can take an own edit off the screen.
//
// # Who may see what
//
// Every record lives in one [models.Scope]. A [Grant] gives a user a scope with
// a view, full or masked; grants derive from staff, teams, assignments and
// desks and from nothing else. A withheld value travels as its dot and a mask.
package changesync
