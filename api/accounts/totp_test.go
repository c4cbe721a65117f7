package accounts

import "testing"

// TestOneTimeCodes: the vectors of RFC 6238, appendix B, for SHA-1; of eight
// digits there the last six are ours.
func TestOneTimeCodes(t *testing.T) {
	secret := []byte("12345678901234567890")
	for at, want := range map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		if got := oneTimeCode(secret, at/30); got != want {
			t.Errorf("at %d: %s, want %s", at, got, want)
		}
		for late, ok := range map[int64]bool{-60: false, -30: true, 0: true, 30: true, 60: false} {
			if at+late < 0 {
				continue
			}
			step, got := stepOf(secret, want, (at+late)*1000, 0)
			if got != ok || ok && step != at/30 {
				t.Errorf("%d s late: %v, step %d", late, got, step)
			}
			if _, again := stepOf(secret, want, (at+late)*1000, at/30); again {
				t.Errorf("%d s late: taken twice", late)
			}
		}
	}
	if got := secretText(secret); got != "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" {
		t.Errorf("as text: %s", got)
	}
}
