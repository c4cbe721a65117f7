package postgres

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// migrationLock is held while tables change ("FSYN").
const migrationLock = 0x4653594e

// migration is one step of the tables; version n leads from n-1 to n.
type migration struct {
	version int
	name    string
	text    string
}

// migrations reads the embedded steps: 0001_name.sql, 0002_name.sql …
func migrations(files fs.FS) ([]migration, error) {
	names, err := fs.Glob(files, "migrations/*.sql") // in order
	if err != nil {
		return nil, err
	}
	var out []migration
	for i, name := range names {
		number, _, _ := strings.Cut(path.Base(name), "_")
		if v, err := strconv.Atoi(number); err != nil || v != i+1 {
			return nil, fmt.Errorf("postgres: %s: migrations are numbered from 0001 without gaps", name)
		}
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		out = append(out, migration{i + 1, path.Base(name), string(text)})
	}
	return out, nil
}

// migrate brings the tables up to the program.
func (s *Store) migrate(ctx context.Context, c *pgx.Conn) error {
	steps, err := migrations(migrationFiles)
	if err != nil {
		return err
	}
	if v, err := version(ctx, c); err == nil && v == len(steps) {
		return nil // without waiting for anybody, or a right to make tables
	}
	return s.migrateTo(ctx, c, steps)
}

// migrateTo runs the missing steps, each in its own transaction. The version
// is read under a lock, so nodes that start together do each step once.
func (s *Store) migrateTo(ctx context.Context, c *pgx.Conn, steps []migration) error {
	for done := false; !done; {
		// However long another node takes: it is the context that ends the wait.
		begin := fmt.Sprintf("BEGIN; SET LOCAL lock_timeout = 0; SELECT pg_advisory_xact_lock(%d)", migrationLock)
		if _, err := c.Exec(ctx, begin); err != nil {
			rollback(ctx, c)
			return failed(ctx, "migrate", err)
		}
		err := s.transact(ctx, c, func() (bool, error) {
			v, err := version(ctx, c)
			if err != nil || v == len(steps) {
				done = true
				return true, err
			}
			if v > len(steps) {
				return true, newError(CodeNewer, "migrate", fmt.Sprintf(
					"the database has version %d, this program knows %d: start a newer program", v, len(steps)), nil, nil)
			}
			step := steps[v]
			if _, err := c.Exec(ctx, step.text); err != nil {
				return true, fmt.Errorf("%s: %w", step.name, err)
			}
			_, err = c.Exec(ctx, "INSERT INTO fieldsync.migrations (version, name) VALUES ($1, $2)", step.version, step.name)
			return true, err
		})
		if err != nil {
			return wrap("migrate", err)
		}
	}
	return nil
}

// version of the tables, 0 for none yet. It asks the catalogue's tables:
// functions that look a name up may answer from before another node made it.
func version(ctx context.Context, c *pgx.Conn) (v int, err error) {
	var schema, ours bool
	err = c.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = 'fieldsync'),
		EXISTS (SELECT FROM pg_catalog.pg_tables WHERE schemaname = 'fieldsync' AND tablename = 'migrations')`).Scan(&schema, &ours)
	if err != nil || !schema {
		return 0, wrap("migrate", err)
	}
	if !ours {
		return 0, newError(CodeForeign, "migrate", "the schema fieldsync belongs to another program: give another database", nil, nil)
	}
	err = c.QueryRow(ctx, "SELECT coalesce(max(version), 0) FROM fieldsync.migrations").Scan(&v)
	return v, wrap("migrate", err)
}
