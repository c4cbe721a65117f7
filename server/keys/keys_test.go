package keys

import (
	"bytes"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"fieldsync/models"
)

func code(err error) string {
	var coded *models.Error
	if errors.As(err, &coded) {
		return coded.Code
	}
	return ""
}

func TestKeysAreMadeOnceAndStay(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.json")
	if _, err := Load(path); code(err) != CodeMissing {
		t.Fatalf("no file: %v", err)
	}
	var group sync.WaitGroup
	signs := make([][]byte, 8)
	for i := range signs {
		group.Go(func() {
			k, err := LoadOrCreate(path, rand.Reader)
			if err != nil {
				t.Error(err)
				return
			}
			signs[i] = k.Sign
		})
	}
	group.Wait()
	for _, s := range signs {
		if !bytes.Equal(s, signs[0]) {
			t.Fatal("two starts at once ended with different keys")
		}
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, want 0600", info.Mode().Perm())
	}
	left, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(left) != 1 {
		t.Errorf("files left behind: %v %v", left, err)
	}
}

func TestKeysThatCannotBeUsed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.json")
	for name, tc := range map[string]struct {
		text string
		mode os.FileMode
		want string
	}{
		"no JSON":      {"keys", 0o600, CodeDamaged},
		"version":      {`{"version":9}`, 0o600, CodeDamaged},
		"short":        {`{"version":1,"sign":"AAAA","open":"AAAA"}`, 0o600, CodeDamaged},
		"for everyone": {`{}`, 0o644, CodeOpen},
	} {
		t.Run(name, func(t *testing.T) {
			if err := os.WriteFile(path, []byte(tc.text), tc.mode); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(path, tc.mode); err != nil {
				t.Fatal(err)
			}
			if _, err := LoadOrCreate(path, rand.Reader); code(err) != tc.want {
				t.Errorf("got %v, want %s", err, tc.want)
			}
		})
	}
}
