package changesync_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"reflect"
	"runtime/metrics"
	"testing"

	changesync "fieldsync/sync"
)

// FuzzChangeset: whatever is accepted says the truth about itself, by a reader
// of the standard library, and can be written again; whatever is refused is
// refused with a code; neither costs more memory than its size explains.
func FuzzChangeset(f *testing.F) {
	f.Fuzz(func(t *testing.T, raw []byte) {
		before := allocated()
		c, err := changesync.Decode(raw)
		if spent, most := allocated()-before, uint64(1<<20+64*len(raw)); spent > most {
			t.Fatalf("%d bytes took %d bytes of memory, at most %d", len(raw), spent, most)
		}
		if err != nil {
			refusedWith(t, err, changesync.CodeMalformed, changesync.CodeTooLarge)
			return
		}
		again, err := changesync.Decode(bytes.Clone(raw))
		if err != nil || !reflect.DeepEqual(again, c) {
			t.Fatalf("read again: %v\n%+v\n%+v", err, again, c)
		}
		truthful(t, c)
		written(t, c)
	})
}

func refusedWith(t *testing.T, err error, codes ...string) {
	t.Helper()
	for _, code := range codes {
		if codeOf(err) == code {
			return
		}
	}
	t.Fatalf("refused with %q (%v), want one of %v", codeOf(err), err, codes)
}

// allocated is how much this process has ever allocated, in bytes.
func allocated() uint64 {
	s := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}

// saltedWrite is a write as the judge reads it.
type saltedWrite struct {
	Salt, Digest string
	Write        json.RawMessage
}

// judged reads a changeset with the standard library alone.
func judged(t *testing.T, raw []byte) (header json.RawMessage, writes []saltedWrite) {
	t.Helper()
	var c struct {
		Header json.RawMessage
		Writes []saltedWrite
	}
	if err := json.Unmarshal(raw, &c); err != nil {
		t.Fatalf("accepted, and no JSON: %v", err)
	}
	return c.Header, c.Writes
}

// truthful compares hash, root and counts with the bytes.
func truthful(t *testing.T, c *changesync.Changeset) {
	t.Helper()
	header, writes := judged(t, c.Raw)
	if sum := sha256.Sum256(header); !bytes.Equal(sum[:], c.Hash) {
		t.Fatal("the hash is not that of the header's bytes")
	}
	root := sha256.New()
	erased := 0
	for _, w := range writes {
		d, err := base64.RawURLEncoding.DecodeString(w.Digest)
		if w.Digest == "" {
			var salt []byte
			salt, err = base64.RawURLEncoding.DecodeString(w.Salt)
			sum := sha256.Sum256(append(salt, w.Write...))
			d = sum[:]
		} else {
			erased++
		}
		if err != nil {
			t.Fatal(err)
		}
		root.Write(d)
	}
	if !bytes.Equal(root.Sum(nil), c.Header.Root) {
		t.Fatal("the root is not that of the writes")
	}
	if erased != c.Erased || len(c.Writes)+erased != len(writes) {
		t.Fatalf("%d writes and %d erased, there are %d and %d", len(c.Writes), c.Erased, len(writes)-erased, erased)
	}
	inCaps(t, c)
}

func inCaps(t *testing.T, c *changesync.Changeset) {
	t.Helper()
	h := &c.Header
	if len(h.Records) > changesync.MaxChangesetRecords || len(c.Writes) > changesync.MaxChangesetWrites {
		t.Fatal("over the caps")
	}
	if h.N == 0 || (h.N == 1) != (len(h.Prev) == 0) || h.Carries == nil && len(c.Raw) > changesync.MaxChangesetBytes {
		t.Fatalf("a header that cannot be: %+v", h)
	}
	for i := range c.Writes {
		w := &c.Writes[i]
		if w.Record < 0 || w.Record >= len(h.Records) || !json.Valid(w.Value) || len(w.Replaces) > changesync.MaxReplaces {
			t.Fatalf("a write that cannot be: %+v", w)
		}
		if field, elem := changesync.CellField(w.Cell()); field != w.Field || elem != w.Elem {
			t.Fatalf("cell %q is %q of %q", w.Cell(), elem, field)
		}
	}
	device, n, ok := c.Dot().Parts()
	if name := &c.Body().Header; !ok || device != name.Device || n != name.N {
		t.Fatalf("dot %q of %s:%d", c.Dot(), name.Device, name.N)
	}
}

// written encodes what was read and reads it back.
func written(t *testing.T, c *changesync.Changeset) {
	t.Helper()
	if c.Erased > 0 {
		return // a body that is gone cannot be written again
	}
	_, writes := judged(t, c.Raw)
	var salts bytes.Buffer
	for _, w := range writes {
		salt, err := base64.RawURLEncoding.DecodeString(w.Salt)
		if err != nil {
			t.Fatal(err)
		}
		salts.Write(salt)
	}
	mine := &changesync.Changeset{Header: c.Header, Writes: c.Writes}
	if err := mine.Encode(io.Reader(&salts)); err != nil {
		refusedWith(t, err, changesync.CodeTooLarge)
		return
	}
	back, err := changesync.Decode(mine.Raw)
	if err != nil {
		t.Fatalf("written by this program and refused by it: %v\n%s", err, mine.Raw)
	}
	back.Header.Root, mine.Header = nil, c.Header
	mine.Header.Root = nil
	if !sameHeader(back.Header, mine.Header) || !reflect.DeepEqual(back.Writes, c.Writes) {
		t.Fatalf("reads back as\n%+v\nnot\n%+v", back, c)
	}
}

// sameHeader takes an empty list for none.
func sameHeader(a, b changesync.Header) bool {
	if len(a.Records) == 0 && len(b.Records) == 0 {
		a.Records, b.Records = nil, nil
	}
	return reflect.DeepEqual(a, b)
}
