package changesync_test

import (
	"bytes"
	"crypto/hpke"
	"testing"
)

// Both halves are RFC 9180's: what one of them seals crypto/hpke opens, and the
// other way round.
func TestSealedBoxesOpen(t *testing.T) {
	w := newWorld(t)
	info := []byte("fieldsync/sealed/1")
	for _, plain := range [][]byte{{}, []byte("一次拜访"), bytes.Repeat([]byte{0xff, 0}, 1<<19)} {
		box, err := w.keys.Public().Seal(w.random, plain)
		w.must(err)
		private, err := hpke.NewDHKEMPrivateKey(w.keys.Open)
		w.must(err)
		got, err := hpke.Open(private, hpke.HKDFSHA256(), hpke.AES256GCM(), info, box)
		w.must(err)
		again, err := hpke.Seal(private.PublicKey(), hpke.HKDFSHA256(), hpke.AES256GCM(), info, plain)
		w.must(err)
		back, err := w.keys.Unseal(again)
		w.must(err)
		if !bytes.Equal(got, plain) || !bytes.Equal(back, plain) {
			t.Errorf("%d bytes came back as %d and %d", len(plain), len(got), len(back))
		}
		box[len(box)-1] ^= 1
		if _, err := w.keys.Unseal(box); err == nil {
			t.Error("a changed box opened")
		}
	}
}
