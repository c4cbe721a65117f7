//go:build !js

package localstore_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fieldsync/mobile-client/keyfile"
	"fieldsync/mobile-client/localdb"
	"fieldsync/mobile-client/localstore"
	"fieldsync/models"
	"fieldsync/sync"
	"fieldsync/sync/storetest"
)

func openSealed(t testing.TB, path string, keeper localstore.Keeper) *localstore.Store {
	t.Helper()
	s, err := localstore.OpenSealed(ctx, path, localdb.Options{}, keeper)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() }) // often closed before
	return s
}

func TestSuiteSealed(t *testing.T) {
	storetest.Local(t, func(t *testing.T) storetest.LocalOpener {
		dir := t.TempDir()
		return func(t *testing.T) changesync.Local {
			return &beside{Store: openSealed(t, filepath.Join(dir, "field.db"), keyfile.Folder(dir))}
		}
	})
}

const secret = "值得保护的备注"

// fill writes the secret into every body there is, many times.
func fill(t testing.TB, s *localstore.Store, rows int) {
	t.Helper()
	body := []byte(strings.Repeat(secret, 50))
	err := s.Update(ctx, func(tx changesync.LocalTx) error {
		var errs []error
		for i := range rows {
			n := uint64(i + 1)
			key := changesync.Key{Collection: "customer", ID: fmt.Sprint(i)}
			errs = append(errs, tx.PutMeta(fmt.Sprint("m", i), body), tx.PutPage(i, body),
				tx.PutBase(changesync.StoredRecord{Key: key, Scope: "org", Seq: n, Body: body}, i%2 == 0),
				tx.PutOutbox(changesync.OutboxRow{N: n, Raw: body, Hash: []byte{1}, State: changesync.OutAcked, Receipt: body}),
				tx.PutSealed(changesync.SealedRow{N: n, Box: []byte("box"), Receipt: body}))
		}
		return errors.Join(errs...)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// whole checks that all that fill wrote is read as it was.
func whole(t testing.TB, s *localstore.Store, rows int) {
	t.Helper()
	body := []byte(strings.Repeat(secret, 50))
	err := s.View(ctx, func(tx changesync.LocalReadTx) error {
		base, err := tx.BaseList("customer", "", 0)
		if err != nil || len(base) != rows {
			return fmt.Errorf("%d records: %w", len(base), err)
		}
		outbox, err := tx.Outbox(nil, 0, 0)
		if err != nil || len(outbox) != rows {
			return fmt.Errorf("%d changesets: %w", len(outbox), err)
		}
		boxes, err := tx.Sealed(0, 0)
		if err != nil || len(boxes) != rows {
			return fmt.Errorf("%d boxes: %w", len(boxes), err)
		}
		for i := range rows {
			meta, _, err1 := tx.Meta(fmt.Sprint("m", i))
			page, _, err2 := tx.Page(i)
			for _, got := range [][]byte{meta, page, base[i].Body, outbox[i].Raw, outbox[i].Receipt, boxes[i].Receipt} {
				if !bytes.Equal(got, body) || string(boxes[i].Box) != "box" {
					return fmt.Errorf("row %d is not what was written: %w", i, errors.Join(err1, err2))
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// shows counts the secret in the database's files.
func shows(t testing.TB, path string) (n int) {
	t.Helper()
	files, err := filepath.Glob(path + "*")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		n += bytes.Count(raw, []byte(secret))
	}
	return n
}

// TestNothingIsReadable looks at database, log and index while they are open.
func TestNothingIsReadable(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "field.db")
	s := openSealed(t, path, keyfile.Folder(dir))
	fill(t, s, 20)
	if log, err := os.Stat(path + "-wal"); err != nil || log.Size() < 20<<10 {
		t.Fatalf("there is no log to look at: %v %v", log, err)
	}
	if n := shows(t, path); n != 0 {
		t.Errorf("%d places show the secret", n)
	}
	whole(t, s, 20)
}

// TestConversion: a database in the clear is sealed when it is opened, and
// nothing of it stays, in whatever files. It is cut off at every transaction.
func TestConversion(t *testing.T) {
	for cut := range 5 {
		dir := t.TempDir()
		path, keeper := filepath.Join(dir, "field.db"), keyfile.Folder(filepath.Join(dir, "keys"))
		s := open(t, path)
		fill(t, s, 60)
		// Deleted rows leave remains on their pages.
		if err := s.Update(ctx, func(tx changesync.LocalTx) error { return tx.DropPages() }); err != nil {
			t.Fatal(err)
		}
		fill(t, s, 60)
		if err := s.Close(); err != nil || shows(t, path) == 0 {
			t.Fatal("the test shows nothing", err)
		}
		if cut < 4 {
			stopped, stop := context.WithCancel(ctx)
			_, err := localstore.OpenSealed(stopped, path, localdb.Options{MaxPages: afterwards(cut+2, stop)}, keeper)
			if !errors.Is(err, context.Canceled) {
				t.Fatalf("cut %d: %v", cut, err)
			}
		}
		s = openSealed(t, path, keeper)
		if n := shows(t, path); n != 0 {
			t.Errorf("cut %d: %d places show the secret while it is open", cut, n)
		}
		whole(t, s, 60)
		if err := s.Close(); err != nil || shows(t, path) != 0 {
			t.Errorf("cut %d: closed, it shows the secret (%v)", cut, err)
		}
		if keys, _ := filepath.Glob(filepath.Join(dir, "keys", "*")); len(keys) != 1 && cut > 0 { // before it is noted, a key is nobody's
			t.Errorf("cut %d: keys %v", cut, keys)
		}
	}
}

// afterwards calls stop at the nth writing transaction.
func afterwards(n int, stop func()) func() int {
	return func() int {
		if n--; n == 0 {
			stop()
		}
		return 0
	}
}

// TestKeys: what is wrong with a key is said, and costs nothing.
func TestKeys(t *testing.T) {
	dir := t.TempDir()
	path, keeper := filepath.Join(dir, "field.db"), keyfile.Folder(dir)
	s := openSealed(t, path, keeper)
	fill(t, s, 3)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*.key"))
	if len(files) != 1 {
		t.Fatal(files)
	}
	id := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(files[0]), "field-"), ".key")
	key, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	another := keyfile.Folder(t.TempDir())
	if err := another.Store(ctx, "00", make([]byte, localstore.KeySize)); err != nil {
		t.Fatal(err)
	}
	other, err := os.ReadFile(another.Path("00"))
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name string
		raw  []byte
		mode os.FileMode
		want string
	}{
		{"missing", nil, 0, localstore.CodeKeyMissing},
		{"another", other, 0o600, localstore.CodeKeyDamaged},
		{"cut", key[:10], 0o600, localstore.CodeKeyDamaged},
		{"readable", key, 0o640, keyfile.CodeReadable},
		{"put back", key, 0o600, ""},
	} {
		_ = os.Remove(files[0])
		if tc.raw != nil {
			if err := errors.Join(os.WriteFile(files[0], tc.raw, tc.mode), os.Chmod(files[0], tc.mode)); err != nil {
				t.Fatal(err)
			}
		}
		s, err := localstore.OpenSealed(ctx, path, localdb.Options{}, keeper)
		if code := coded(err); code != tc.want || (err != nil && !strings.Contains(err.Error(), id)) {
			t.Errorf("%s: %v, want %s", tc.name, err, tc.want)
		}
		if err == nil {
			whole(t, s, 3)
			_ = s.Close()
		}
	}
	if _, err := localstore.Open(ctx, path, localdb.Options{}); coded(err) != localstore.CodeKeyMissing {
		t.Errorf("opened in the clear: %v", err)
	}
	if damaged, _ := filepath.Glob(path + ".damaged*"); len(damaged) != 0 {
		t.Errorf("a missing key was taken for damage: %v", damaged)
	}
}

// TestABodyOpensInItsPlaceOnly moves and changes rows behind the store's back.
func TestABodyOpensInItsPlaceOnly(t *testing.T) {
	for _, change := range []string{
		"UPDATE base SET body = (SELECT body FROM base WHERE id = '1') WHERE id = '0'",
		"UPDATE base SET body = (SELECT raw FROM outbox WHERE n = 1) WHERE id = '0'",
		"UPDATE base SET body = CAST('{}' AS BLOB) WHERE id = '0'",
		"UPDATE base SET body = substr(body, 1, length(body) - 1) WHERE id = '0'",
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, "field.db")
		s := openSealed(t, path, keyfile.Folder(dir))
		fill(t, s, 2)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		db, err := localdb.Open(path, localdb.Options{})
		if err != nil {
			t.Fatal(err)
		}
		err = db.Update(ctx, func(tx *localdb.Tx) error { _, err := tx.Exec(change); return err })
		if err = errors.Join(err, db.Close()); err != nil {
			t.Fatal(err)
		}
		s = openSealed(t, path, keyfile.Folder(dir))
		err = s.View(ctx, func(tx changesync.LocalReadTx) error {
			_, _, err := tx.Base(changesync.Key{Collection: "customer", ID: "0"})
			return err
		})
		if localdb.CodeOf(err) != localdb.CodeCorrupt {
			t.Errorf("%s: %v", change, err)
		}
		_ = s.Close()
	}
}

// TestSalvageNeedsTheKey: without it the damaged database waits; with it all is
// saved, sealed with the same key.
func TestSalvageNeedsTheKey(t *testing.T) {
	dir := t.TempDir()
	path, keeper := filepath.Join(dir, "field.db"), keyfile.Folder(dir)
	s := openSealed(t, path, keeper)
	fill(t, s, 5)
	if err := errors.Join(s.Close(), localdb.Condemn(path)); err != nil {
		t.Fatal(err)
	}
	salvage := func(k localstore.Keeper) (rem *changesync.Remains, err error) {
		err = localstore.Salvage(ctx, path, localdb.Options{}, k, time.Now(), func(r *changesync.Remains, fresh changesync.Local, _ string) error {
			rem = r
			return fresh.Update(ctx, func(tx changesync.LocalTx) error { return tx.PutMeta("m0", r.Meta[0].Value) })
		})
		return rem, err
	}
	if _, err := salvage(keyfile.Folder(t.TempDir())); coded(err) != localstore.CodeKeyMissing {
		t.Errorf("without the key: %v", err)
	}
	rem, err := salvage(keeper)
	if err != nil || !rem.MetaWhole || !rem.OutboxWhole || len(rem.Outbox) != 5 || !bytes.Contains(rem.Outbox[0].Raw, []byte(secret)) {
		t.Fatalf("with the key: %+v, %v", rem, err)
	}
	if n := shows(t, path); n != 0 {
		t.Errorf("%d places show the secret", n)
	}
	_ = openSealed(t, path, keeper).Close()
	if keys, _ := filepath.Glob(filepath.Join(dir, "*.key")); len(keys) != 1 {
		t.Errorf("keys: %v", keys)
	}
}

// TestSealedForm: what one version has sealed every later one must open.
func TestSealedForm(t *testing.T) {
	dir := t.TempDir()
	key := bytes.Repeat([]byte{7}, localstore.KeySize)
	keeper := keyfile.Folder(dir)
	const id = "6bb9a344c73d418e"
	if err := keeper.Store(ctx, id, key); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "field.db")
	if err := open(t, path).Close(); err != nil {
		t.Fatal(err)
	}
	db, err := localdb.Open(path, localdb.Options{})
	if err != nil {
		t.Fatal(err)
	}
	body, _ := hex.DecodeString(goldenBody)
	err = db.Update(ctx, func(tx *localdb.Tx) error {
		_, err := tx.Exec("INSERT INTO sealing(one, id, state) VALUES (1, ?, 2)", id)
		_, err2 := tx.Exec("INSERT INTO meta(name, value) VALUES ('cursor', ?)", body)
		return errors.Join(err, err2)
	})
	if err = errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	s := openSealed(t, path, keeper)
	err = s.View(ctx, func(tx changesync.LocalReadTx) error {
		got, _, err := tx.Meta("cursor")
		if string(got) != "golden" {
			t.Errorf("opened %q", got)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

const goldenBody = "006664316bb9a344c73d418e27f2a825e29576fc758930545d972ef4fa3db5820fdecf0fe19284652a584e88d319"

func coded(err error) string {
	if e, ok := errors.AsType[*models.Error](err); ok {
		return e.Code
	}
	return localdb.CodeOf(err)
}
