package trial

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// packages are what is built, by the name of the binary.
var packages = map[string]string{"fieldsync": "fieldsync/server", "field": "fieldsync/mobile-client/cmd/field"}

// tags are the build tags of the binaries, see Main.
var tags string

// binaries are built once for all tests of a package.
var binaries = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "fieldsync-trial")
	if err != nil {
		return "", err
	}
	for name, pkg := range packages {
		cmd := exec.Command("go", "build", "-buildvcs=false", "-tags", tags, "-o", filepath.Join(dir, name), pkg)
		if out, err := cmd.CombinedOutput(); err != nil {
			_, _ = os.Stderr.Write(out)
			return dir, err
		}
	}
	return dir, nil
})

// Main is the TestMain of a package that plays the binaries, built with the
// given tags. It removes them in the end and returns the exit status.
func Main(m *testing.M, buildTags string) int {
	tags = buildTags
	code := m.Run()
	if dir, _ := binaries(); dir != "" {
		_ = os.RemoveAll(dir)
	}
	return code
}

// Binary is the path of "fieldsync" or "field".
func Binary(t testing.TB, name string) string {
	t.Helper()
	dir, err := binaries()
	if err != nil {
		t.Fatalf("build the binaries: %v", err)
	}
	return filepath.Join(dir, name)
}

// Result is what a binary printed and how it ended; Status is -1 when it was
// killed.
type Result struct {
	Out, Err []byte
	Status   int
}

// Run executes a binary with more variables in its environment. It speaks
// English unless these say otherwise.
func Run(t testing.TB, env []string, name string, args ...string) Result {
	t.Helper()
	cmd := exec.Command(Binary(t, name), args...)
	cmd.Env = append(append(os.Environ(), "LC_ALL=C"), env...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Fatalf("%s %v: %v", name, args, err)
	}
	return Result{out.Bytes(), errs.Bytes(), cmd.ProcessState.ExitCode()}
}
