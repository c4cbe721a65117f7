package upgrade

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// binaries are built once for all tests of the package.
var binaries = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "fieldsync-upgrade")
	if err != nil {
		return "", err
	}
	for name, pkg := range map[string]string{"fieldsync": "fieldsync/server", "field": "fieldsync/mobile-client/cmd/field"} {
		if out, err := exec.Command("go", "build", "-buildvcs=false", "-o", filepath.Join(dir, name), pkg).CombinedOutput(); err != nil {
			os.Stderr.Write(out)
			return dir, err
		}
	}
	return dir, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if dir, _ := binaries(); dir != "" {
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

// run executes a binary.
func run(t *testing.T, env []string, name string, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	cmd := exec.Command(binary(t, name), args...)
	cmd.Env = append(os.Environ(), env...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return out.String(), errs.String(), cmd.ProcessState.ExitCode()
}

// into runs a binary that has to succeed and reads what it prints.
func into(t *testing.T, v any, env []string, name string, args ...string) {
	t.Helper()
	out, errs, status := run(t, env, name, args...)
	if status != 0 {
		t.Fatalf("%s %v: status %d\n%s%s", name, args, status, out, errs)
	}
	if v == nil {
		return
	}
	if err := json.Unmarshal([]byte(out), v); err != nil {
		t.Fatalf("%s %v: %v in %s", name, args, err, out)
	}
}

// served starts the server on a folder and gives its address.
func served(t *testing.T, data string) (url string) {
	t.Helper()
	cmd := exec.Command(binary(t, "fieldsync"), "serve", "--data", data, "--addr", "127.0.0.1:0")
	log, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
	})
	lines := bufio.NewReader(log)
	for url == "" {
		line, err := lines.ReadString('\n')
		if _, rest, found := strings.Cut(line, "Fieldsync serves "); found {
			url, _, _ = strings.Cut(rest, " ")
		} else if err != nil {
			t.Fatalf("the server does not start: %s", line)
		}
	}
	go func() { _, _ = lines.WriteTo(discard{}) }()
	return url
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }

// verified runs verify on a folder.
func verified(t *testing.T, data string) {
	t.Helper()
	var report struct {
		OK                  bool
		Problems            []string
		Changesets, Records int
	}
	into(t, &report, nil, "fieldsync", "verify", "--data", data, "--json")
	if !report.OK || len(report.Problems) > 0 || report.Changesets == 0 || report.Records == 0 {
		t.Errorf("verify: %+v", report)
	}
}
