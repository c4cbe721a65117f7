package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestMessagesHaveChinese reads what the office's commands say out of their
// sources: every message has its Chinese, and none is left over.
func TestMessagesHaveChinese(t *testing.T) {
	english := map[string]bool{"cmd_sim.go": true, "cmd_bench.go": true, "settings.go": true}
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	words := regexp.MustCompile(`[a-z]{3,}`)
	said := map[string]bool{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") || english[name] {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 {
				return true
			}
			fn, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || fn.Sel.Name != "say" && fn.Sel.Name != "note" && fn.Sel.Name != "text" {
				return true
			}
			if lit, ok := call.Args[0].(*ast.BasicLit); ok {
				text, err := strconv.Unquote(lit.Value)
				if err != nil {
					t.Fatal(err)
				}
				said[text] = true
				if words.MatchString(text) && chinese[text] == "" {
					t.Errorf("%s: no Chinese for %q", name, text)
				}
			}
			return true
		})
	}
	for _, g := range guests {
		said[g.what] = true
		if chinese[g.what] == "" {
			t.Errorf("no Chinese for %q", g.what)
		}
	}
	for text, zh := range chinese {
		if !said[text] || strings.Count(text, "%") != strings.Count(zh, "%") {
			t.Errorf("%q is not said, or has other arguments than %q", text, zh)
		}
	}
}

// TestCodesHaveChinese: so has every error of these commands.
func TestCodesHaveChinese(t *testing.T) {
	files, err := filepath.Glob("*.go")
	keys, err2 := filepath.Glob("keys/*.go")
	if err != nil || err2 != nil {
		t.Fatal(err, err2)
	}
	code, found := regexp.MustCompile(`Code(?::|[A-Z][a-z]+ *=) "(\w+)"`), 0
	for _, name := range append(files, keys...) {
		if strings.HasSuffix(name, "_test.go") || strings.HasPrefix(name, "cmd_sim") || strings.HasPrefix(name, "failpoints") {
			continue
		}
		for _, m := range code.FindAllStringSubmatch(source(t, name), -1) {
			found++
			if sentences[m[1]] == "" {
				t.Errorf("%s: no Chinese for the code %s", name, m[1])
			}
		}
	}
	if found < 40 {
		t.Errorf("only %d codes were found", found)
	}
}

// TestSpeaksChinese: the environment chooses.
func TestSpeaksChinese(t *testing.T) {
	t.Setenv("LC_ALL", "zh_CN.UTF-8")
	data, users := small(t, 2)
	for line, want := range map[string]string{
		"assign --customer B00000 --to " + users[1] + " --until 2999-12-31": "现为客户",
		"device code --user " + users[0]:                                    "使用一次",
		"user add x --name 张三 --role AM":                                    "现在可以注册设备",
		"verify":                                                            "以上无误", "migrate": "已是最新版本",
		"device code --user nobody": "not_found: user: 没有找到", "assign --customer B00000 --to x --until 2016-05-10": "bad_date: until: 最后一天应为今天",
	} {
		_, out, errs := field(t, append(strings.Fields(line), "--data", data)...)
		if !strings.Contains(out+errs, want) {
			t.Errorf("fieldsync %s: %s%s", line, out, errs)
		}
	}
}

func source(t *testing.T, name string) string {
	t.Helper()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
