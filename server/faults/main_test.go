package faults

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"fieldsync/server/trial"
)

func TestMain(m *testing.M) { os.Exit(trial.Main(m, "failpoints")) }

// The programs that people get can neither kill nor bound themselves.
func TestNormalBinariesHaveNoFailpoints(t *testing.T) {
	for _, pkg := range []string{"fieldsync/server", "fieldsync/mobile-client/cmd/field"} {
		for tags, want := range map[string]bool{"": false, "failpoints": true} {
			out, err := exec.Command("go", "list", "-deps", "-tags", tags, pkg).CombinedOutput()
			if err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			if got := strings.Contains(string(out), "fieldsync/mobile-client/failpoint\n"); got != want {
				t.Errorf("%s with tags %q has failpoints: %v", pkg, tags, got)
			}
		}
	}
}
