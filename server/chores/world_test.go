package chores

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"sync"
	"testing"
	"time"

	"fieldsync/models"
	"fieldsync/server/keys"
	changesync "fieldsync/sync"
	"fieldsync/sync/faultstore"
	"fieldsync/sync/memstore"
)

// world is an organisation in memory with any number of servers on it.
type world struct {
	t     *testing.T
	store *memstore.Store
	keys  *changesync.ServerKeys
	mu    sync.Mutex
	now   time.Time
	ids   int
	fail  func(faultstore.Point) error
}

func newWorld(t *testing.T, today string) *world {
	t.Helper()
	k, err := keys.LoadOrCreate(t.TempDir()+"/keys.json", rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, store: memstore.New(), keys: k.ServerKeys}
	w.day(today)
	return w
}

// day sets the clock to nine o'clock of a day.
func (w *world) day(day string) {
	w.t.Helper()
	at, err := time.ParseInLocation(time.DateOnly, day, models.China)
	if err != nil {
		w.t.Fatal(err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = at.Add(9 * time.Hour)
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(time.Millisecond)
	return w.now
}

func (w *world) newID() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ids++
	return fmt.Sprintf("01890000-0000-7000-8000-%012d", w.ids)
}

// server opens one more server on the database.
func (w *world) server() *Runner {
	w.t.Helper()
	fail := func(faultstore.Point) error { return nil }
	store := faultstore.Store(w.store.Again(), func(p faultstore.Point) error { return fail(p) })
	e, err := changesync.NewEngine(context.Background(), store, changesync.Options{Keys: w.keys, Now: w.clock, Random: rand.Reader, NewID: w.newID})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(e.Close)
	if w.fail != nil {
		fail = w.fail
	}
	return New(e, Options{Now: w.clock, Page: 3})
}

func (r *Runner) must(t *testing.T) {
	t.Helper()
	if err := r.Round(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// put writes a record in the name of somebody.
func (r *Runner) put(t *testing.T, actor, collection, id string, record models.Values) {
	t.Helper()
	scope, ok := models.Default().Collection(collection).HomeScope(id, record)
	if !ok {
		scope = ""
	}
	_, err := r.engine.WriteAs(t.Context(), actor, changesync.Edit{Key: changesync.Key{Collection: collection, ID: id}, Scope: scope, Set: record})
	if err != nil {
		t.Fatal(err)
	}
}

// values are what a record shows.
func (r *Runner) values(t *testing.T, collection, id string) (v models.Values) {
	t.Helper()
	err := r.engine.Look(t.Context(), func(l *changesync.Ledger) (err error) {
		v, err = l.Values(changesync.Key{Collection: collection, ID: id})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func (r *Runner) seq(t *testing.T) (seq uint64) {
	t.Helper()
	err := r.engine.Look(t.Context(), func(l *changesync.Ledger) error {
		head, err := l.Head()
		seq = head.Seq
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return seq
}

func text(v models.Values, field string) (s string) {
	_ = json.Unmarshal(v[field], &s)
	return s
}

func set(t *testing.T, pairs ...any) models.Values {
	t.Helper()
	v := models.Values{}
	for i := 0; i < len(pairs); i += 2 {
		raw, err := json.Marshal(pairs[i+1])
		if err != nil {
			t.Fatal(err)
		}
		v[pairs[i].(string)] = raw
	}
	return v
}
