package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestStatusTellsMisuseFromFailure: 2 is a line that cannot be followed whatever
// the data are, 1 is one that was followed in vain.
func TestStatusTellsMisuseFromFailure(t *testing.T) {
	o := newOffice(t)
	home := filepath.Join(t.TempDir(), "A")
	call := func(args ...string) (int, string) {
		var out, errs bytes.Buffer
		status := run(context.Background(), append([]string{"--home", home, "--json"}, args...), world{out: &out, err: &errs, in: strings.NewReader(""), env: env})
		return status, out.String()
	}
	if status, out := call("enroll", "--server", o.url, "--code", o.code("csm01")); status != exitDone {
		t.Fatal(out)
	}
	if status, out := call("sync"); status != exitDone {
		t.Fatal(out)
	}
	for _, c := range []struct {
		status int
		code   string
		line   string
	}{
		{exitUsage, "usage", "frobnicate"},
		{exitUsage, "usage", "get customer"},
		{exitUsage, "usage", "get customer c1 more"},
		{exitUsage, "usage", "list"},
		{exitUsage, "usage", "list customer --nosuch"},
		{exitUsage, "usage", "status --lang fr"},
		{exitUsage, "usage", "delete customer"},
		{exitUsage, "usage", "enroll --server " + o.url},
		{exitUsage, "usage", "reveal customer c1 address"},
		{exitUsage, "usage", "resolve key_person/x/own_mobile"},
		{exitUsage, "usage", "resolve key_person/x/own_mobile --choose value"},
		{exitUsage, "usage", "resolve key_person/x/own_mobile --choose mine --value 1"},
		{exitUsage, "usage", "put"},
		{exitUsage, "usage", "put customer c1 --file x.json --set address=x"},
		{exitUsage, "usage", "put customer c1 --set address"},
		{exitUsage, "usage", "quarantine --amend"},
		{exitUsage, "usage", "quarantine x --amend --dismiss"},
		{exitUsage, "bad_url", "enroll --server office.example --code X"},
		{exitUsage, "plain_http", "enroll --server http://office.invalid --code X"},
		{exitFailed, "bad_code", "enroll --server " + o.url + " --code WRONG-WRONG"},
		{exitFailed, "not_found", "get customer none"},
		{exitFailed, "not_found", "delete customer none"},
		{exitFailed, "not_found", "quarantine none"},
		{exitFailed, "bad_file", "put --file nosuch.json"},
		{exitFailed, "unknown_field", "put customer c1 --set nosuch=x"},
		{exitFailed, "wrong_type", "put customer c1 --set is_vpn_group=maybe"},
		{exitFailed, "not_found", "resolve key_person/x/own_mobile --choose mine"},
	} {
		status, out := call(strings.Fields(c.line)...)
		var told struct{ Error struct{ Code string } }
		if err := json.Unmarshal([]byte(out), &told); err != nil || status != c.status || told.Error.Code != c.code {
			t.Errorf("field %s: status %d, %s want %d and %s", c.line, status, out, c.status, c.code)
		}
	}
}

// TestUnknownCollection: every command says the same of a mistyped name.
func TestUnknownCollection(t *testing.T) {
	o := newOffice(t)
	dir := t.TempDir()
	file := filepath.Join(dir, "f.json")
	// The first record alone would be kept as a draft.
	o.ok(os.WriteFile(file, []byte(`[{"collection":"visit_record","set":{"customer":"c1","visitor":"s-csm01"}},{"collection":"customers","set":{"address":"x"}}]`), 0o600))
	call := func(args ...string) (int, string) {
		var out, errs bytes.Buffer
		status := run(context.Background(), append([]string{"--home", filepath.Join(dir, "A")}, args...), world{out: &out, err: &errs, in: strings.NewReader(`{"set":{"address":"x"}}`), env: env})
		return status, errs.String()
	}
	for _, args := range [][]string{{"enroll", "--server", o.url, "--code", o.code("csm01")}, {"sync"}} {
		if status, told := call(args...); status != exitDone {
			t.Fatal(told)
		}
	}
	const want = "field: unknown_collection: customers: there is no collection of that name; did you mean customer?\n"
	for _, line := range []string{
		"put customers --set address=x", "put customers c1 --set address=x", "put customers c1", "put customers --file -", "put customers c1 --file -",
		"get customers c1", "list customers", "delete customers c1", "put --file " + file,
		"resolve customers/c1/address --choose value --value x", "reveal customers c1 address --reason 回访核实",
	} {
		if status, told := call(strings.Fields(line)...); status != exitFailed || told != want {
			t.Errorf("field %s: status %d, %s", line, status, told)
		}
	}
	if _, told := call("--lang", "zh", "list", "customers"); told != "field: unknown_collection: customers: 没有这个类别; 是否指 customer?\n" {
		t.Error(told)
	}
}
