package house

import (
	"fmt"
	"strings"
)

// Papers finds what README.md and ARCHITECTURE.md must say and do not: the two
// commands, and every direct dependency with its version.
func Papers(t *Tree) (findings []string) {
	readme, ok := t.text("README.md")
	if !ok {
		findings = append(findings, "README.md is missing: say what this is and how to start it")
	}
	for _, command := range []string{"make run", "make test"} {
		if ok && !strings.Contains(readme, command) {
			findings = append(findings, fmt.Sprintf("README.md does not name %q", command))
		}
	}
	architecture, ok := t.text("ARCHITECTURE.md")
	if !ok {
		return append(findings, "ARCHITECTURE.md is missing: argue the design and name the dependencies")
	}
	mod, _ := t.text("go.mod")
	for _, dep := range directDeps(mod) {
		if !sameLine(architecture, dep.path, dep.version) {
			findings = append(findings, fmt.Sprintf("ARCHITECTURE.md does not name %s with version %s on one line: say why it was chosen", dep.path, dep.version))
		}
	}
	return findings
}

func (t *Tree) text(path string) (string, bool) {
	for _, f := range t.Files {
		if f.Path == path {
			return f.Text, true
		}
	}
	return "", false
}

type dependency struct{ path, version string }

// directDeps reads the requirements that go.mod does not mark as indirect.
func directDeps(mod string) (deps []dependency) {
	inBlock := false
	for line := range strings.Lines(mod) {
		line = strings.TrimSpace(line)
		switch {
		case line == "require (":
			inBlock = true
			continue
		case line == ")":
			inBlock = false
		case strings.HasPrefix(line, "require "):
			line = strings.TrimPrefix(line, "require ")
		case !inBlock:
			continue
		}
		fields := strings.Fields(line)
		if len(fields) >= 2 && !strings.HasSuffix(line, "// indirect") {
			deps = append(deps, dependency{fields[0], fields[1]})
		}
	}
	return deps
}

// sameLine tells whether one line holds both words, whole.
func sameLine(text, path, version string) bool {
	for line := range strings.Lines(text) {
		words := strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune(" \t\n|`*()[],;:", r) })
		hasPath, hasVersion := false, false
		for _, w := range words {
			w = strings.TrimSuffix(w, ".")
			hasPath = hasPath || w == path
			hasVersion = hasVersion || w == version
		}
		if hasPath && hasVersion {
			return true
		}
	}
	return false
}
