package main

import (
	"context"
	"errors"
	"os"
	"time"

	mobile "fieldsync/mobile-client"
	"fieldsync/mobile-client/localdb"
	"fieldsync/mobile-client/localstore"
	"fieldsync/sync"
)

// watch syncs whenever there is a reason. It owns the home only while it reads
// or writes, so that other commands work beside it.
func (a *app) watch() error {
	path, err := a.database()
	if err != nil {
		return err
	}
	bar := newBar(a)
	c, err := a.client(&sharedHome{app: a, path: path}, mobile.Options{Progress: bar.show, Synced: func(sum mobile.Summary, err error) {
		bar.clear()
		a.tellQuarantined(sum)
		if err != nil {
			if mobile.CodeOf(err) != mobile.CodeWiped { // told when it is done
				a.report(err)
			}
			return
		}
		_ = a.print(sum, func() { a.tellSync(sum) })
	}})
	if err != nil {
		return err
	}
	if !c.Enrolled() {
		_, err := a.enrolled(mobile.Options{})
		return err
	}
	done := make(chan struct{})
	ctx, stop := context.WithCancel(a.ctx)
	go func() {
		defer close(done)
		a.wakeOnWrites(ctx, c, path)
	}()
	err = c.Run(ctx)
	stop()
	<-done
	if errors.Is(err, context.Canceled) {
		return nil // told to stop, and stopped
	}
	return a.wipedOr(err)
}

// lookEvery is how often the watch looks whether another command has written.
const lookEvery = 2 * time.Second

func (a *app) wakeOnWrites(ctx context.Context, c *mobile.Client, path string) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	var seen time.Time
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if at := changed(path); at.After(seen) {
			seen = at
			if s, err := c.Status(ctx); err == nil && s.Waiting > 0 && s.State != mobile.StateSyncing {
				c.Wake()
			}
		}
	}
}

// changed is when the database was last written.
func changed(path string) (last time.Time) {
	for _, name := range []string{path, path + "-wal"} {
		if info, err := os.Stat(name); err == nil && info.ModTime().After(last) {
			last = info.ModTime()
		}
	}
	return last
}

// sharedHome opens the database for each transaction and gives it up after.
type sharedHome struct {
	app  *app
	path string
}

func (h *sharedHome) Update(ctx context.Context, fn func(changesync.LocalTx) error) error {
	return h.with(ctx, func(s *localstore.Store) error { return s.Update(ctx, fn) })
}

func (h *sharedHome) View(ctx context.Context, fn func(changesync.LocalReadTx) error) error {
	return h.with(ctx, func(s *localstore.Store) error { return s.View(ctx, fn) })
}

func (h *sharedHome) with(ctx context.Context, do func(*localstore.Store) error) error {
	s, err := h.app.openStore(h.path, localdb.Options{Readers: 1})
	if err != nil {
		return err
	}
	return errors.Join(do(s), s.Close())
}

// Close implements changesync.Local; nothing is open between transactions.
func (h *sharedHome) Close() error { return nil }
