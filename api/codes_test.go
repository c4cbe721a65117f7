package api

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// elsewhere are codes of errors that no route answers with.
var elsewhere = map[string]string{
	"bad_link":      "a scanned code, on the phone",
	"wrong_scope":   "a write of the office, by commands",
	"unknown_field": "erasing, by a command",
	"fixed_field":   "erasing, by a command",
	"server_field":  "erasing, by a command",
	"usage":         "a format on the command line; the route knows the formats",
}

// TestEveryCodeHasAStatus: a coded error that the table does not know would be
// told as a failure of the server's.
func TestEveryCodeHasAStatus(t *testing.T) {
	consts, used := map[string]string{}, map[string]string{}
	for _, dir := range []string{"../sync", "accounts", "export", "."} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range files {
			if !strings.HasSuffix(path, "_test.go") {
				readCodes(t, path, consts, used)
			}
		}
	}
	if len(used) < 40 {
		t.Fatalf("only %d codes found: has the way in which errors are made changed?", len(used))
	}
	for name, where := range used {
		code, known := consts[name]
		if text, err := strconv.Unquote(name); err == nil {
			code, known = text, true
		}
		if _, has := codes[code]; known && !has && elsewhere[code] == "" {
			t.Errorf("%s: %q has no status: give it one in codes.go", where, code)
		}
	}
}

// readCodes collects the constants of a file and the codes of the errors made
// there. What only devices run is passed over.
func readCodes(t *testing.T, path string, consts, used map[string]string) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	base := filepath.Base(path)
	device := strings.HasPrefix(base, "replica") || base == "salvage.go"
	note := func(e ast.Expr) {
		if sel, ok := e.(*ast.SelectorExpr); ok {
			e = sel.Sel
		}
		switch e := e.(type) {
		case *ast.Ident:
			used[e.Name] = set.Position(e.Pos()).String()
		case *ast.BasicLit:
			used[e.Value] = set.Position(e.Pos()).String()
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ValueSpec:
			for i, name := range n.Names {
				if i < len(n.Values) {
					if lit, ok := n.Values[i].(*ast.BasicLit); ok && lit.Kind == token.STRING {
						consts[name.Name], _ = strconv.Unquote(lit.Value)
					}
				}
			}
		case *ast.CallExpr:
			if f, ok := n.Fun.(*ast.Ident); ok && f.Name == "fail" && len(n.Args) > 0 && !device {
				note(n.Args[0])
			}
		case *ast.CompositeLit:
			if sel, ok := n.Type.(*ast.SelectorExpr); !ok || sel.Sel.Name != "Error" || device {
				return true
			}
			for _, e := range n.Elts {
				if kv, ok := e.(*ast.KeyValueExpr); ok && kv.Key.(*ast.Ident).Name == "Code" {
					note(kv.Value)
				}
			}
		}
		return true
	})
}
