package sim

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"fieldsync/mobile-client/localdb"
	"fieldsync/mobile-client/localstore"
	"fieldsync/server/store/sqlite"
	changesync "fieldsync/sync"
	"fieldsync/sync/memstore"
)

// disk is what is left of a node's data when its program has died. It is
// copied while no program has it open.
type disk[S io.Closer] interface {
	open(ctx context.Context) (S, error)
	copied() (disk[S], error)
}

type (
	serverDisk = disk[changesync.Store]
	deviceDisk = disk[changesync.Local]
)

type memoryStore struct{ data *memstore.Store }

func (m memoryStore) open(context.Context) (changesync.Store, error) { return m.data.Again(), nil }
func (m memoryStore) copied() (serverDisk, error)                    { return memoryStore{m.data.Clone()}, nil }

type memoryLocal struct{ data *memstore.Local }

func (m memoryLocal) open(context.Context) (changesync.Local, error) { return m.data.Again(), nil }
func (m memoryLocal) copied() (deviceDisk, error)                    { return memoryLocal{m.data.Clone()}, nil }

// files gives every database a folder of its own.
type files struct {
	root string
	n    int
}

func (f *files) folder() (string, error) {
	f.n++
	dir := filepath.Join(f.root, fmt.Sprint(f.n))
	return dir, os.Mkdir(dir, 0o700)
}

// file is a SQLite database.
type file[S io.Closer] struct {
	files *files
	path  string
	from  func(ctx context.Context, path string) (S, error)
}

func newFile[S io.Closer](f *files, from func(context.Context, string) (S, error)) (file[S], error) {
	dir, err := f.folder()
	return file[S]{f, filepath.Join(dir, "data.db"), from}, err
}

func (f file[S]) open(ctx context.Context) (S, error) { return f.from(ctx, f.path) }

func (f file[S]) copied() (disk[S], error) {
	to, err := newFile(f.files, f.from)
	if err != nil {
		return nil, err
	}
	for _, end := range []string{"", "-wal"} {
		raw, err := os.ReadFile(f.path + end)
		if os.IsNotExist(err) && end != "" {
			continue
		}
		if err == nil {
			err = os.WriteFile(to.path+end, raw, 0o600)
		}
		if err != nil {
			return nil, err
		}
	}
	return to, nil
}

func openSQLite(ctx context.Context, path string) (changesync.Store, error) {
	return sqlite.Open(ctx, path, sqlite.Options{Readers: 1})
}

func openLocal(ctx context.Context, path string) (changesync.Local, error) {
	return localstore.Open(ctx, path, localdb.Options{})
}

// newServerDisk and newDeviceDisk are empty; in memory without files.
func newServerDisk(f *files) (serverDisk, error) {
	if f == nil {
		return memoryStore{memstore.New()}, nil
	}
	return newFile(f, openSQLite)
}

func newDeviceDisk(f *files) (deviceDisk, error) {
	if f == nil {
		return memoryLocal{memstore.NewLocal()}, nil
	}
	return newFile(f, openLocal)
}
