package house

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// Tree is what the checks look at: the files that are or will be committed.
type Tree struct {
	Files []File
	fset  *token.FileSet
}

// File is one file. Code is nil unless the file is Go.
type File struct {
	Path string // relative to the root, with slashes
	Text string // empty for binary and very large files
	Code *ast.File
}

// maxText is the size up to which a file's content is looked at.
const maxText = 4 << 20

// Load reads the tree below root.
func Load(root string) (*Tree, error) {
	paths, err := list(root)
	if err != nil {
		return nil, err
	}
	content := make(map[string]string, len(paths))
	for _, p := range paths {
		info, err := os.Stat(filepath.Join(root, p))
		if os.IsNotExist(err) {
			continue // removed, and not yet committed
		}
		if err != nil {
			return nil, err
		}
		content[p] = ""
		if !info.Mode().IsRegular() || info.Size() > maxText {
			continue
		}
		data, err := os.ReadFile(filepath.Join(root, p))
		if err != nil {
			return nil, err
		}
		if !bytes.Contains(data, []byte{0}) {
			content[p] = string(data)
		}
	}
	return NewTree(content)
}

// NewTree makes a tree from the texts of its files, by path.
func NewTree(content map[string]string) (*Tree, error) {
	t := &Tree{fset: token.NewFileSet()}
	for path, text := range content {
		f := File{Path: path, Text: text}
		if strings.HasSuffix(path, ".go") {
			code, err := parser.ParseFile(t.fset, path, text, parser.ParseComments|parser.SkipObjectResolution)
			if err != nil {
				return nil, fmt.Errorf("read the tree: %w", err)
			}
			f.Code = code
		}
		t.Files = append(t.Files, f)
	}
	slices.SortFunc(t.Files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return t, nil
}

// list names the files below root, what .gitignore names left out.
func list(root string) ([]string, error) {
	git := exec.Command("git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	if out, err := git.Output(); err == nil {
		return slices.Compact(slices.Sorted(strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00"))), nil
	}
	return walk(root)
}

// walk stands in for git in an unpacked archive.
func walk(root string) (paths []string, err error) {
	skip := map[string]bool{".git": true, "node_modules": true, "bin": true, "dist": true, ".data": true}
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && skip[d.Name()]:
			return filepath.SkipDir
		case d.IsDir():
			return nil
		}
		rel, err := filepath.Rel(root, path)
		paths = append(paths, filepath.ToSlash(rel))
		return err
	})
	return paths, err
}

// code yields the Go files written by hand, tests or not as asked.
func (t *Tree) code(tests bool) []File {
	var out []File
	for _, f := range t.Files {
		if f.Code != nil && !ast.IsGenerated(f.Code) && !inTestdata(f.Path) && isTest(f.Path) == tests {
			out = append(out, f)
		}
	}
	return out
}

// at formats a finding at a place in the code.
func (t *Tree) at(pos token.Pos, format string, args ...any) string {
	p := t.fset.Position(pos)
	return fmt.Sprintf("%s:%d: %s", p.Filename, p.Line, fmt.Sprintf(format, args...))
}

func isTest(path string) bool { return strings.HasSuffix(path, "_test.go") }

func inTestdata(path string) bool {
	return strings.HasPrefix(path, "testdata/") || strings.Contains(path, "/testdata/")
}
