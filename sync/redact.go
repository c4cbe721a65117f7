package changesync

import (
	"crypto/sha256"
	"fmt"

	"fieldsync/models/strict"
)

// Redacted is the changeset without the bodies and salts of some writes: their
// digests stay, so that its hash, its place in the chain and the signature of
// its run hold. It is the changeset itself where nothing is to go; void are the
// writes that went.
//
// An envelope holds what it carries in its header, so its hash cannot be worked
// out any more once something is erased there: it is stated ("hash"), and only
// what follows in the chain vouches for it. What is carried keeps a hash of its
// own that can be checked.
func (c *Changeset) Redacted(gone func(Target, *Write) bool) (out *Changeset, void []Write, err error) {
	if c.Inner != nil {
		inner, void, err := c.Inner.Redacted(gone)
		if err != nil || len(void) == 0 {
			return c, nil, err
		}
		h := c.Header
		h.Carries = inner.Raw
		raw := appendHeader([]byte(`{"header":`), &h)
		raw = append(appendBytes(append(raw, `,"writes":[]`...), "hash", c.Hash), '}')
		out, err = Decode(raw)
		return out, void, err
	}
	for i := range c.Writes {
		if w := &c.Writes[i]; gone(c.Header.Records[w.Record], w) {
			void = append(void, *w)
		}
	}
	if len(void) == 0 {
		return c, nil, nil
	}
	raw, err := c.withDigests(gone)
	if err != nil {
		return nil, nil, err
	}
	out, err = Decode(raw)
	return out, void, err
}

// withDigests writes the bytes of the changeset anew, the header as it was.
func (c *Changeset) withDigests(gone func(Target, *Write) bool) ([]byte, error) {
	var header, writes []byte
	err := strict.Object(c.Raw, func(key, value []byte) error {
		switch string(key) {
		case "header":
			header = value
		case "writes":
			writes = value
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	raw := append(append([]byte(`{"header":`), header...), `,"writes":[`...)
	first := true
	err = strict.Array(writes, func(item []byte) error {
		if !first {
			raw = append(raw, ',')
		}
		first = false
		w, d, erased, err := readSalted(item, len(c.Header.Records))
		switch {
		case err != nil:
			return err
		case erased || !gone(c.Header.Records[w.Record], &w):
			raw = append(raw, item...)
		default:
			raw = append(appendBytes(append(raw, '{'), "digest", d), '}')
		}
		return nil
	})
	return append(raw, ']', '}'), err
}

// readHashOf works out the changeset's hash from its header, or takes the one
// that a redacted envelope states.
func (c *Changeset) readHashOf(header, stated []byte) (err error) {
	if stated == nil {
		sum := sha256.Sum256(header)
		c.Hash = sum[:]
		return nil
	}
	if c.Header.Carries == nil {
		return malformed("changeset", fmt.Errorf("only an envelope states its hash"))
	}
	c.Stated = true
	if c.Hash, err = readHash(stated); err != nil {
		return malformed("changeset", err)
	}
	return nil
}

// voidWrites are writes that had no effect and were not kept, since their
// author did not know yet that the field was erased.
type voidWrites []Write

// withoutErased takes those writes out of a changeset that has just come.
func (g *group) withoutErased(c *Changeset, dev *Device, m knownMoment) (*Changeset, voidWrites, error) {
	if dev.Status == DeviceServer {
		return c, nil, nil
	}
	marked := map[Key]map[string]Mark{}
	for _, t := range c.Body().Header.Records {
		w, err := g.record(t.Key)
		if err != nil {
			return nil, nil, err
		}
		if w != nil && len(w.rec.Erased) > 0 {
			marked[t.Key] = w.rec.Erased
		}
	}
	if len(marked) == 0 {
		return c, nil, nil
	}
	return c.Redacted(func(t Target, w *Write) bool {
		mark := marked[t.Key][w.Field]
		return mark != nil && !mark.seenBy(m)
	})
}

// reasons says in the receipt which writes these are, without what they said.
func (v voidWrites) reasons(body *Changeset) (out []Reason) {
	for i := range v {
		r := reasonFor(body.Header.Records[v[i].Record], v[i].Field, CodeErased,
			"the field was erased; what was written before its author knew that has no effect and is not kept")
		r.ZH = "该字段已依法删除;在得知之前所写的内容无效,且不予保存"
		out = append(out, r)
	}
	return out
}
