// Package localstore keeps a device's data in the local SQL database: it
// implements changesync.Local over localdb, natively and in the browser. It
// takes no decision; changesync.Replica above it takes them all, and
// sync/storetest is its contract in code.
package localstore

import (
	"context"
	"embed"
	"errors"
	"fmt"

	"fieldsync/mobile-client/localdb"
	"fieldsync/sync"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Store is a device's database. Its methods may be called from several
// goroutines at once.
type Store struct {
	db   *localdb.DB
	path string
	box  *box // nil: in the clear
}

var _ changesync.Local = (*Store)(nil)

// Open opens the database at path, or makes it, and brings its schema up to
// date. localdb.Memory keeps it in memory. Errors are those of localdb: among
// them home_busy when another program has the folder, local_database_newer when
// a newer program has written there, local_database_corrupt. Bodies are in the
// clear; a database that was sealed fails with key_missing.
func Open(ctx context.Context, path string, opts localdb.Options) (*Store, error) {
	return open(ctx, path, opts, nil, nil)
}

// OpenSealed is Open for a database whose bodies are sealed with a key that the
// keeper has. One in the clear is sealed first, and nothing of it stays readable
// in its files. More errors: key_missing, key_damaged and those of the keeper;
// then the database is as it was.
func OpenSealed(ctx context.Context, path string, opts localdb.Options, keeper Keeper) (*Store, error) {
	return open(ctx, path, opts, keeper, nil)
}

// open uses a known key for a new database, if there is one.
func open(ctx context.Context, path string, opts localdb.Options, keeper Keeper, known *box) (*Store, error) {
	list, err := localdb.MigrationsFrom(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	if err := finishErase(ctx, path, opts, keeper); err != nil {
		return nil, err
	}
	db, err := localdb.Open(path, opts)
	if err != nil {
		return nil, err
	}
	if err := localdb.Migrate(ctx, db, list); err != nil {
		_ = db.Close() // the first error says why
		return nil, fmt.Errorf("prepare the device's database: %w", err)
	}
	s := &Store{db: db, path: path}
	if err := s.protect(ctx, keeper, known); err != nil {
		return nil, errors.Join(s.told(err), db.Close())
	}
	return s, nil
}

// Update implements changesync.Local. Once a write has failed, the transaction
// fails even if fn returns nil: half of a user action must never stay.
func (s *Store) Update(ctx context.Context, fn func(changesync.LocalTx) error) error {
	return s.told(s.db.Update(ctx, func(tx *localdb.Tx) error {
		t := &writeTx{readTx: readTx{tx, s.box}}
		if err := fn(t); err != nil {
			return err
		}
		return t.failed
	}))
}

// View implements changesync.Local.
func (s *Store) View(ctx context.Context, fn func(changesync.LocalReadTx) error) error {
	return s.told(s.db.View(ctx, func(tx *localdb.Tx) error { return fn(&readTx{tx, s.box}) }))
}

// told lets errors.Is find what the replica knows of a full device, and marks
// the database when the replica has found damage that SQLite does not see.
func (s *Store) told(err error) error {
	switch {
	case localdb.CodeOf(err) == localdb.CodeFull:
		return kinds{err, changesync.ErrFull}
	case errors.Is(err, changesync.ErrDamaged):
		_ = localdb.Condemn(s.path) // where even that fails, the damage is met again
		return &localdb.Error{Code: localdb.CodeCorrupt, Field: s.path, Message: "what is stored is not what was written",
			ZH: "本机存储的内容已损坏", Err: err}
	}
	return err
}

// kinds is an error that is of a second kind too.
type kinds struct {
	error
	kind error
}

// Unwrap gives both.
func (k kinds) Unwrap() []error { return []error{k.error, k.kind} }

// Check reads the whole file and fails with local_database_corrupt when it is
// damaged.
func (s *Store) Check(ctx context.Context) error { return s.db.Check(ctx) }

// Settings are what durability rests on, as SQLite says it.
func (s *Store) Settings(ctx context.Context) (localdb.Settings, error) { return s.db.Settings(ctx) }

// Close waits for open transactions and gives the folder up.
func (s *Store) Close() error { return s.db.Close() }
