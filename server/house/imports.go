package house

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
)

// Imports finds imports against the direction of the tree. Tests may import
// what they like: they are in no binary.
func Imports(t *Tree) (findings []string) {
	for _, f := range t.code(false) {
		folder := path.Dir(f.Path)
		for _, spec := range f.Code.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				continue // does not parse as an import; the compiler says so
			}
			for _, r := range broken(folder, name) {
				findings = append(findings, t.at(spec.Pos(), "imports %s: %s", name, r.reason))
			}
		}
	}
	return findings
}

func broken(folder, name string) (rules []importRule) {
	for _, r := range importRules {
		stranger := r.modules != nil && isModule(name) && !matches(r.modules, name)
		if r.holdsIn(folder) && (stranger || matches(r.forbid, name)) {
			rules = append(rules, r)
		}
	}
	return rules
}

func (r importRule) holdsIn(folder string) bool {
	return matches(r.folders, folder) && !matches(r.except, folder)
}

// matches tells whether name is one of the patterns.
func matches(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool {
		base, below := strings.CutSuffix(p, "/...")
		return name == base || below && strings.HasPrefix(name, base+"/")
	})
}

// isModule tells a path outside the standard library by the dot in its first
// part, or by its being ours.
func isModule(name string) bool {
	first, _, _ := strings.Cut(name, "/")
	return strings.Contains(first, ".") || first == "fieldsync"
}

// WasmDeps finds packages that the phone's engine must not hold, in the output
// of go list -deps.
func WasmDeps(deps []string) (findings []string) {
	for _, d := range deps {
		if matches(wasmForbidden, d) {
			findings = append(findings, fmt.Sprintf("the wasm build of mobile-client holds %s, which is too heavy for a phone or not its business", d))
		}
	}
	return findings
}
