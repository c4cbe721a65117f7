package house

import (
	"go/ast"
	"path"
	"strings"
)

// Docstrings finds exported names and packages without a comment. Commands are
// left out of the first: their names are nobody else's business.
func Docstrings(t *Tree) (findings []string) {
	documented := map[string]bool{}
	first := map[string]File{}
	for _, f := range t.code(false) {
		folder := path.Dir(f.Path)
		if _, ok := first[folder]; !ok {
			first[folder] = f
		}
		documented[folder] = documented[folder] || hasText(f.Code.Doc)
		if f.Code.Name.Name == "main" {
			continue
		}
		for _, d := range f.Code.Decls {
			findings = append(findings, undocumented(t, d)...)
		}
	}
	for folder, f := range first {
		if !documented[folder] {
			findings = append(findings, t.at(f.Code.Package, "package %s has no comment: say in one file what it is for", f.Code.Name.Name))
		}
	}
	return findings
}

func undocumented(t *Tree, d ast.Decl) (findings []string) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() && exportedReceiver(d) && !hasText(d.Doc) {
			findings = append(findings, t.at(d.Pos(), "exported %s has no comment: say what it means and when it fails", d.Name.Name))
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			for _, name := range exportedNames(spec) {
				if !hasText(d.Doc) && !specDocumented(spec) {
					findings = append(findings, t.at(name.Pos(), "exported %s has no comment: say what it means, with its unit", name.Name))
				}
			}
		}
	}
	return findings
}

// exportedReceiver tells functions and methods of exported types from methods
// that nobody outside can name.
func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil || len(d.Recv.List) == 0 {
		return true
	}
	typ := d.Recv.List[0].Type
	for {
		switch x := typ.(type) {
		case *ast.StarExpr:
			typ = x.X
		case *ast.IndexExpr:
			typ = x.X
		case *ast.IndexListExpr:
			typ = x.X
		case *ast.Ident:
			return x.IsExported()
		default:
			return true
		}
	}
}

func exportedNames(spec ast.Spec) (names []*ast.Ident) {
	var all []*ast.Ident
	switch s := spec.(type) {
	case *ast.TypeSpec:
		all = []*ast.Ident{s.Name}
	case *ast.ValueSpec:
		all = s.Names
	}
	for _, n := range all {
		if n.IsExported() {
			names = append(names, n)
		}
	}
	return names
}

func specDocumented(spec ast.Spec) bool {
	switch s := spec.(type) {
	case *ast.TypeSpec:
		return hasText(s.Doc) || hasText(s.Comment)
	case *ast.ValueSpec:
		return hasText(s.Doc) || hasText(s.Comment)
	}
	return true
}

func hasText(c *ast.CommentGroup) bool {
	return c != nil && strings.TrimSpace(c.Text()) != ""
}
