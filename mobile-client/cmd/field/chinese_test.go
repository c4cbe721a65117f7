package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
)

// TestEveryCodeHasChinese reads the codes out of the sources that may answer a
// phone: whatever goes wrong is told in Chinese.
func TestEveryCodeHasChinese(t *testing.T) {
	declared := regexp.MustCompile(`(?m)^\s+[cC]ode[A-Z]\w*\s+= "(\w+)"`)
	literal := regexp.MustCompile(`Code: "(\w+)"`)
	found := 0
	for glob, re := range map[string]*regexp.Regexp{
		"../../../sync/errors.go": declared, "../../../api/codes.go": declared, "../../codes.go": declared, "../../localdb/errors.go": declared,
		"../../localstore/keeper.go": declared, "../../keyfile/*.go": declared,
		"../../../sync/replica*.go": literal, "../../*.go": literal, "../../../sync/quarantine.go": literal,
	} {
		files, err := filepath.Glob(glob)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v", glob, err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range re.FindAllStringSubmatch(string(text), -1) {
				found++
				if sentences[m[1]] == "" {
					t.Errorf("%s: no Chinese for %s", name, m[1])
				}
			}
		}
	}
	if found < 60 {
		t.Errorf("only %d codes were found", found)
	}
}

// english is a sentence of it: three words in a row.
var english = regexp.MustCompile(`[a-z]{2,} [a-z]{2,} [a-z]{2,}`)

// TestAllInChinese walks the commands in Chinese, those that fail as well.
func TestAllInChinese(t *testing.T) {
	o := newOffice(t)
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		o.ok(os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	lines := []string{
		"", "--help", "frobnicate", "statu", "get customer", "get customer c1 c2", "list --nosuch", "status --lang fr", "put customer --set", "sync --watch=3",
		"status", "enroll --server x --code X", "enroll --server http://office.invalid --code X", "enroll --server " + o.url + " --code WRONG",
		"enroll --server " + o.url + " --code " + o.code("csm01"), "status", "sync", "list customer", "get customer c1", "get customer none", "list customers", "list nothing",
		"put", "put customer mistyped --set address=x", "put customer c1 --set nosuch=x", "put customer c1 --set address", "put customer c1 --set is_vpn_group=maybe",
		"put customer c1 --set annual_revenue=viel", "put customer c1 --set account_manager=x", "put customer c1 --set customer_name=" + strings.Repeat("长", 200),
		"put customer c1 --set address=x", "put customer c1 --set address=x", "put visit_record --set customer=c1 --set visitor=s-csm01",
		"put visit_record --set customer=c1 --set visitor=s-csm01 --set submission=submitted", "put key_person --set own_mobile=1 --set customer=c1",
		"put key_person --set kp_name=王", "put --file " + file("none", "[]"), "put --file " + file("text", `"x"`), "put --file " + file("no", `[{"set":{}}]`),
		"put --file " + file("twice", `[{"collection":"key_person","id":"$a","set":{}},{"collection":"key_person","id":"$a","set":{}}]`),
		"conflicts", "resolve x --choose value --value 1", "resolve x --choose mine", "resolve key_person/x/own_mobile --choose mine", "resolve customer/c1/address --choose mine",
		"reveal customer c1 customer_name --reason 回访前核对", "reveal customer c1 customer_name --reason x", "reveal customer none address --reason 回访前核对",
		"quarantine", "quarantine none", "quarantine --amend", "quarantine none --export x", "status", "handover", "sync", "handover", "delete customer none", "version",
		"pin set", "pin change", "pin remove", "pin reset --code WRONG", "pin", "pin set --help", "pin reset --help",
	}
	for _, c := range []string{"enroll", "put", "get", "list", "reveal", "delete", "sync", "status", "conflicts", "resolve", "quarantine", "handover", "version", "pin"} {
		lines = append(lines, c+" --help")
	}
	env := func(name string) string { return map[string]string{"LANG": "zh_CN.UTF-8"}[name] }
	for _, line := range lines {
		var out, errs bytes.Buffer
		run(context.Background(), append([]string{"--home", filepath.Join(dir, "A")}, strings.Fields(line)...), world{out: &out, err: &errs, in: strings.NewReader(""), env: env})
		if line == "" {
			out.Reset()
			run(context.Background(), nil, world{out: &out, err: &errs, env: env})
		}
		for said := range strings.Lines(out.String() + errs.String()) {
			if strings.HasPrefix(said, "  field ") || strings.HasPrefix(said, "用法:") {
				continue // to be typed
			}
			if english.MatchString(said) || strings.HasPrefix(said, "field: ") && !strings.ContainsFunc(said, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
				t.Errorf("field %s: %s", line, said)
			}
		}
	}
}
