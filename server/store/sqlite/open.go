package sqlite

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"sync"
	"time"

	"fieldsync/sync"
)

// Options of a store; the zero value is right for a server.
type Options struct {
	Readers     int           // connections that read, 0: 3
	BusyTimeout time.Duration // how long to wait for another process, 0: 10 s
	CacheKiB    int           // page cache of the writer, and of all readers together, 0: 8 MiB
	MaxPages    func() int    // bounds the file in tests of a full disk, asked before each update; nil or 0: nothing does
}

func (o Options) filled() Options {
	if o.Readers <= 0 {
		o.Readers = 3
	}
	if o.BusyTimeout <= 0 {
		o.BusyTimeout = 10 * time.Second
	}
	if o.CacheKiB <= 0 {
		o.CacheKiB = 8 << 10
	}
	return o
}

// Store is a changesync.Store in one SQLite file. All methods may be called
// from any goroutine.
type Store struct {
	path    string
	opts    Options
	writer  chan *conn // holds the one connection while nobody writes
	readers chan *conn
	closing chan struct{}
	close   sync.Once
	closed  error
}

var _ changesync.Store = (*Store)(nil)

// Open opens the database, makes it if it is not there, and brings its tables
// up to date. It fails with an *Error when the file is of a newer version or
// of something else, or when a setting that durability rests on has no effect.
func Open(ctx context.Context, path string, opts Options) (*Store, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("sqlite: path of the database: %w", err)
	}
	s := &Store{path: abs, opts: opts.filled(), closing: make(chan struct{})}
	s.writer, s.readers = make(chan *conn, 1), make(chan *conn, s.opts.Readers)
	if err := s.open(ctx); err != nil {
		return nil, errors.Join(err, s.drop())
	}
	return s, nil
}

func (s *Store) open(ctx context.Context) error {
	w, err := s.dial(ctx, false)
	if err != nil {
		return err
	}
	s.writer <- w
	if err := s.migrate(ctx, w); err != nil {
		return err
	}
	for range s.opts.Readers {
		r, err := s.dial(ctx, true)
		if err != nil {
			return err
		}
		s.readers <- r
	}
	return nil
}

// dial opens a connection with its pragmas and reads them back. Opening
// recovers a crashed database and may so meet another process.
func (s *Store) dial(ctx context.Context, reader bool) (*conn, error) {
	var c *conn
	err := s.patiently(ctx, func() (err error) {
		if c, err = dial(s.dsn(reader)); err != nil {
			return err
		}
		if err = c.script(s.pragmas(reader)); err == nil {
			err = s.check(c, reader)
		}
		if err != nil {
			err = errors.Join(err, c.close())
		}
		return err
	})
	return c, wrap("open "+filepath.Base(s.path), err)
}

// dsn escapes the path: a question mark in it would otherwise cut off what
// makes the database safe.
func (s *Store) dsn(reader bool) string {
	q := "?_dqs=0&_txlock=immediate"
	if reader {
		q = "?_dqs=0&mode=ro"
	}
	return "file:" + (&url.URL{Path: s.path}).EscapedPath() + q
}

// take waits for a connection of the pool.
func (s *Store) take(ctx context.Context, pool chan *conn) (*conn, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case <-s.closing:
		return nil, errClosed
	default:
	}
	select {
	case c := <-pool:
		return c, nil
	case <-s.closing:
		return nil, errClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Close waits for running transactions, refuses new ones and closes the file.
// Closing again does nothing. It must not be called inside a transaction.
func (s *Store) Close() error {
	s.close.Do(func() {
		close(s.closing)
		var errs []error
		for range s.opts.Readers {
			errs = append(errs, (<-s.readers).close())
		}
		// The writer last: closing it folds the WAL into the file.
		errs = append(errs, (<-s.writer).close())
		s.closed = wrap("close", errors.Join(errs...))
	})
	return s.closed
}

// drop closes what a failed Open had opened.
func (s *Store) drop() error {
	var errs []error
	for _, pool := range []chan *conn{s.readers, s.writer} {
		for len(pool) > 0 {
			errs = append(errs, (<-pool).close())
		}
	}
	return errors.Join(errs...)
}
