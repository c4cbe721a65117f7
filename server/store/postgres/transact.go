package postgres

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"fieldsync/sync"
)

const (
	// The setting is asserted when a session begins; a reload of the server's
	// configuration must not undo it afterwards.
	beginUpdate = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SET LOCAL synchronous_commit = on"
	// The second statement takes the snapshot, which would otherwise wait for
	// the first question.
	beginView = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT 1"
	// A transaction that wrote nothing ends without waiting for the standby,
	// but its answer may be about a commit that is not there yet. So it writes
	// an empty message, which the standby has only with all before it.
	commitRead = `SELECT pg_logical_emit_message(true, 'fieldsync', '')
		WHERE current_setting('synchronous_standby_names') <> ''; COMMIT`
)

// attempts is how often a transaction that lost against others runs.
const attempts = 12

// Update implements changesync.Store. fn runs again when the transaction lost
// a deadlock or a race against another node. Once a statement has failed the
// transaction fails even if fn returns nil.
func (s *Store) Update(ctx context.Context, fn func(changesync.Tx) error) error {
	for n := 1; ; n++ {
		lost, err := s.update(ctx, fn)
		if !lost || n == attempts {
			return err
		}
		// Those who met should not meet again.
		pause := time.NewTimer(time.Duration(rand.Int64N(int64(n) * int64(4*time.Millisecond))))
		select {
		case <-pause.C:
		case <-ctx.Done():
			pause.Stop()
			return ctx.Err()
		}
	}
}

// update runs fn once; lost says that it may run again.
func (s *Store) update(ctx context.Context, fn func(changesync.Tx) error) (lost bool, err error) {
	c, err := s.begin(ctx, beginUpdate)
	if err != nil {
		return false, err
	}
	defer c.Release()
	t := &tx{readTx: readTx{ctx: ctx, c: c.Conn(), org: s.opts.Org}}
	defer func() { t.ended = true }()
	err = s.transact(ctx, c.Conn(), func() (bool, error) {
		if err := fn(t); err != nil {
			return false, err
		}
		return t.wrote, t.failed
	})
	return retriable(t.failed) || t.failed == nil && retriable(err), err
}

// View implements changesync.Store.
func (s *Store) View(ctx context.Context, fn func(changesync.ReadTx) error) error {
	c, err := s.begin(ctx, beginView)
	if err != nil {
		return err
	}
	defer c.Release()
	t := &readTx{ctx: ctx, c: c.Conn(), org: s.opts.Org}
	defer func() {
		t.ended = true
		rollback(ctx, c.Conn())
	}()
	return fn(t)
}

// begin takes a connection and begins. Connections that died while nobody used
// them, as all do when the server is started anew, are passed over.
func (s *Store) begin(ctx context.Context, query string) (*pgxpool.Conn, error) {
	for n := 0; ; n++ {
		c, err := s.acquire(ctx)
		if err != nil {
			return nil, err
		}
		if _, err = c.Exec(ctx, query); err == nil {
			return c, nil
		}
		rollback(ctx, c.Conn())
		c.Release()
		var e *Error
		err = failed(ctx, "begin", err)
		if !errors.As(err, &e) || e.Code != CodeUnreachable || n == s.opts.Conns {
			return nil, err
		}
	}
}

// transact runs fn, which says whether it wrote, and commits what was begun. An
// error or a panic of fn rolls it back, as does a context that has ended.
func (s *Store) transact(ctx context.Context, c *pgx.Conn, fn func() (wrote bool, err error)) error {
	ended := false
	defer func() {
		if !ended { // also when fn panics
			rollback(ctx, c)
		}
	}()
	wrote, err := fn()
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return err
	}
	ended = true
	return s.commit(ctx, c, wrote)
}

// rollback ends the transaction; the server does so by itself when the
// connection is closed.
func rollback(ctx context.Context, c *pgx.Conn) {
	if c.IsClosed() {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if _, err := c.Exec(ctx, "ROLLBACK"); err != nil {
		_ = c.Close(ctx)
	}
}

// commit is not cut short by the context: what happened would not be known.
func (s *Store) commit(ctx context.Context, c *pgx.Conn, wrote bool) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.opts.CommitTimeout)
	defer cancel()
	query := commitRead
	if wrote {
		query = "COMMIT"
	}
	notes := c.PgConn().CustomData()
	delete(notes, warned)
	tag, err := c.Exec(ctx, query)
	warning, _ := notes[warned].(*pgconn.Notice)
	var pg *pgconn.PgError
	switch {
	case err == nil && warning == nil && tag.String() == "COMMIT":
		return nil
	case err == nil && warning == nil:
		return newError(CodeFailed, "commit", "", nil, fmt.Errorf("the server answered %s", tag))
	case warning != nil:
		err = errors.Join(errors.New(warning.Message), err)
	case errors.As(err, &pg) && pg.SeverityUnlocalized == "ERROR", pgconn.SafeToRetry(err):
		rollback(ctx, c)
		return wrap("commit", err)
	default:
		_ = c.Close(ctx) // the server is perhaps still waiting
	}
	return newError(CodeUncertain, "commit", "the change may be lost with this server, or may stand: ask again when the standby is there",
		changesync.ErrBusy, err)
}

// failed is the context's error if that has ended, which is then the reason.
func failed(ctx context.Context, op string, err error) error {
	if err != nil && ctx.Err() != nil {
		return fmt.Errorf("postgres: %s: %w", op, ctx.Err())
	}
	return wrap(op, err)
}
