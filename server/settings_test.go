package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// settingsFile writes a settings file.
func settingsFile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "settings")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// setting reads a line of --print-config.
func setting(t *testing.T, name string, args ...string) string {
	t.Helper()
	status, out, errs := field(t, append(args, "--print-config")...)
	if status != 0 {
		t.Fatalf("%v: status %d: %s", args, status, errs)
	}
	for line := range strings.Lines(out) {
		if value, ok := strings.CutPrefix(line, name+" = "); ok {
			return strings.TrimSpace(value)
		}
	}
	t.Fatalf("no %s in %s", name, out)
	return ""
}

func TestFlagsThenEnvironmentThenFile(t *testing.T) {
	plain := settingsFile(t, "# comment\naddr = 10.0.0.3:1\ngrace=3s\n insecure_http = true\n")
	object := settingsFile(t, `{"addr":"10.0.0.3:1","grace":"3s","insecure-http":true,"max-in-flight":9}`)
	for _, file := range []string{plain, object} {
		if got := setting(t, "addr", "serve", "--config", file); got != "10.0.0.3:1" {
			t.Errorf("from the file: %s", got)
		}
		if got := setting(t, "insecure-http", "--config", file); got != "true" {
			t.Errorf("from the file, without a command: %s", got)
		}
	}
	if got := setting(t, "max-in-flight", "demo", "--config", object); got != "9" {
		t.Errorf("a number: %s", got)
	}
	t.Setenv("FIELDSYNC_ADDR", "10.0.0.2:1")
	if got := setting(t, "addr", "serve", "--config", plain); got != "10.0.0.2:1" {
		t.Errorf("the environment comes before the file: %s", got)
	}
	if got := setting(t, "grace", "serve", "--config", plain); got != "3s" {
		t.Errorf("what the environment does not say: %s", got)
	}
	if got := setting(t, "addr", "serve", "--config", plain, "--addr", "10.0.0.1:1"); got != "10.0.0.1:1" {
		t.Errorf("flags come first: %s", got)
	}
	t.Setenv("FIELDSYNC_CONFIG", plain)
	if got := setting(t, "grace", "serve"); got != "3s" {
		t.Errorf("a file named by the environment: %s", got)
	}
}

func TestWhatIsPrintedCanBeReadAgain(t *testing.T) {
	t.Setenv("FIELDSYNC_OPERATOR_TOKEN", "open sesame")
	_, out, _ := field(t, "serve", "--print-config", "--grace", "7s")
	if strings.Contains(out, "sesame") || !strings.Contains(out, "operator-token = (hidden)") {
		t.Errorf("a secret is printed: %s", out)
	}
	if got := setting(t, "grace", "serve", "--config", settingsFile(t, out)); got != "7s" {
		t.Errorf("read again: %s", got)
	}
}

// TestWhatHoldsIsPrinted: where a default stands for a value, the value is told.
func TestWhatHoldsIsPrinted(t *testing.T) {
	data := t.TempDir()
	args := []string{"serve", "--data", data}
	for _, c := range []struct {
		name, want string
		more       []string
	}{
		{"max-in-flight", "512", nil},
		{"max-in-flight", "512", []string{"--max-in-flight=0"}},
		{"max-in-flight", "9", []string{"--max-in-flight=9"}},
		{"keys", filepath.Join(data, "keys.json"), nil},
		{"tls-domain", "", nil},
		{"tls-domain", "a.example,b.example", []string{"--tls-domain=a.example,b.example"}},
		{"keep", "", nil},
		{"keep", "key_person=26280h0m0s;visit_record=9000h0m0s", []string{"--keep=visit_record=9000h", "--keep=key_person=26280h"}},
		{"acme-directory", "", nil},
		{"acme-directory", "https://acme-v02.api.letsencrypt.org/directory", []string{"--tls-domain=a.example"}},
	} {
		if got := setting(t, c.name, append(args, c.more...)...); got != c.want {
			t.Errorf("%s with %v: %q, want %q", c.name, c.more, got, c.want)
		}
	}
	_, first, _ := field(t, append(args, "--keep=visit_record=9000h", "--keep=key_person=26280h", "--print-config")...)
	_, second, _ := field(t, "serve", "--config", settingsFile(t, first), "--print-config")
	if first != second {
		t.Errorf("read again it is\n%s, not\n%s", second, first)
	}
}

func TestSettingsThatMeanNothing(t *testing.T) {
	for _, text := range []string{"adr = 1", "addr", "addr = 1\naddr = 2", `{"addr":{}}`, `{"addr":null}`, `{"a`, "user = csm01"} {
		refused(t, "bad_setting", "serve", "--config", settingsFile(t, text))
	}
}

func TestPlainHTTPStaysOnThisMachine(t *testing.T) {
	data := t.TempDir()
	for _, addr := range []string{"0.0.0.0:0", ":0", "[::]:0", "192.0.2.1:0", "example.org:0"} {
		refused(t, "plain_http", "serve", "--data", data, "--addr", addr)
	}
	refused(t, "bad_address", "serve", "--data", data, "--addr", "8080")
	refused(t, "bad_tls", "serve", "--data", data, "--tls-cert", "cert.pem")
	refused(t, "bad_setting", "serve", "--data", data, "--max-in-flight=-1")
	refused(t, "bad_setting", "serve", "--data", data, "--grace=-5s")
	left, err := os.ReadDir(data)
	if err != nil || len(left) > 0 {
		t.Errorf("a refused start has left %v %v", left, err)
	}
}

func TestHelpTeaches(t *testing.T) {
	for _, command := range []string{"serve", "demo", "user add", "device code", "assign", "verify", "migrate", "backup", "restore", "health", "sim", "bench"} {
		status, out, errs := field(t, append(strings.Fields(command), "--help")...)
		if status != 0 || errs != "" || !strings.Contains(out, "Usage: fieldsync "+command) {
			t.Errorf("%s --help: status %d: %s%s", command, status, out, errs)
		}
		if strings.Count(out, "\n\n") < 3 {
			t.Errorf("%s --help says no more than its flags: %s", command, out)
		}
	}
	if status, _, errs := field(t, "sreve"); status != exitUsage || !strings.Contains(errs, "sreve") {
		t.Errorf("a misspelt command: status %d: %s", status, errs)
	}
}

// Periods are by collection, and a slip of the pen empties none.
func TestPeriodsOfRetention(t *testing.T) {
	if got := setting(t, "keep", "serve", "--keep", "key_person=26280h", "--keep", "phone_contact=900h"); got != "key_person=26280h0m0s;phone_contact=900h0m0s" {
		t.Errorf("keep = %s", got)
	}
	for keep, code := range map[string]string{"customer=9000h": "bad_setting", "event_lead=9000h": "bad_setting", "key_person=26h": "bad_setting", "key_persons=9000h": "unknown_collection"} {
		for _, command := range []string{"serve", "retention"} {
			status, _, errs := field(t, command, "--data", t.TempDir(), "--keep", keep)
			if status == 0 || !strings.Contains(errs, code) {
				t.Errorf("%s --keep %s: %d %s", command, keep, status, errs)
			}
		}
	}
}
