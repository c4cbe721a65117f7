package upgrade

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"time"

	"fieldsync/api"
	"fieldsync/models"
	"fieldsync/server/keys"
	"fieldsync/server/store/sealed"
	"fieldsync/server/store/sqlite"
	changesync "fieldsync/sync"

	"github.com/google/uuid"
)

// The files of a server's folder.
const (
	databaseName = "fieldsync.db"
	keysName     = "keys.json"
)

// office is a server on a folder, in this process: the real store, engine and
// door, with a clock of its own.
type office struct {
	ctx    context.Context
	store  *sqlite.Store
	engine *changesync.Engine
	door   *api.Server
}

func openOffice(ctx context.Context, folder string, now func() time.Time) (*office, error) {
	k, err := keys.LoadOrCreate(filepath.Join(folder, keysName), rand.Reader)
	if err != nil {
		return nil, err
	}
	store, err := sqlite.Open(ctx, filepath.Join(folder, databaseName), sqlite.Options{})
	if err != nil {
		return nil, err
	}
	var data changesync.Store = store
	if k.AtRest != nil {
		if data, err = sealed.New(store, *k.AtRest); err != nil {
			return nil, errors.Join(err, store.Close())
		}
	}
	engine, err := changesync.NewEngine(ctx, data, changesync.Options{Keys: k.ServerKeys, Now: now, Random: rand.Reader, NewID: newID})
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	door, err := api.New(engine, api.Options{Now: now, SignInRate: 1 << 20})
	if err != nil {
		engine.Close()
		return nil, errors.Join(err, store.Close())
	}
	return &office{ctx, store, engine, door}, nil
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

// ServeHTTP lets tests and recorders call the door.
func (o *office) ServeHTTP(w http.ResponseWriter, r *http.Request) { o.door.ServeHTTP(w, r) }

func (o *office) close() error {
	o.door.Close()
	o.engine.Close()
	return o.store.Close()
}

// write is an edit of the back office.
func (o *office) write(scope models.Scope, collection, id, set string) error {
	var values models.Values
	if err := json.Unmarshal([]byte(set), &values); err != nil {
		return fmt.Errorf("%s %s: %w", collection, id, err)
	}
	_, err := o.engine.WriteAs(o.ctx, "admin", changesync.Edit{
		Key: changesync.Key{Collection: collection, ID: id}, Scope: scope, Set: values,
	})
	return err
}
