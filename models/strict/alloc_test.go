//go:build !race

package strict

import "testing"

// TestCheckDoesNotAllocate stays out of race builds, where sync.Pool forgets
// on purpose.
func TestCheckDoesNotAllocate(t *testing.T) {
	raw := []byte(`{"name":"王小明","visits":[{"n":1},{"n":2}],"ok":true}`)
	n := testing.AllocsPerRun(1000, func() {
		if err := Check(raw, Limits{}); err != nil {
			t.Fatal(err)
		}
	})
	if n != 0 {
		t.Errorf("%v allocations for a check", n)
	}
}
