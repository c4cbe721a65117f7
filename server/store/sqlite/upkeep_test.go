package sqlite

import (
	"os"
	"path/filepath"
	"testing"

	"fieldsync/sync"
)

func TestBackup(t *testing.T) {
	dir := t.TempDir()
	s := open(t, filepath.Join(dir, "x.db"))
	if err := full(t, s, 1); err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(dir, "it's a copy?.db")
	err := s.Update(t.Context(), func(tx changesync.Tx) error { // beside a running transaction
		if _, err := tx.NextSeq(); err != nil {
			return err
		}
		return s.Backup(t.Context(), to)
	})
	if err != nil {
		t.Fatal(err)
	}
	copied := open(t, to)
	if seq := headSeq(t, copied); seq != 1 {
		t.Errorf("the copy is at %d, want 1: what was committed", seq)
	}
	if err := copied.Integrity(t.Context()); err != nil {
		t.Error(err)
	}
	if err := full(t, copied, 2); err != nil || headSeq(t, s) != 2 || headSeq(t, copied) != 2 {
		t.Errorf("the copy does not live on its own: %v", err)
	}
	if err := s.Backup(t.Context(), to); err == nil {
		t.Error("a backup was written over another")
	}
	if err := s.Backup(t.Context(), filepath.Join(dir, "no", "folder")); err == nil {
		t.Error("a backup was written into nothing")
	}
	if names, _ := filepath.Glob(filepath.Join(dir, "*.part")); len(names) > 0 {
		t.Errorf("left over: %v", names)
	}
}

func TestIntegrityFindsDamage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	s := open(t, path)
	if err := full(t, s, 1); err != nil {
		t.Fatal(err)
	}
	if err := s.Integrity(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := 40 * pageSize; i < 60*pageSize; i += 7 { // pages in the middle
		data[i] ^= 0xff
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	wantCode(t, open(t, path).Integrity(t.Context()), CodeCorrupt)
}
