package changesync_test

import (
	"bytes"
	"testing"
)

// What a device seals the server opens with crypto/hpke: the sending half
// here is RFC 9180's.
func TestSealedBoxesOpen(t *testing.T) {
	w := newWorld(t)
	for _, plain := range [][]byte{{}, []byte("一次拜访"), bytes.Repeat([]byte{0xff, 0}, 1<<19)} {
		box, err := w.keys.Public().Seal(w.random, plain)
		w.must(err)
		got, err := w.keys.Unseal(box)
		w.must(err)
		if !bytes.Equal(got, plain) {
			t.Errorf("%d bytes came back as %d", len(plain), len(got))
		}
		box[len(box)-1] ^= 1
		if _, err := w.keys.Unseal(box); err == nil {
			t.Error("a changed box opened")
		}
	}
}
