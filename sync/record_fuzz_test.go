package changesync_test

import (
	"bytes"
	"crypto/ed25519"
	"reflect"
	"testing"

	"fieldsync/models"
	"fieldsync/models/strict"
	changesync "fieldsync/sync"
)

// FuzzRecord: a record or version that can be read is written to bytes that
// say the same, and these are stable. What a store or page holds was judged on
// arrival, so other texts than JSON must only not break the reader.
func FuzzRecord(f *testing.F) {
	col := models.Default().Collection("key_person")
	f.Fuzz(func(t *testing.T, raw []byte) {
		v, versionErr := changesync.DecodeVersion(raw)
		r, err := changesync.DecodeRecord(raw)
		if strict.Check(raw, strict.Limits{MaxDepth: 1000}) != nil {
			return
		}
		if versionErr == nil && wholeVersion(&v) {
			enc := changesync.EncodeVersion(&v)
			if back, err := changesync.DecodeVersion(enc); err != nil || !bytes.Equal(changesync.EncodeVersion(&back), enc) {
				t.Fatalf("version %s: %v, read back %+v", enc, err, back)
			}
		}
		if err != nil {
			return
		}
		for _, one := range []*changesync.Record{r, r.SeenBy(changesync.Viewer{View: "bo", User: "csm01"}, col), r.SeenBy(changesync.Viewer{View: "csm", User: "csm01"}, col), r.Clone()} {
			if one != nil {
				stable(t, one)
			}
		}
		if r.Life(col) == changesync.Alive && len(r.Cells[changesync.DeletedField].Live) == 0 && len(r.Dots()) == 0 && len(r.Values(col)) > 0 {
			t.Fatal("values without a write")
		}
		_, _ = r.OpenFields(col), r.Values(nil)
	})
}

// wholeVersion leaves out what no writer makes: a version without its parts.
func wholeVersion(v *changesync.Version) bool { return v.Dot != "" }

func stable(t *testing.T, r *changesync.Record) {
	t.Helper()
	enc := r.Encode()
	back, err := changesync.DecodeRecord(enc)
	if err != nil {
		if undotted(r) {
			return
		}
		t.Fatalf("written and not readable: %v\n%s", err, enc)
	}
	if again := back.Encode(); !bytes.Equal(again, enc) {
		t.Fatalf("written again it is\n%s\nnot\n%s", again, enc)
	}
	if back.Key != r.Key || back.Scope != r.Scope || back.Seq != r.Seq || len(back.Cells) != len(r.Cells) {
		t.Fatalf("reads back as %+v, was %+v", back, r)
	}
	for name, cell := range r.Cells {
		other := back.Cells[name]
		if len(other.Live) != len(cell.Live) || !reflect.DeepEqual(other.Dots(), cell.Dots()) || len(other.Awaited) != len(cell.Awaited) {
			t.Fatalf("cell %q reads back as %+v, was %+v", name, other, cell)
		}
		for i := range cell.Live {
			if !bytes.Equal(cell.Live[i].Value, other.Live[i].Value) {
				t.Fatalf("value %s became %s", cell.Live[i].Value, other.Live[i].Value)
			}
		}
	}
}

// undotted says that a version has no dot, which no writer makes.
func undotted(r *changesync.Record) bool {
	for _, cell := range r.Cells {
		for i := range cell.Live {
			if cell.Live[i].Dot == "" {
				return true
			}
		}
	}
	return false
}

// FuzzMoment: a token that verifies is the one that was signed.
func FuzzMoment(f *testing.F) {
	public := fixedKey(1).Public().(ed25519.PublicKey)
	f.Fuzz(func(t *testing.T, token string) {
		m, err := changesync.VerifyMoment(token, public)
		if err != nil {
			refusedWith(t, err, changesync.CodeMalformed, changesync.CodeBadSignature)
			return
		}
		if m != goldenMoment {
			t.Fatalf("%q verifies and says %+v", token, m)
		}
	})
}
