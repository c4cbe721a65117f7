package house

import (
	"go/ast"
	"path"
	"slices"
	"strconv"
)

// callRule forbids the use of some names of a package in some files.
type callRule struct {
	folders []string // nil: everywhere
	tests   bool     // test files, or all others
	pkg     string
	names   []string
	reason  string
}

var callRules = []callRule{
	{
		folders: []string{"models/...", "sync/..."},
		pkg:     "time",
		names:   []string{"Now", "Since", "Until", "After", "AfterFunc", "Sleep", "Tick", "NewTicker", "NewTimer"},
		reason:  "the core reads no wall clock: take the time, or a clock, as an argument",
	},
	{
		folders: []string{"models/...", "sync/..."},
		pkg:     "github.com/google/uuid",
		names:   []string{"New", "NewString", "NewUUID", "NewRandom", "NewV6", "NewV7"},
		reason:  "the core makes no random ids: take the id or a source of randomness as an argument",
	},
	{
		tests:  true,
		pkg:    "time",
		names:  []string{"Sleep"},
		reason: "a test that sleeps is slow or flaky: wait for a channel, inject a clock, or use testing/synctest",
	},
}

// Clocks finds wall clocks and randomness in the core, and sleeping tests.
func Clocks(t *Tree) (findings []string) {
	for _, r := range callRules {
		for _, f := range t.code(r.tests) {
			if r.folders == nil || matches(r.folders, path.Dir(f.Path)) {
				findings = append(findings, r.uses(t, f)...)
			}
		}
	}
	return findings
}

// uses finds the rule's names in one file, also where they are not called but
// handed on.
func (r callRule) uses(t *Tree, f File) (findings []string) {
	local := localName(f.Code, r.pkg)
	if local == "" {
		return nil
	}
	ast.Inspect(f.Code, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if x, ok := sel.X.(*ast.Ident); ok && x.Name == local && slices.Contains(r.names, sel.Sel.Name) {
			findings = append(findings, t.at(sel.Pos(), "uses %s.%s: %s", local, sel.Sel.Name, r.reason))
		}
		return true
	})
	return findings
}

// localName is what the file calls the package, "" when it does not import it.
func localName(file *ast.File, pkg string) string {
	for _, spec := range file.Imports {
		if p, err := strconv.Unquote(spec.Path.Value); err == nil && p == pkg {
			if spec.Name != nil {
				return spec.Name.Name
			}
			return path.Base(pkg)
		}
	}
	return ""
}

// Skips finds tests that are skipped without a word: the summary of make test
// prints the reason of each.
func Skips(t *Tree) (findings []string) {
	for _, f := range t.code(true) {
		ast.Inspect(f.Code, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) > 0 {
				return true
			}
			if sel, ok := call.Fun.(*ast.SelectorExpr); ok && (sel.Sel.Name == "SkipNow" || sel.Sel.Name == "Skip") {
				findings = append(findings, t.at(call.Pos(), "skips without a reason: give %s the reason as text", "t.Skip"))
			}
			return true
		})
	}
	return findings
}
