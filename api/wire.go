package api

import (
	"encoding/json"

	"fieldsync/sync"
)

// The types in this file are for the document alone: bodies that the engine
// reads and writes by itself, since their exact bytes are signed or summed.

// wireRun is the body of a push.
type wireRun struct {
	Device     string          `json:"device" validate:"max=64"`
	Changesets []wireChangeset `json:"changesets" validate:"min=1,max=1000"`
	Signature  string          `json:"signature" doc:"Ed25519 over 'fieldsync/run/1', newline, device, newline, first n, newline, last n, newline, hash of the last in hexadecimal; base64url"`
}

type wireChangeset struct {
	Header wireHeader   `json:"header" doc:"Its exact bytes are hashed: the hash is the next one's prev"`
	Writes []wireSalted `json:"writes" validate:"max=20000"`
}

type wireHeader struct {
	Device  string       `json:"device" validate:"max=64"`
	N       uint64       `json:"n" validate:"min=1" doc:"Contiguous for each device, from 1"`
	Prev    string       `json:"prev,omitempty" doc:"Hash of changeset n-1, base64url; left out for n = 1"`
	Actor   string       `json:"actor" validate:"max=64"`
	Seen    string       `json:"seen,omitempty" validate:"max=512" doc:"moment of the last finished pull"`
	At      string       `json:"at" validate:"max=40" doc:"Device time, RFC 3339 with zone"`
	Offset  int64        `json:"offset,omitempty" doc:"Estimated server time minus device time, ms"`
	App     string       `json:"app,omitempty" validate:"max=100"`
	Schema  int64        `json:"schema,omitempty"`
	Amends  string       `json:"amends,omitempty" doc:"The quarantined changeset that this one corrects"`
	Records []wireTarget `json:"records,omitempty" validate:"max=500"`
	Carries string       `json:"carries,omitempty" doc:"Exact bytes of a changeset made under an earlier identity, base64url"`
	Root    string       `json:"root" doc:"SHA-256 over the digests of the writes, base64url"`
}

type wireTarget struct {
	Collection string `json:"collection" validate:"max=64"`
	ID         string `json:"id" validate:"max=64"`
	Scope      string `json:"scope" validate:"max=100"`
	New        bool   `json:"new,omitempty"`
}

type wireSalted struct {
	Salt   string     `json:"salt,omitempty" doc:"base64url"`
	Write  *wireWrite `json:"write,omitempty"`
	Digest string     `json:"digest,omitempty" doc:"Instead of both, where the body was erased"`
}

type wireWrite struct {
	Record   int             `json:"r" doc:"Index into records"`
	Field    string          `json:"f"`
	Elem     string          `json:"e,omitempty" doc:"Element of a set or list"`
	Value    json.RawMessage `json:"v"`
	Replaces []string        `json:"x,omitempty" doc:"Dots that the author saw"`
}

// pushAnswer is the answer to a push.
type pushAnswer struct {
	changesync.PushResult
	Receipts []signedReceipt `json:"receipts"`
}

type signedReceipt struct {
	Receipt   changesync.Receipt `json:"receipt"`
	Signature string             `json:"signature" doc:"Ed25519 over 'fieldsync/receipt/1', newline, and the receipt's exact bytes; base64url"`
}

// wirePage is the answer to a pull.
type wirePage struct {
	changesync.Page
	Items []wireRecord `json:"items"`
}

type wireRecord struct {
	Collection string              `json:"collection"`
	ID         string              `json:"id"`
	Scope      string              `json:"scope"`
	Seq        uint64              `json:"seq"`
	Stamps     []wireStamp         `json:"stamps"`
	Cells      map[string]wireCell `json:"cells" doc:"By field, or field and element"`
}

type wireStamp struct {
	Dot  string `json:"dot"`
	At   int64  `json:"at" doc:"Effective time, Unix ms"`
	Said string `json:"said" doc:"The device's claim"`
	By   string `json:"by"`
}

// wireCell is a list of versions, inside an object when writes are awaited.
type wireCell struct{}

type wireAwaiting struct {
	Awaited []string      `json:"awaited"`
	Live    []wireVersion `json:"live"`
}

type wireVersion struct {
	Stamp    int             `json:"s" doc:"Index into stamps"`
	Value    json.RawMessage `json:"v,omitempty"`
	Mask     json.RawMessage `json:"mask,omitempty" doc:"Instead of a withheld value"`
	Replaces []string        `json:"x,omitempty"`
	Was      json.RawMessage `json:"was,omitempty"`
	As       string          `json:"as,omitempty"`
}

func (wireCell) schema(g *schemas) object {
	return object{"oneOf": []any{g.of([]wireVersion(nil)), g.of(wireAwaiting{})}}
}
