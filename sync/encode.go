package changesync

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"

	"fieldsync/models"
)

const saltBytes = 12

// Encode makes the bytes of a changeset: it draws the salts, computes the root
// and fills Raw, Hash and Header.Root. The result is refused when it is over
// one of the caps.
func (c *Changeset) Encode(random io.Reader) error {
	if err := c.checkCaps(); err != nil {
		return err
	}
	body := []byte{'['}
	root := sha256.New()
	var salt [saltBytes]byte
	for i := range c.Writes {
		if _, err := io.ReadFull(random, salt[:]); err != nil {
			return fmt.Errorf("draw a salt: %w", err)
		}
		if i > 0 {
			body = append(body, ',')
		}
		body = append(body, `{"salt":"`...)
		body = base64.RawURLEncoding.AppendEncode(body, salt[:])
		body = append(body, `","write":`...)
		start := len(body)
		body = appendWrite(body, &c.Writes[i])
		d := digest(salt[:], body[start:])
		root.Write(d[:])
		body = append(body, '}')
	}
	c.Header.Root = root.Sum(nil)
	header := appendHeader(nil, &c.Header)
	sum := sha256.Sum256(header)
	c.Hash = sum[:]
	c.Raw = append(append(append(append([]byte(`{"header":`), header...), `,"writes":`...), body...), ']', '}')
	if len(c.Raw) > MaxChangesetBytes {
		return fail(CodeTooLarge, fmt.Sprintf("a changeset may have %d bytes, this one has %d: split it", MaxChangesetBytes, len(c.Raw)))
	}
	return nil
}

func (c *Changeset) checkCaps() error {
	if n := len(c.Header.Records); n > MaxChangesetRecords {
		return fail(CodeTooLarge, fmt.Sprintf("a changeset may write %d records, this one writes %d: split it", MaxChangesetRecords, n))
	}
	if n := len(c.Writes); n > MaxChangesetWrites {
		return fail(CodeTooLarge, fmt.Sprintf("a changeset may have %d writes, this one has %d: split it", MaxChangesetWrites, n))
	}
	for i := range c.Writes {
		if n := len(c.Writes[i].Replaces); n > MaxReplaces {
			return &models.Error{Code: CodeTooLarge, Field: c.Writes[i].Field,
				Message: fmt.Sprintf("a write may replace %d others, this one replaces %d", MaxReplaces, n)}
		}
	}
	return nil
}

// digest hides a write behind its salt, so that what was erased cannot be
// guessed from what stays in the chain.
func digest(salt, write []byte) [sha256.Size]byte {
	buf := make([]byte, 0, 256)
	buf = append(append(buf, salt...), write...)
	return sha256.Sum256(buf)
}

func appendHeader(b []byte, h *Header) []byte {
	b = appendText(append(b, '{'), "device", h.Device)
	b = appendUint(b, "n", h.N)
	if len(h.Prev) > 0 {
		b = appendBytes(b, "prev", h.Prev)
	}
	b = appendText(b, "actor", h.Actor)
	if h.Seen != "" {
		b = appendText(b, "seen", h.Seen)
	}
	b = appendText(b, "at", h.At)
	b = appendInt(b, "offset", h.Offset)
	b = appendText(b, "app", h.App)
	b = appendInt(b, "schema", h.Schema)
	if h.Amends != "" {
		b = appendText(b, "amends", string(h.Amends))
	}
	b = append(appendMember(b, "records"), '[')
	for i, t := range h.Records {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendText(append(b, '{'), "collection", t.Collection)
		b = appendText(b, "id", t.ID)
		b = appendText(b, "scope", string(t.Scope))
		if t.New {
			b = append(appendMember(b, "new"), "true"...)
		}
		b = append(b, '}')
	}
	b = append(b, ']')
	if h.Carries != nil {
		b = appendBytes(b, "carries", h.Carries)
	}
	return append(appendBytes(b, "root", h.Root), '}')
}

func appendWrite(b []byte, w *Write) []byte {
	b = appendInt(append(b, '{'), "r", int64(w.Record))
	b = appendText(b, "f", w.Field)
	if w.Elem != "" {
		b = appendText(b, "e", w.Elem)
	}
	b = append(appendMember(b, "v"), w.Value...)
	if len(w.Replaces) > 0 {
		b = appendDots(b, "x", w.Replaces)
	}
	return append(b, '}')
}
