package slim_test

import (
	"testing"

	"fieldsync/mobile-client/wasm/slim"
)

// TestOthersAreRefused: what is no engine is said to be none, whatever it is.
// That a slimmed one runs is shown by the tests of the engine, which are run on it.
func TestOthersAreRefused(t *testing.T) {
	for _, raw := range []string{"", "no program", "\x00asm\x01\x00\x00\x00", "\x00asm\x01\x00\x00\x00\x0b\x08\x01\x00\x41\x00\x0b\x01x", "\x00asm\x01\x00\x00\x00\x0b\xff\xff\xff\xff\x0f\x01\x00\x41"} {
		if out, err := slim.Lines([]byte(raw)); err == nil {
			t.Errorf("%q became %q", raw, out)
		}
	}
}
