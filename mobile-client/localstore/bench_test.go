//go:build !js

package localstore_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"testing"

	"fieldsync/mobile-client/keyfile"
	"fieldsync/mobile-client/localdb"
	"fieldsync/mobile-client/localstore"
	"fieldsync/sync"
)

// BenchmarkWrite is a local write as the replica makes it, BenchmarkRead a list
// of 100 records of 1.2 kB, each in the clear and sealed.
func BenchmarkWrite(b *testing.B) {
	both(b, func(b *testing.B, s *localstore.Store) {
		body := bytes.Repeat([]byte("x"), 1200)
		for n := uint64(1); b.Loop(); n++ {
			err := s.Update(ctx, func(tx changesync.LocalTx) error {
				if err := tx.PutOutbox(changesync.OutboxRow{N: n, Raw: body, State: changesync.OutWaiting}); err != nil {
					return err
				}
				if err := tx.PutOverlay(n, []changesync.Key{{Collection: "customer", ID: "c"}}); err != nil {
					return err
				}
				if err := tx.PutMeta("last_n", []byte("1")); err != nil {
					return err
				}
				return tx.PutMeta("last_hash", body[:32])
			})
			if err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkPull applies 1,000 records of 1.2 kB in one transaction.
func BenchmarkPull(b *testing.B) {
	both(b, func(b *testing.B, s *localstore.Store) {
		for round := byte(1); b.Loop(); round++ {
			records(b, s, 1000, round)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	both(b, func(b *testing.B, s *localstore.Store) {
		records(b, s, 100, 1)
		for b.Loop() {
			err := s.View(ctx, func(tx changesync.LocalReadTx) error {
				_, err := tx.BaseList("customer", "", 100)
				return err
			})
			if err != nil {
				b.Fatal(err)
			}
		}
	})
}

func records(b *testing.B, s *localstore.Store, count int, fill byte) {
	b.Helper()
	body := bytes.Repeat([]byte{fill}, 1200)
	err := s.Update(ctx, func(tx changesync.LocalTx) error {
		for i := range count {
			key := changesync.Key{Collection: "customer", ID: fmt.Sprintf("%05d", i)}
			if err := tx.PutBase(changesync.StoredRecord{Key: key, Scope: "org", Seq: 1, Body: body}, false); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

func both(b *testing.B, run func(b *testing.B, s *localstore.Store)) {
	b.Run("clear", func(b *testing.B) { run(b, open(b, filepath.Join(b.TempDir(), "field.db"))) })
	b.Run("sealed", func(b *testing.B) {
		dir := b.TempDir()
		s, err := localstore.OpenSealed(ctx, filepath.Join(dir, "field.db"), localdb.Options{}, keyfile.Folder(dir))
		if err != nil {
			b.Fatal(err)
		}
		defer func() { _ = s.Close() }()
		run(b, s)
	})
}
