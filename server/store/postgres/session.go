package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// minVersion is the oldest server, as server_version_num: 15.
const minVersion = 15_00_00

// settings of a session, which hold whatever the database's defaults are.
// Everything asked is found through an index, and statements stay prepared for
// long: a plan made while a table was small must not stay with scanning it.
// Dead clients are noticed, so that their locks go: a waiting one within
// seconds, one that sleeps in a transaction after a minute.
const settings = `
	SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET jit = off;
	SET client_connection_check_interval = '2s'; SET idle_in_transaction_session_timeout = '60s';
	SET statement_timeout = 0; SET default_transaction_isolation = 'read committed';
	SET lock_timeout = %d`

// session prepares a new connection and checks the server behind it.
func (s *Store) session(ctx context.Context, c *pgx.Conn) error {
	if _, err := c.Exec(ctx, fmt.Sprintf(settings, max(s.opts.BusyTimeout.Milliseconds(), 1))); err != nil {
		return wrap("connect", err)
	}
	version, got := 0, map[string]*string{"server_encoding": new(string), "synchronous_commit": new(string),
		"fsync": new(string), "full_page_writes": new(string)}
	err := c.QueryRow(ctx, `SELECT current_setting('server_version_num')::int, current_setting('server_encoding'),
		current_setting('synchronous_commit'), current_setting('fsync'), current_setting('full_page_writes')`).
		Scan(&version, got["server_encoding"], got["synchronous_commit"], got["fsync"], got["full_page_writes"])
	if err != nil {
		return wrap("connect", err)
	}
	if version < minVersion {
		return newError(CodeUnsafe, "connect", fmt.Sprintf("the server has version %d.%d: 15 or later is needed", version/10000, version%10000), nil, nil)
	}
	for name, want := range map[string][]string{"server_encoding": {"UTF8"}, "synchronous_commit": {"on", "remote_apply"},
		"fsync": {"on"}, "full_page_writes": {"on"}} {
		if v := *got[name]; v != want[0] && v != want[len(want)-1] {
			return newError(CodeUnsafe, "connect", fmt.Sprintf("%s of the database is %q and must be %q", name, v, want[0]), nil, nil)
		}
	}
	return nil
}
