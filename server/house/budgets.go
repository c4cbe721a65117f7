package house

import (
	"fmt"
	"go/ast"
	"slices"
	"strings"
)

// The budgets, in lines. Short files and functions are read by people who were
// not there when they were written.
const (
	maxFileMedian     = 150
	maxFile           = 500
	maxFunctionMostly = 40 // of nine functions in ten
	maxFunction       = 70
)

// FileLengths finds Go files, tests aside, that are too long, and a median
// that is.
func FileLengths(t *Tree) (findings []string) {
	var lengths []int
	for _, f := range t.code(false) {
		n := strings.Count(f.Text, "\n")
		lengths = append(lengths, n)
		if n > maxFile {
			findings = append(findings, fmt.Sprintf("%s: %d lines, at most %d: split it by idea", f.Path, n, maxFile))
		}
	}
	if m := percentile(lengths, 50); m > maxFileMedian {
		findings = append(findings, fmt.Sprintf("the median file has %d lines, at most %d", m, maxFileMedian))
	}
	return findings
}

// FunctionLengths finds functions, tests aside, that are too long, and a 90th
// percentile that is.
func FunctionLengths(t *Tree) (findings []string) {
	var lengths []int
	for _, f := range t.code(false) {
		for _, fn := range functions(f.Code) {
			n := t.fset.Position(fn.End()).Line - t.fset.Position(fn.Pos()).Line + 1
			lengths = append(lengths, n)
			if n > maxFunction {
				findings = append(findings, t.at(fn.Pos(), "a function of %d lines, at most %d: name its parts", n, maxFunction))
			}
		}
	}
	if p := percentile(lengths, 90); p > maxFunctionMostly {
		findings = append(findings, fmt.Sprintf("the 90th percentile of functions has %d lines, at most %d", p, maxFunctionMostly))
	}
	return findings
}

// functions returns the declared functions of a file, and the literals outside
// of them, which would otherwise be a place to hide.
func functions(file *ast.File) (out []ast.Node) {
	for _, d := range file.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok {
			// The text of the function alone, its comment not counted.
			if fn.Body != nil {
				out = append(out, fn)
			}
			continue
		}
		ast.Inspect(d, func(n ast.Node) bool {
			lit, ok := n.(*ast.FuncLit)
			if ok {
				out = append(out, lit)
			}
			return !ok
		})
	}
	return out
}

// percentile is the smallest value that p of a hundred values do not exceed.
func percentile(values []int, p int) int {
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	return values[(len(values)*p+99)/100-1]
}
