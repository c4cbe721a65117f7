package changesync

import (
	"fmt"
	"strings"
	"time"

	"fieldsync/models/strict"
)

// Decode reads a changeset and checks everything that it says about itself:
// strict JSON, known members only, caps, the root over its writes. What it
// cannot read is malformed and taken by nobody; whether the writes may be
// applied is decided later.
func Decode(raw []byte) (*Changeset, error) {
	if len(raw) > MaxChangesetBytes*2 {
		return nil, fail(CodeTooLarge, "a changeset may have 1 MiB")
	}
	if err := strict.Check(raw, strict.Limits{MaxBytes: MaxChangesetBytes * 2}); err != nil {
		return nil, malformed("changeset", err)
	}
	return decodeChecked(raw)
}

// decodeChecked is Decode for bytes that passed strict.Check already.
func decodeChecked(raw []byte) (*Changeset, error) {
	c := &Changeset{Raw: raw}
	var header, writes, hash []byte
	err := strict.Object(raw, func(key, value []byte) error {
		switch string(key) {
		case "header":
			header = value
		case "hash":
			hash = value
		case "writes":
			writes = value
		default:
			return fmt.Errorf("unknown member %q", key)
		}
		return nil
	})
	if err == nil && (header == nil || writes == nil) {
		err = fmt.Errorf("header and writes are required")
	}
	if err == nil {
		err = c.readHeader(header)
	}
	if err == nil {
		err = c.readWrites(writes)
	}
	if err != nil {
		return nil, malformed("changeset", err)
	}
	if len(raw) > c.limit() {
		return nil, fail(CodeTooLarge, fmt.Sprintf("a changeset may have %d bytes, this one has %d", c.limit(), len(raw)))
	}
	if err := c.readHashOf(header, hash); err != nil {
		return nil, err
	}
	return c, c.readCarried()
}

// limit leaves room for the envelope of a carried changeset (base64 and header).
func (c *Changeset) limit() int {
	if c.Header.Carries != nil {
		return MaxChangesetBytes*4/3 + 64<<10
	}
	return MaxChangesetBytes
}

func (c *Changeset) readCarried() error {
	if c.Header.Carries == nil {
		return nil
	}
	if len(c.Writes) > 0 || len(c.Header.Records) > 0 {
		return malformed("changeset", fmt.Errorf("a carrier has no writes of its own"))
	}
	inner, err := Decode(c.Header.Carries)
	if err != nil {
		return err
	}
	if inner.Header.Carries != nil {
		return malformed("changeset", fmt.Errorf("a carried changeset carries another"))
	}
	c.Inner = inner
	return nil
}

func malformed(what string, err error) error {
	return fail(CodeMalformed, what+": "+err.Error())
}

func (c *Changeset) readHeader(raw []byte) error {
	h := &c.Header
	err := strict.Object(raw, func(key, value []byte) (err error) {
		switch string(key) {
		case "device":
			h.Device, err = boundedText(value, 64)
		case "n":
			h.N, err = readUint(value)
		case "prev":
			h.Prev, err = readHash(value)
		case "actor":
			h.Actor, err = boundedText(value, 64)
		case "seen":
			h.Seen, err = boundedText(value, 512)
		case "at":
			h.At, err = boundedText(value, 40)
		case "offset":
			h.Offset, err = strict.Int(value)
		case "app":
			h.App, err = boundedText(value, 100)
		case "schema":
			h.Schema, err = strict.Int(value)
		case "amends":
			h.Amends, err = readDot(value)
		case "root":
			h.Root, err = readHash(value)
		case "records":
			h.Records, err = readTargets(value)
		case "carries":
			h.Carries, err = readBase64(value)
		default:
			err = fmt.Errorf("unknown member")
		}
		if err != nil {
			return fmt.Errorf("header %s: %w", key, err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return h.check()
}

func (h *Header) check() error {
	switch {
	case h.Device == "" || strings.ContainsAny(h.Device, ":~/\x00"):
		return fmt.Errorf("header device: missing or with one of : ~ /")
	case h.N == 0:
		return fmt.Errorf("header n: counts from 1")
	case (h.N == 1) != (len(h.Prev) == 0):
		return fmt.Errorf("header prev: the hash of changeset n-1, absent for n = 1")
	case h.Actor == "":
		return fmt.Errorf("header actor: missing")
	case len(h.Root) == 0:
		return fmt.Errorf("header root: missing")
	}
	if _, err := time.Parse(time.RFC3339Nano, h.At); err != nil {
		return fmt.Errorf("header at: not an RFC 3339 time with zone")
	}
	return nil
}
