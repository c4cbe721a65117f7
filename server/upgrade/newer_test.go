package upgrade

import (
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// ofTomorrow says that a newer program has changed the tables.
func ofTomorrow(t *testing.T, path string) []byte {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err == nil {
		_, err = db.Exec("PRAGMA user_version = 999")
	}
	if err == nil {
		err = db.Close()
	}
	raw, readErr := os.ReadFile(path)
	if err != nil || readErr != nil {
		t.Fatal(err, readErr)
	}
	return raw
}

// TestNewerDatabasesAreLeftAlone: a program that does not know the tables says
// so and changes nothing.
func TestNewerDatabasesAreLeftAlone(t *testing.T) {
	each(t, func(t *testing.T, r *release) {
		data, home := r.server(t, ServerFile), r.home(t)
		database, local := filepath.Join(data, databaseName), filepath.Join(home, homeName)
		before, localBefore := ofTomorrow(t, database), ofTomorrow(t, local)
		for code, command := range map[string][][]string{
			"database_newer": {
				{"fieldsync", "serve", "--data", data, "--addr", "127.0.0.1:0"}, {"fieldsync", "migrate", "--data", data},
				{"fieldsync", "verify", "--data", data}, {"fieldsync", "device", "list", "--data", data},
			},
			"local_database_newer": {
				{"field", "--home", home, "status"}, {"field", "--home", home, "sync"},
				{"field", "--home", home, "put", "customer", "c1", "--set", "address=x"},
			},
		} {
			for _, args := range command {
				out, errs, status := run(t, nil, args[0], args[1:]...)
				if status == 0 || !strings.Contains(errs, code) {
					t.Errorf("%v: status %d, %s%s, want %s", args[:2], status, out, errs, code)
				}
			}
		}
		for path, want := range map[string][]byte{database: before, local: localBefore} {
			if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, want) {
				t.Errorf("%s was changed (%v)", filepath.Base(path), err)
			}
		}
	})
}
