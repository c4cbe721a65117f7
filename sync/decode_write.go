package changesync

import (
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"strings"

	"fieldsync/models"
	"fieldsync/models/strict"
)

func readTargets(raw []byte) ([]Target, error) {
	var out []Target
	seen := map[Key]bool{}
	err := strict.Array(raw, func(item []byte) error {
		if len(out) == MaxChangesetRecords {
			return fmt.Errorf("more than %d records", MaxChangesetRecords)
		}
		t, err := readTarget(item)
		if err == nil && seen[t.Key] {
			err = fmt.Errorf("%s stands twice", t.Key)
		}
		seen[t.Key] = true
		out = append(out, t)
		return err
	})
	return out, err
}

func readTarget(raw []byte) (t Target, err error) {
	err = strict.Object(raw, func(key, value []byte) (err error) {
		switch string(key) {
		case "collection":
			t.Collection, err = boundedText(value, 64)
		case "id":
			t.ID, err = boundedText(value, 64)
		case "scope":
			var s string
			s, err = boundedText(value, 100)
			t.Scope = models.Scope(s)
		case "new":
			t.New, err = strict.Bool(value)
		default:
			err = fmt.Errorf("unknown member %q", key)
		}
		return err
	})
	if err == nil && (t.Collection == "" || t.ID == "" || t.Scope == "") {
		err = fmt.Errorf("collection, id and scope are required")
	}
	if err == nil && strings.ContainsAny(t.Collection+t.ID, "/\x00") {
		err = fmt.Errorf("collection and id contain no /")
	}
	return t, err
}

func (c *Changeset) readWrites(raw []byte) error {
	root := sha256.New()
	type cellKey struct {
		record int
		cell   string
	}
	seen := map[cellKey]bool{}
	err := strict.Array(raw, func(item []byte) error {
		if len(c.Writes) == MaxChangesetWrites {
			return fmt.Errorf("more than %d writes", MaxChangesetWrites)
		}
		w, d, erased, err := readSalted(item, len(c.Header.Records))
		if err != nil {
			return fmt.Errorf("write %d: %w", len(c.Writes)+c.Erased, err)
		}
		root.Write(d)
		if erased {
			c.Erased++
			return nil
		}
		k := cellKey{w.Record, w.Cell()}
		if seen[k] {
			return fmt.Errorf("write %d: %s is written twice", len(c.Writes), w.Cell())
		}
		seen[k] = true
		c.Writes = append(c.Writes, w)
		return nil
	})
	if err != nil {
		return err
	}
	if subtle.ConstantTimeCompare(root.Sum(nil), c.Header.Root) != 1 {
		return fmt.Errorf("header root: does not match the writes")
	}
	return nil
}

// readSalted reads {"salt","write"}, or {"digest"} where the body was erased.
func readSalted(raw []byte, records int) (w Write, d []byte, erased bool, err error) {
	var salt, write []byte
	err = strict.Object(raw, func(key, value []byte) (err error) {
		switch string(key) {
		case "salt":
			salt, err = readBase64(value)
		case "write":
			write = value
		case "digest":
			d, err = readHash(value)
		default:
			err = fmt.Errorf("unknown member %q", key)
		}
		return err
	})
	switch {
	case err != nil:
		return w, nil, false, err
	case d != nil && salt == nil && write == nil:
		return w, d, true, nil
	case d != nil || len(salt) != saltBytes || write == nil:
		return w, nil, false, fmt.Errorf("needs salt and write, or digest alone")
	}
	sum := digest(salt, write)
	w, err = readWrite(write, records)
	return w, sum[:], false, err
}

func readWrite(raw []byte, records int) (w Write, err error) {
	record := int64(-1)
	err = strict.Object(raw, func(key, value []byte) (err error) {
		switch string(key) {
		case "r":
			record, err = strict.Int(value)
		case "f":
			w.Field, err = boundedText(value, 64)
		case "e":
			w.Elem, err = boundedText(value, 4096)
		case "v":
			w.Value = value
		case "x":
			w.Replaces, err = readDots(value)
		default:
			err = fmt.Errorf("unknown member %q", key)
		}
		return err
	})
	switch {
	case err != nil:
	case record < 0 || record >= int64(records):
		err = fmt.Errorf("r: no such record in the header")
	case w.Field == "" || strings.ContainsAny(w.Field, "/\x00"):
		err = fmt.Errorf("f: missing or with a /")
	case w.Value == nil:
		err = fmt.Errorf("v: missing")
	}
	w.Record = int(record)
	return w, err
}
