package sqlite

import (
	"context"
	"errors"
	"fmt"

	"fieldsync/sync"
)

// transact runs fn in a transaction that holds the write lock from its start.
// An error or a panic of fn rolls it back, as does a context that has ended.
func (s *Store) transact(ctx context.Context, c *conn, fn func() error) (err error) {
	begin := func() error { return c.exec("BEGIN IMMEDIATE") }
	if err := s.patiently(ctx, begin); err != nil {
		return wrap("begin", err)
	}
	committed := false
	defer func() {
		if !committed { // also when fn panics
			err = and(err, c.rollback())
		}
	}()
	if err := fn(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := c.exec("COMMIT"); err != nil {
		return wrap("commit", err)
	}
	committed = true
	return nil
}

// and adds a second error, if there is one; the first stays as it is.
func and(first, second error) error {
	if second == nil {
		return first
	}
	return errors.Join(first, second)
}

// rollback ends the transaction; SQLite has sometimes done so by itself, when
// the disk was full or broken.
func (c *conn) rollback() error {
	err := c.exec("ROLLBACK")
	if err != nil && c.exec("BEGIN") == nil {
		err = c.exec("ROLLBACK") // there was none
	}
	return wrap("rollback", err)
}

// Update implements changesync.Store. Updates of one store run one after the
// other; another process is waited for as long as the busy timeout. Once a
// write has failed the transaction fails even if fn returns nil.
func (s *Store) Update(ctx context.Context, fn func(changesync.Tx) error) error {
	c, err := s.take(ctx, s.writer)
	if err != nil {
		return err
	}
	defer func() { s.writer <- c }()
	if err := s.bound(c); err != nil {
		return err
	}
	t := &tx{readTx: readTx{ctx: ctx, c: c}}
	defer func() { t.ended = true }()
	return s.transact(ctx, c, func() error {
		if err := fn(t); err != nil {
			return err
		}
		return t.failed
	})
}

// bound limits the file where the options say so.
func (s *Store) bound(c *conn) error {
	if s.opts.MaxPages == nil {
		return nil
	}
	const most = 1<<32 - 2 // what SQLite allows
	limit := s.opts.MaxPages()
	if limit == 0 {
		limit = most
	}
	return wrap("bound", c.script(fmt.Sprintf("PRAGMA max_page_count = %d", limit)))
}

// View implements changesync.Store. It holds one of the few reading
// connections: fn should not wait for anything, least of all another View.
func (s *Store) View(ctx context.Context, fn func(changesync.ReadTx) error) (err error) {
	c, err := s.take(ctx, s.readers)
	if err != nil {
		return err
	}
	defer func() { s.readers <- c }()
	if err := s.patiently(ctx, c.snapshot); err != nil {
		return wrap("begin", err)
	}
	t := &readTx{ctx: ctx, c: c}
	defer func() {
		t.ended = true
		err = and(err, c.rollback())
	}()
	return fn(t)
}

// snapshot begins a transaction and reads at once: SQLite fixes what a
// transaction sees at its first read.
func (c *conn) snapshot() error {
	if err := c.exec("BEGIN"); err != nil {
		return err
	}
	_, err := c.one("SELECT 1 FROM head", func(row) {})
	if err != nil {
		_ = c.exec("ROLLBACK") // the first error tells more
	}
	return err
}
