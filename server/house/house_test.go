package house

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// loaded is the tree this test stands in.
var loaded = sync.OnceValues(func() (*Tree, error) { return Load(root) })

var root = filepath.Join("..", "..")

func realTree(t *testing.T) *Tree {
	t.Helper()
	tree, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func report(t *testing.T, findings []string) {
	t.Helper()
	for _, f := range findings {
		t.Error(f)
	}
}

func TestFileLengths(t *testing.T)     { report(t, FileLengths(realTree(t))) }
func TestFunctionLengths(t *testing.T) { report(t, FunctionLengths(realTree(t))) }
func TestImports(t *testing.T)         { report(t, Imports(realTree(t))) }
func TestClocks(t *testing.T)          { report(t, Clocks(realTree(t))) }
func TestSkips(t *testing.T)           { report(t, Skips(realTree(t))) }
func TestTopLevel(t *testing.T)        { report(t, TopLevel(realTree(t))) }
func TestDocstrings(t *testing.T)      { report(t, Docstrings(realTree(t))) }
func TestPapers(t *testing.T)          { report(t, Papers(realTree(t))) }

func TestLeaks(t *testing.T) {
	settings := []string{os.Getenv("npm_config_registry")}
	if out, err := exec.Command("go", "env", "GOPROXY").Output(); err == nil {
		settings = append(settings, string(out))
	}
	report(t, Leaks(realTree(t), Hosts(settings...)))
}

// TestWasmDeps asks the compiler's own list what the phone's engine holds.
func TestWasmDeps(t *testing.T) {
	var packages []string
	for _, p := range []string{"models/...", "sync/...", "mobile-client", "mobile-client/wasm"} {
		if found, _ := filepath.Glob(filepath.Join(root, strings.TrimSuffix(p, "/..."), "*.go")); len(found) > 0 {
			packages = append(packages, "./"+p)
		}
	}
	deps := goList(t, append([]string{"-deps"}, packages...)...)
	if !slices.Contains(deps, "fieldsync/models") {
		t.Fatalf("go list names no models among %d packages: the check would see nothing", len(deps))
	}
	report(t, WasmDeps(deps))
}

func goList(t *testing.T, args ...string) []string {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list"}, args...)...)
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	out, err := cmd.Output()
	if err != nil {
		stderr := ""
		if e, ok := err.(*exec.ExitError); ok {
			stderr = string(e.Stderr)
		}
		t.Fatalf("go list: %v\n%s", err, stderr)
	}
	return strings.Fields(string(out))
}
