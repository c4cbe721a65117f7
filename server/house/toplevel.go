package house

import (
	"fmt"
	"slices"
	"strings"
)

// topLevel is all that may stand at the top of the tree, besides dot-files. A
// newcomer sees the whole shape at one glance.
var topLevel = []string{
	"models", "sync", "api", "server", "mobile-client", "testdata", "docs",
	"ARCHITECTURE.md", "Dockerfile", "LICENSE", "Makefile", "README.md", "go.mod", "go.sum",
}

// TopLevel finds what does not belong at the top, and code among the data.
func TopLevel(t *Tree) (findings []string) {
	seen := map[string]bool{}
	for _, f := range t.Files {
		top, _, _ := strings.Cut(f.Path, "/")
		if !seen[top] && !strings.HasPrefix(top, ".") && !slices.Contains(topLevel, top) {
			findings = append(findings, fmt.Sprintf("%s: does not belong at the top level: move it into one of %s", top, strings.Join(topLevel[:7], ", ")))
		}
		seen[top] = true
		if top == "testdata" && f.Code != nil {
			findings = append(findings, f.Path+": testdata holds data only: move the code beside its tests")
		}
	}
	return findings
}
