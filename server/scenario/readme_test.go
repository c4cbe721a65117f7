package scenario

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"fieldsync/server/trial"
)

// TestReadme pastes what README.md says to paste, with the addresses and
// folders of this test in the place of its own.
func TestReadme(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, part, ok := strings.Cut(string(text), "## An offline conflict, to paste")
	part, _, ok2 := strings.Cut(part, "\n## ")
	if !ok || !ok2 {
		t.Fatal("README.md has no section to paste from")
	}
	script := "shopt -s expand_aliases\nset -e\n"
	for _, block := range strings.Split(part, "```sh\n")[1:] {
		block, _, _ = strings.Cut(block, "```")
		script += block
	}
	s := trial.NewServer(t)
	phones := t.TempDir()
	script = strings.NewReplacer(
		"http://127.0.0.1:8080", "http://"+s.Addr, ".data/demo", s.Data, "/tmp/", phones+"/",
		"bin/fieldsync", trial.Binary(t, "fieldsync"), "bin/field ", trial.Binary(t, "field")+" ",
	).Replace(script)
	out, err := exec.Command("bash", "-c", script).CombinedOutput()
	if err != nil {
		t.Fatalf("the script failed: %v\n%s", err, out)
	}
	for _, want := range []string{"2 waiting since", "13800003333", "1 open conflict\n", "0 open conflicts", "综合办公室", "safe:", "outside_grants"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("the reader does not see %q:\n%s", want, out)
		}
	}
}
