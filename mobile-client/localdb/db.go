package localdb

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"
)

// Memory is the path of a database that lives in memory only, for tests.
const Memory = ":memory:"

// Options are the settings of a database. The zero value is what a device uses.
type Options struct {
	// LockWait is how long Open waits for another process to leave the
	// database's folder; 0 means 10 s.
	LockWait time.Duration
	// BusyWait is how long a transaction waits for its connection; 0 means 10 s.
	BusyWait time.Duration
	// Readers is the number of connections for View, natively and on a file;
	// 0 means 2. Elsewhere there is one connection for everything.
	Readers int
	// MaxPages bounds the file, for tests of a full device; it is asked before
	// each Update. nil, or 0: nothing does.
	MaxPages func() int
}

func (o Options) withDefaults() Options {
	if o.LockWait == 0 {
		o.LockWait = 10 * time.Second
	}
	if o.BusyWait == 0 {
		o.BusyWait = 10 * time.Second
	}
	if o.Readers <= 0 {
		o.Readers = 2
	}
	return o
}

// DB is an open local database. Its methods may be called from several
// goroutines at once.
type DB struct {
	path    string
	opts    Options
	writer  chan *session // holds the one connection that writes while it is free
	readers chan *session // the same channel where there is one connection only
	count   int           // connections in readers
	active  atomic.Int64  // transactions that are open now
	closing chan struct{}
	closed  sync.Once
	release func() error // gives the folder up
}

// Open opens the database at path, or makes it, and takes possession of its
// folder. It fails with [CodeHomeBusy], [CodeHomeUnusable], [CodeCorrupt],
// [CodeSetup] or one of the storage codes.
func Open(path string, opts Options) (*DB, error) {
	opts = opts.withDefaults()
	release, err := own(path, opts.LockWait)
	if err != nil {
		return nil, err
	}
	var sessions []*session
	if err = inspect(path); err == nil {
		sessions, err = connect(path, opts)
	}
	if err != nil {
		return nil, errors.Join(condemned(path, err), release())
	}
	db := &DB{path: path, opts: opts, release: release, closing: make(chan struct{})}
	db.writer = make(chan *session, 1)
	db.writer <- sessions[0]
	db.readers = db.writer
	if readers := sessions[1:]; len(readers) > 0 {
		db.readers = make(chan *session, len(readers))
		db.count = len(readers)
		for _, s := range readers {
			db.readers <- s
		}
	}
	return db, nil
}

// Close waits for the transactions that are open, closes the connections and
// gives the folder up. Later calls of any method fail with [CodeClosed]; a
// second Close does nothing.
func (db *DB) Close() error {
	if db.active.Load() > 0 && insideTx() {
		return misuse("Close", "a transaction cannot close its own database; return first")
	}
	var err error
	db.closed.Do(func() {
		close(db.closing)
		// The writer goes last: closing the last connection folds the WAL in.
		for range db.count {
			err = errors.Join(err, (<-db.readers).shut())
		}
		err = errors.Join(err, (<-db.writer).shut(), db.release())
	})
	return err
}

// acquire takes a connection out of pool.
func (db *DB) acquire(ctx context.Context, pool chan *session) (*session, error) {
	if err := db.usable(ctx); err != nil {
		return nil, err
	}
	select {
	case s := <-pool:
		return s, nil
	default:
	}
	wait := time.NewTimer(db.opts.BusyWait)
	defer wait.Stop()
	select {
	case s := <-pool:
		return s, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-db.closing:
		return nil, errClosed()
	case <-wait.C:
		return nil, &Error{Code: CodeBusy, Message: "other transactions held the database for " +
			db.opts.BusyWait.String() + "; keep them short and never wait for another transaction inside one"}
	}
}

// usable reports why no transaction may start now.
func (db *DB) usable(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case <-db.closing:
		return errClosed()
	default:
	}
	if db.active.Load() > 0 && insideTx() {
		return misuse("transaction", "a transaction cannot start inside another one; use the Tx at hand")
	}
	return nil
}

// bound limits the file where the options say so.
func (db *DB) bound(s *session) error {
	if db.opts.MaxPages == nil {
		return nil
	}
	const most = 1<<32 - 2 // what SQLite allows
	limit := db.opts.MaxPages()
	if limit == 0 {
		limit = most
	}
	_, err := s.one("PRAGMA max_page_count=" + itoa(limit))
	return err
}

// condemned marks the database when the error says that it is damaged.
func condemned(path string, err error) error {
	if CodeOf(err) == CodeCorrupt {
		_ = Condemn(path) // where even that fails, the damage is met again
	}
	return err
}

func errClosed() *Error {
	return &Error{Code: CodeClosed, Message: "the database was closed; open it again"}
}
