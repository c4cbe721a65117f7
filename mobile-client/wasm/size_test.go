//go:build !js

package main_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"fieldsync/mobile-client/wasm/slim"
)

// maxSize is the budget of the engine in a browser's download, brotli.
const maxSize = 1_300_000

func command(t *testing.T, name string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Fatalf("%s is needed for this test and is not installed: %v", name, err)
	}
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, stderr.String())
	}
	return strings.TrimSpace(string(out))
}

// engine is the path of the engine as it is shipped, built once for all tests.
func engine(t *testing.T) string {
	t.Helper()
	shipped.Do(func() {
		// Opened, so that a kept result is not repeated after one has changed.
		for _, pattern := range []string{"*.go", "../*/*_js.go", "../localdb/*.js"} {
			files, _ := filepath.Glob(pattern)
			for _, name := range files {
				_, _ = os.ReadFile(name)
			}
		}
		binary := filepath.Join(shipped.dir, "fieldsync.wasm")
		build(t, binary)
		shipped.binary = binary
	})
	if t.Failed() || shipped.binary == "" {
		t.FailNow()
	}
	return shipped.binary
}

var shipped struct {
	sync.Once
	dir, binary string
}

// TestMain gives the built engine a folder.
func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "fieldsync-wasm-")
	if err != nil {
		panic(err)
	}
	shipped.dir = dir
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// build makes the engine as it is shipped. Without inlining it is a tenth
// smaller to download, and decoding at most a fifth slower; the tables of files
// and lines would be a twentieth.
func build(t *testing.T, binary string) {
	t.Helper()
	command(t, "go", "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-gcflags=all=-l", "-o", binary, ".")
	raw, err := os.ReadFile(binary)
	if err != nil {
		t.Fatal(err)
	}
	if raw, err = slim.Lines(raw); err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(raw, []byte("fieldsync/sync.(*Replica).")) || bytes.Contains(raw, []byte("runtime.gcDrain\x00")) {
		t.Error("our functions keep their names, others lose them")
	}
	if err := os.WriteFile(binary, raw, 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestSize builds the engine as it is shipped and weighs it.
func TestSize(t *testing.T) {
	binary := engine(t)
	const weigh = `const z = require('zlib'), fs = require('fs')
		const raw = fs.readFileSync(process.argv[1])
		const params = {[z.constants.BROTLI_PARAM_QUALITY]: 11, [z.constants.BROTLI_PARAM_SIZE_HINT]: raw.length, [z.constants.BROTLI_PARAM_LGWIN]: 24}
		console.log(z.brotliCompressSync(raw, {params}).length)`
	size, err := strconv.Atoi(command(t, "node", "-e", weigh, binary))
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d bytes", size)
	if size > maxSize {
		t.Errorf("the engine has %d bytes in brotli, at most %d", size, maxSize)
	}
}

// TestImports: what would make the engine heavy must not slip in.
func TestImports(t *testing.T) {
	deps := strings.Fields(command(t, "go", "list", "-deps", "."))
	for _, dep := range deps {
		for _, heavy := range []string{"net/http", "database/sql", "github.com/go-playground/validator", "github.com/nyaruka/phonenumbers", "modernc.org"} {
			small := dep == "database/sql/driver" // interfaces only, by way of uuid
			if dep == heavy || strings.HasPrefix(dep, heavy+"/") && !small {
				t.Errorf("the engine imports %s", dep)
			}
		}
	}
	if len(deps) < 50 {
		t.Errorf("only %d packages were looked at", len(deps))
	}
}
