package scenario

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// binaries are built once for all tests of the package.
var binaries = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "fieldsync-scenario")
	if err != nil {
		return "", err
	}
	for name, pkg := range map[string]string{"fieldsync": "fieldsync/server", "field": "fieldsync/mobile-client/cmd/field"} {
		cmd := exec.Command("go", "build", "-buildvcs=false", "-o", filepath.Join(dir, name), pkg)
		if out, err := cmd.CombinedOutput(); err != nil {
			os.Stderr.Write(out)
			return "", err
		}
	}
	return dir, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if dir, err := binaries(); err == nil {
		_ = os.RemoveAll(dir)
	}
	os.Exit(code)
}

func binary(t *testing.T, name string) string {
	t.Helper()
	dir, err := binaries()
	if err != nil {
		t.Fatalf("build the binaries: %v", err)
	}
	return filepath.Join(dir, name)
}

// run executes a binary and gives what it printed and its exit status.
func run(t *testing.T, name string, args ...string) (stdout, stderr []byte, status int) {
	t.Helper()
	cmd := exec.Command(binary(t, name), args...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	if err != nil && cmd.ProcessState == nil {
		t.Fatalf("%s %v: %v", name, args, err)
	}
	return out.Bytes(), errs.Bytes(), cmd.ProcessState.ExitCode()
}
