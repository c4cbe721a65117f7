package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestStatusTellsMisuseFromFailure: 2 is a line or setting that cannot be
// followed whatever the data are, 1 is one that was followed in vain.
func TestStatusTellsMisuseFromFailure(t *testing.T) {
	data, _ := small(t, 1)
	in := func(line string) []string { return append(strings.Fields(line), "--data", data) }
	file := func(text string) []string {
		return []string{"serve", "--print-config", "--config", settingsFile(t, text)}
	}
	for _, c := range []struct {
		status int
		code   string
		field  string
		args   []string
	}{
		{exitUsage, "usage", "", []string{"sreve"}},
		{exitUsage, "usage", "", []string{"serve", "more"}},
		{exitUsage, "usage", "", []string{"serve", "--nosuch"}},
		{exitUsage, "usage", "", []string{"user"}},
		{exitUsage, "usage", "", []string{"user", "add"}},
		{exitUsage, "usage", "", []string{"device", "code"}},
		{exitUsage, "usage", "", []string{"restore"}},
		{exitUsage, "usage", "post", in("assign --customer c --to x --post KING")},
		{exitUsage, "usage", "until", in("assign --customer B00000 --to x --until morgen")},
		{exitUsage, "usage", "role", in("user add x --name x")},
		{exitUsage, "usage", "staff", in("user add x")},
		{exitUsage, "usage", "record", in("audit --record key_person")},
		{exitUsage, "usage", "scale", in("demo --scale 0")},
		{exitUsage, "usage", "scale", in("demo --scale many")},
		{exitUsage, "usage", "visits", []string{"bench", "--visits", "0"}},
		{exitUsage, "usage", "seeds", []string{"sim", "--seeds", "0"}},
		{exitUsage, "usage", "break", []string{"sim", "--break", "nosuch"}},
		{exitUsage, "bad_address", "addr", []string{"health", "--addr", "http://%"}},
		{exitUsage, "bad_address", "addr", in("serve --addr 8080")},
		{exitUsage, "bad_address", "addr", in("serve --addr 127.0.0.1:99999")},
		{exitUsage, "plain_http", "addr", in("serve --addr 0.0.0.0:0")},
		{exitUsage, "bad_tls", "tls-cert", in("serve --tls-cert cert.pem")},
		{exitUsage, "bad_setting", "max-in-flight", in("serve --max-in-flight=-1")},
		{exitUsage, "bad_setting", "max-in-flight", in("serve --max-in-flight=many")},
		{exitUsage, "bad_setting", "log", in("serve --log loud")},
		{exitUsage, "bad_setting", "log-level", in("serve --log-level loud")},
		{exitUsage, "bad_setting", "grace", file("grace = soon")},
		{exitUsage, "bad_setting", "grace", file(`{"grace":5}`)},
		{exitUsage, "bad_setting", "grace", file(`{"grace":["1s","2s"]}`)},
		{exitUsage, "bad_setting", "insecure-http", file("insecure_http = maybe")},
		{exitUsage, "bad_setting", "adr", file("adr = 1")},
		{exitUsage, "bad_setting", "line 2", file("\n= 1")},
		{exitUsage, "bad_setting", "config", file(`{"grace":"1s","grace":"2s"}`)},
		{exitUsage, "bad_setting", "config", file(strings.Repeat("a", 100_000))},
		{exitUsage, "bad_setting", "config", file(strings.Repeat("# long\n", 200_000))},
		{exitUsage, "bad_setting", "config", []string{"serve", "--config", filepath.Join(data, "nosuch")}},
		{exitUsage, "bad_setting", "config", []string{"serve", "--config", data}},
		{exitFailed, "no_database", "data", []string{"verify", "--data", filepath.Join(data, "nosuch")}},
		{exitFailed, "not_found", "to", in("assign --customer B00000 --to nobody")},
		{exitFailed, "bad_date", "until", in("assign --customer B00000 --to x --until 2016-05-10")},
		{exitFailed, "unreachable", "addr", []string{"health", "--addr", "127.0.0.1:1"}},
		{exitFailed, "no_backup", "src", in("restore nothing --replace")},
	} {
		if !slices.Contains([]string{"serve", "demo"}, c.args[0]) {
			c.args = append(c.args, "--json")
		}
		status, out, errs := field(t, c.args...)
		if status != c.status || !strings.Contains(errs, "fieldsync: "+c.code+": "+c.field) {
			t.Errorf("fieldsync %s: status %d, %s, want %d %s of %s", strings.Join(c.args, " "), status, errs, c.status, c.code, c.field)
		}
		var told struct{ Error struct{ Code, Field string } }
		if out != "" && (json.Unmarshal([]byte(out), &told) != nil || told.Error.Code != c.code || told.Error.Field != c.field) {
			t.Errorf("fieldsync %s prints %s, want %s of %s", strings.Join(c.args, " "), out, c.code, c.field)
		}
	}
}

// TestSettingsOfTheEnvironment: a variable that cannot be read is named.
func TestSettingsOfTheEnvironment(t *testing.T) {
	for name, text := range map[string]string{"grace": "soon", "max-in-flight": "many", "insecure-http": "maybe", "log": "loud", "log-level": "loud"} {
		variable := "FIELDSYNC_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
		t.Setenv(variable, text)
		status, _, errs := field(t, "serve", "--print-config")
		if status != exitUsage || !strings.Contains(errs, "fieldsync: bad_setting: "+name+": ") {
			t.Errorf("%s: status %d, %s", variable, status, errs)
		}
		if err := os.Unsetenv(variable); err != nil {
			t.Fatal(err)
		}
	}
}

// TestListOfSettings: a list in a JSON file is a list.
func TestListOfSettings(t *testing.T) {
	for _, text := range []string{`{"tls-domain":["a.example","b.example"]}`, `{"tls-domain":"a.example,b.example"}`, "tls-domain = a.example,b.example"} {
		if got := setting(t, "tls-domain", "serve", "--config", settingsFile(t, text)); got != "a.example,b.example" {
			t.Errorf("%s: %q", text, got)
		}
	}
}

// TestLineToPasteEnrols: what is printed passes the phone's own rule.
func TestLineToPasteEnrols(t *testing.T) {
	for url, want := range map[string]bool{"http://127.0.0.1:8080": false, "http://[::1]:1": false, "http://localhost:8080": false,
		"https://office.example": false, "http://192.0.2.1:8080": true, "http://office.example": true} {
		if line := enrolLine("d", "csm01", url, "X"); strings.HasSuffix(line, " --insecure-http") != want {
			t.Errorf("for %s: %s", url, line)
		}
	}
}
