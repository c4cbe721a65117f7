//go:build js && wasm

package main

import (
	"context"
	"encoding/json"
	"sync"
	"syscall/js"

	mobile "fieldsync/mobile-client"
	"fieldsync/mobile-client/localdb"
	"fieldsync/mobile-client/localstore"
	"fieldsync/mobile-client/wire"
	"fieldsync/models"
)

// worker is the one client of this worker.
type worker struct {
	ctx    context.Context
	object js.Value
	mu     sync.Mutex
	client *mobile.Client
	store  *localstore.Store
	keeper localstore.Keeper
	stop   context.CancelFunc // of the running sync loop
}

// event tells the page.
func (w *worker) event(v any) {
	raw, err := json.Marshal(v)
	if on := w.object.Get("onEvent"); err == nil && on.Type() == js.TypeFunction {
		on.Invoke(string(raw))
	}
}

type openArgs struct {
	Path string `json:"path"` // of the database in the browser's storage
	App  string `json:"app"`  // name and version of the web app
}

// openStore seals what lies in files. Tests have a database in memory.
func (w *worker) openStore(ctx context.Context, path string) (store *localstore.Store, err error) {
	if path == localdb.Memory {
		return localstore.Open(ctx, path, localdb.Options{})
	}
	if w.keeper, err = newKeeper(path); err != nil {
		return nil, err
	}
	return localstore.OpenSealed(ctx, path, localdb.Options{}, w.keeper)
}

// open opens the database; a second call does nothing. One that the office
// ordered to be wiped is erased instead.
func (w *worker) open(ctx context.Context, in openArgs) (any, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.client == nil {
		store, err := w.openStore(ctx, in.Path)
		if err != nil {
			return nil, err
		}
		w.client, err = mobile.Open(ctx, mobile.Options{
			Local: store, Transport: wire.Transport{Carrier: fetchCarrier{}}, App: in.App,
			Progress: func(p mobile.Progress) {
				w.event(struct {
					Event string `json:"event"`
					mobile.Progress
				}{"progress", p})
			},
			Synced: w.synced,
		})
		if err != nil {
			_ = store.Close()
			return nil, err
		}
		w.store = store
		if w.client.Wiped() { // it was cut off before
			return nil, w.erase(&models.Error{Code: mobile.CodeWiped, Message: "this device was erased, as the office ordered", ZH: "本设备已按后台命令清除"})
		}
	}
	device, user, url := w.client.Who()
	return map[string]string{"device": device, "user": user, "url": url}, nil
}

// obey erases the device where err says that it has to be, and gives err back.
func (w *worker) obey(err error) error {
	if mobile.CodeOf(err) != mobile.CodeWiped {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.erase(err)
}

// erase takes the device's data away; then it gives order back, which said so.
func (w *worker) erase(order error) error {
	if w.store == nil {
		return order // another call was faster
	}
	w.halt()
	err := w.store.Erase(w.ctx, localdb.Options{}, w.keeper)
	w.store, w.client = nil, nil
	if err != nil {
		return err
	}
	return order
}

func (w *worker) synced(sum mobile.Summary, err error) {
	err = w.obey(err)
	e := struct {
		Event   string          `json:"event"`
		Summary mobile.Summary  `json:"summary"`
		Error   json.RawMessage `json:"error,omitempty"`
	}{Event: "synced", Summary: sum}
	if err != nil {
		e.Error = json.RawMessage(failure(err))
	}
	w.event(e)
}

// opened is the client, once open was called.
func (w *worker) opened() (*mobile.Client, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.client == nil {
		return nil, &models.Error{Code: "not_open", Message: "call open first"}
	}
	return w.client, nil
}

// start begins the sync loop; it goes on until stop or close.
func (w *worker) start(c *mobile.Client) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.stop != nil {
		return
	}
	var ctx context.Context
	ctx, w.stop = context.WithCancel(w.ctx)
	go func() { _ = c.Run(ctx) }() // it ends with its context only
}

// end stops the loop and, with closing, gives the database up: the page calls
// it before it goes to sleep.
func (w *worker) end(closing bool) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.halt()
	if !closing || w.store == nil {
		return nil
	}
	err := w.store.Close()
	w.store, w.client = nil, nil
	return err
}

func (w *worker) halt() {
	if w.stop != nil {
		w.stop()
		w.stop = nil
	}
}
