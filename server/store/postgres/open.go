package postgres

import (
	"context"
	"strings"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"fieldsync/sync"
)

// Options of a store; Org is required, zero values of the others are right
// for a server.
type Options struct {
	// Org is the organisation whose history this store is, 1 to 64 bytes. It
	// stands in every row and index entry: a short one is cheap.
	Org string
	// Conns is how many connections are held at most, 0: 8.
	Conns int
	// BusyTimeout is how long to wait for a lock, 0: 10 s.
	BusyTimeout time.Duration
	// CommitTimeout is how long a commit may take, 0: 30 s. With a standby
	// that must confirm, it is how long that one may be away.
	CommitTimeout time.Duration
}

func (o Options) checked() (Options, error) {
	if o.Org == "" || len(o.Org) > 64 || !utf8.ValidString(o.Org) || strings.ContainsRune(o.Org, 0) {
		return o, newError(CodeOptions, "open", "set Org to the organisation's id, 1 to 64 bytes of text", nil, nil)
	}
	if o.Conns <= 0 {
		o.Conns = 8
	}
	if o.BusyTimeout <= 0 {
		o.BusyTimeout = 10 * time.Second
	}
	if o.CommitTimeout <= 0 {
		o.CommitTimeout = 30 * time.Second
	}
	return o, nil
}

// Store is a changesync.Store of one organisation in a PostgreSQL database.
// All methods may be called from any goroutine.
type Store struct {
	opts    Options
	pool    *pgxpool.Pool
	closing atomic.Bool
}

var _ changesync.Store = (*Store)(nil)

// Open connects to a database (a URL or key=value pairs; several hosts with
// target_session_attrs=read-write follow a failover) and brings its tables up
// to date. It fails with an *Error when they are of a newer version or of
// something else, or when a setting that durability rests on is not as needed.
//
// A transaction pooler in between must pool sessions: prepared statements
// belong to one.
func Open(ctx context.Context, dsn string, opts Options) (*Store, error) {
	opts, err := opts.checked()
	if err != nil {
		return nil, err
	}
	s := &Store{opts: opts}
	config, err := pgxpool.ParseConfig(dsn)
	if err != nil { // which hides the password
		return nil, newError(CodeOptions, "open", "give the address as postgres://user@host:5432/database", nil, err)
	}
	config.MaxConns = int32(min(opts.Conns, 1000))
	config.AfterConnect = s.session
	config.ConnConfig.OnNotice = noteWarning
	config.ConnConfig.DefaultQueryExecMode = pgx.QueryExecModeCacheStatement
	if config.ConnConfig.RuntimeParams["application_name"] == "" {
		config.ConnConfig.RuntimeParams["application_name"] = "fieldsync"
	}
	if s.pool, err = pgxpool.NewWithConfig(ctx, config); err != nil {
		return nil, wrap("open", err)
	}
	if err := s.open(ctx); err != nil {
		s.pool.Close()
		return nil, err
	}
	return s, nil
}

func (s *Store) open(ctx context.Context) error {
	c, err := s.acquire(ctx)
	if err != nil {
		return err
	}
	defer c.Release()
	if err := s.migrate(ctx, c.Conn()); err != nil {
		return err
	}
	_, err = c.Exec(ctx, `INSERT INTO fieldsync.heads (org, epoch, seq, horizon) VALUES ($1, '', 0, 0)
		ON CONFLICT DO NOTHING`, s.opts.Org)
	return wrap("open", err)
}

// acquire waits for a connection of the pool.
func (s *Store) acquire(ctx context.Context) (*pgxpool.Conn, error) {
	if s.closing.Load() {
		return nil, errClosed
	}
	c, err := s.pool.Acquire(ctx)
	switch {
	case err == nil:
		return c, nil
	case s.closing.Load():
		return nil, errClosed
	}
	return nil, failed(ctx, "connect", err)
}

// Close waits for running transactions, refuses new ones and closes the
// connections. Closing again does nothing. It must not be called inside a
// transaction.
func (s *Store) Close() error {
	s.closing.Store(true)
	s.pool.Close()
	return nil
}

// warned is where the connection keeps the last warning of the server.
const warned = "fieldsync.warned"

// noteWarning keeps warnings for the commit to see. It runs in the goroutine
// that uses the connection.
func noteWarning(c *pgconn.PgConn, n *pgconn.Notice) {
	if n.SeverityUnlocalized == "WARNING" {
		c.CustomData()[warned] = n
	}
}
