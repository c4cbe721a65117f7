package main

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"fieldsync/api/accounts"
	"fieldsync/models"
	"fieldsync/server/keys"
	"fieldsync/server/store/sealed"
	"fieldsync/server/store/sqlite"
	changesync "fieldsync/sync"

	"github.com/google/uuid"
)

// folder is where a server keeps everything.
type folder struct {
	Data    string `help:"Folder with the database and the keys (default .data)." type:"path" default:".data" env:"FIELDSYNC_DATA" placeholder:"DIR"`
	KeyFile string `name:"keys" help:"The key file (default keys.json in the folder): best on another disk than the data and their backups." type:"path" env:"FIELDSYNC_KEYS" placeholder:"FILE"`
}

func (f folder) database() string { return filepath.Join(f.Data, "fieldsync.db") }
func (f folder) keys() string     { return cmp.Or(f.KeyFile, filepath.Join(f.Data, "keys.json")) }

// office is the data of a folder, opened: by the server, or by a command
// beside it. The database lets both work at once.
type office struct {
	folder
	store  *sqlite.Store    // as it is on disk
	data   changesync.Store // the same, opened with the keys at rest
	engine *changesync.Engine
	people *accounts.People
	keys   *keys.Keys
}

// open opens what is there.
func (f folder) open(con *console) (*office, error) {
	if !exists(f.database()) {
		return nil, &models.Error{Code: "no_database", Field: "data", Message: "there is no database in " + f.Data,
			Hint: "give the folder of the server with --data, or start one with fieldsync serve or fieldsync demo"}
	}
	k, err := keys.Load(f.keys())
	if err != nil {
		return nil, err
	}
	return f.with(con, k)
}

// openOrCreate makes the folder, the keys and the database where they are
// missing. Keys are never made for a database that is there: its devices trust
// the old ones.
func (f folder) openOrCreate(con *console) (*office, error) {
	if exists(f.database()) {
		return f.open(con)
	}
	if err := os.MkdirAll(f.Data, 0o700); err != nil {
		return nil, &models.Error{Code: "no_folder", Field: "data", Message: "the folder cannot be made", Err: err}
	}
	k, err := keys.LoadOrCreate(f.keys(), con.random)
	if err != nil {
		return nil, err
	}
	// SQLite would make the file readable for everybody, and its logs take
	// their mode from it.
	file, err := os.OpenFile(f.database(), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := file.Close(); err != nil {
		return nil, err
	}
	return f.with(con, k)
}

func (f folder) with(con *console, k *keys.Keys) (*office, error) {
	store, err := sqlite.Open(con, f.database(), storeOptions())
	if err != nil {
		return nil, err
	}
	data := failingStore(store)
	if k.AtRest != nil {
		if data, err = sealed.New(data, *k.AtRest); err != nil {
			return nil, errors.Join(err, store.Close())
		}
	}
	engine, err := changesync.NewEngine(con, data, changesync.Options{
		Keys: k.ServerKeys, Now: con.now, Random: con.random, NewID: newID,
		Journal: journals{f.journal(), f.revoked()}, Devices: journals{f.journal(), f.revoked()},
	})
	if errors.Is(err, changesync.ErrDamaged) && signedByOthers(con, store, k) {
		err = errOtherKeys
	}
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	people := accounts.New(engine, accounts.Options{Random: con.random})
	return &office{folder: f, store: store, data: data, engine: engine, people: people, keys: k}, nil
}

// close finishes what was taken and closes the files.
func (o *office) close() error {
	o.engine.Close()
	return o.store.Close()
}

// use opens a folder for one command.
func (f folder) use(con *console, fn func(*office) error) error {
	o, err := f.open(con)
	if err != nil {
		return err
	}
	return errors.Join(fn(o), o.close())
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

func exists(path string) bool {
	_, err := os.Lstat(path)
	return !errors.Is(err, fs.ErrNotExist)
}
