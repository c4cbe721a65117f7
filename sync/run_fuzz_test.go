package changesync_test

import (
	"bytes"
	"crypto/ed25519"
	"reflect"
	"testing"

	changesync "fieldsync/sync"
)

// FuzzRun: an accepted push is a chain of changesets each of which is accepted
// alone; its signature holds for its last hash and for nothing else.
func FuzzRun(f *testing.F) {
	key := fixedKey(2)
	public := key.Public().(ed25519.PublicKey)
	_, amending, _ := goldenChain(f)
	f.Fuzz(func(t *testing.T, raw []byte) {
		before := allocated()
		r, err := changesync.DecodeRun(raw)
		if spent, most := allocated()-before, uint64(1<<20+64*len(raw)); spent > most {
			t.Fatalf("%d bytes took %d bytes of memory, at most %d", len(raw), spent, most)
		}
		if err != nil {
			refusedWith(t, err, changesync.CodeMalformed, changesync.CodeTooLarge, changesync.CodeBadChain)
			return
		}
		chained(t, r)
		first, last := r.Changesets[0], r.Changesets[len(r.Changesets)-1]
		if r.Verify(public) == nil && last.Header.N == 2 && r.Device == deviceA && !bytes.Equal(last.Hash, amending.Hash) {
			t.Fatal("a signature over another content was accepted")
		}
		if r.Verify(nil) == nil || r.Verify(public[:5]) == nil {
			t.Fatal("half a key verifies")
		}
		var raws [][]byte
		for _, c := range r.Changesets {
			raws = append(raws, c.Raw)
		}
		back, err := changesync.DecodeRun(changesync.EncodeRun(r.Device, raws, first.Header.N, last.Header.N, last.Hash, key))
		if err != nil {
			refusedWith(t, err, changesync.CodeTooLarge) // names with escapes grow
			return
		}
		if !reflect.DeepEqual(back.Changesets, r.Changesets) || back.Verify(public) != nil {
			t.Fatal("signed and sent on, the run is another")
		}
	})
}

func chained(t *testing.T, r *changesync.Run) {
	t.Helper()
	if len(r.Changesets) == 0 || len(r.Changesets) > changesync.MaxRunChangesets {
		t.Fatalf("%d changesets", len(r.Changesets))
	}
	for i, c := range r.Changesets {
		alone, err := changesync.Decode(c.Raw)
		if err != nil || !reflect.DeepEqual(alone, c) {
			t.Fatalf("changeset %d alone: %v\n%+v\nin the run\n%+v", i, err, alone, c)
		}
		truthful(t, c)
		if c.Header.Device != r.Device {
			t.Fatal("a changeset of another device")
		}
		if i == 0 {
			continue
		}
		if p := r.Changesets[i-1]; c.Header.N != p.Header.N+1 || !bytes.Equal(c.Header.Prev, p.Hash) {
			t.Fatalf("changeset %d does not follow %d", c.Header.N, p.Header.N)
		}
	}
}
