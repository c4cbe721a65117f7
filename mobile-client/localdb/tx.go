package localdb

import (
	"context"
	"errors"
)

// Tx is an open transaction. It belongs to the function it was given to, on
// that function's goroutine, and is of no use after the function returned.
type Tx struct {
	ctx    context.Context
	s      *session
	write  bool
	done   bool
	failed *Error  // SQLite may have rolled back by itself: nothing more may run
	rows   []*Rows // open results
}

// Update runs fn in a writing transaction and commits it durably. When fn
// returns an error, panics or exits its goroutine, or ctx has ended by the time
// of the commit, nothing is changed; the error comes back as it is. Updates run
// one after another, and never inside another transaction.
func (db *DB) Update(ctx context.Context, fn func(*Tx) error) error {
	return db.transact(ctx, db.writer, true, fn)
}

// View runs fn in a reading transaction: all its statements see the database as
// it was at the first of them. Natively views run beside each other and beside
// an Update.
func (db *DB) View(ctx context.Context, fn func(*Tx) error) error {
	return db.transact(ctx, db.readers, false, fn)
}

func (db *DB) transact(ctx context.Context, pool chan *session, write bool, fn func(*Tx) error) (err error) {
	s, err := db.acquire(ctx, pool)
	if err != nil {
		return err
	}
	db.active.Add(1)
	defer func() {
		db.active.Add(-1)
		pool <- s
		err = condemned(db.path, err)
	}()
	begin := "BEGIN"
	if write {
		if err := db.bound(s); err != nil {
			return err
		}
		begin = "BEGIN IMMEDIATE"
	}
	if err := s.run(begin); err != nil {
		return err
	}
	tx := &Tx{ctx: ctx, s: s, write: write}
	committed := false
	defer func() {
		tx.end()
		if committed {
			return
		}
		if failure := s.undo(); failure != nil {
			err = errors.Join(err, failure)
		}
	}()
	if err := callTx(fn, tx); err != nil {
		return err
	}
	committed, err = tx.commit()
	return err
}

// commit ends the transaction well, or says why it must be rolled back.
func (tx *Tx) commit() (bool, error) {
	tx.end()
	if tx.failed != nil {
		return false, tx.failed
	}
	if err := tx.ctx.Err(); err != nil {
		return false, err
	}
	if err := tx.s.run("COMMIT"); err != nil {
		return false, err
	}
	return true, nil
}

// end closes what the function left open and disables the Tx.
func (tx *Tx) end() {
	for len(tx.rows) > 0 {
		tx.rows[len(tx.rows)-1].Close()
	}
	tx.done = true
}

// undo rolls back. After a full disk or a failed read SQLite has often done so
// already, and then says that no transaction is active: that is what we want.
func (s *session) undo() error {
	err := s.run("ROLLBACK")
	if e, ok := errors.AsType[*Error](err); ok && e.SQLite&0xff == sqliteError {
		return nil
	}
	return err
}
