package sqlite

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// applicationID marks the file as ours ("FSYN").
const applicationID = 0x4653594e

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
			return nil, fmt.Errorf("sqlite: %s: migrations are numbered from 0001 without gaps", name)
		}
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		out = append(out, migration{i + 1, path.Base(name), string(text)})
	}
	return out, nil
}

// migrate brings the database up to the program.
func (s *Store) migrate(ctx context.Context, c *conn) error {
	steps, err := migrations(migrationFiles)
	if err != nil {
		return err
	}
	if version, err := c.version(); err == nil && version == len(steps) {
		return nil // without waiting for somebody else's transaction
	}
	return s.migrateTo(ctx, c, steps)
}

// migrateTo runs the missing steps, each in its own transaction. The version
// is read inside the transaction, so two processes that start together do
// each step once.
func (s *Store) migrateTo(ctx context.Context, c *conn, steps []migration) error {
	for done := false; !done; {
		err := s.transact(ctx, c, func() error {
			version, err := c.version()
			if err != nil || version == len(steps) {
				done = true
				return err
			}
			if version > len(steps) {
				return &Error{Code: CodeNewer, Op: "migrate", Hint: fmt.Sprintf(
					"the database has version %d, this program knows %d: start a newer program", version, len(steps))}
			}
			if err := c.script(steps[version].text); err != nil {
				return fmt.Errorf("%s: %w", steps[version].name, err)
			}
			return c.script(fmt.Sprintf("PRAGMA user_version = %d; PRAGMA application_id = %d", version+1, applicationID))
		})
		if err != nil {
			return wrap("migrate", err)
		}
	}
	return nil
}

// version of the tables, 0 for a new file.
func (c *conn) version() (int, error) {
	text, err := c.pragma("user_version")
	if err != nil {
		return 0, err
	}
	id, err := c.pragma("application_id")
	if err != nil {
		return 0, err
	}
	tables := int64(0)
	if _, err := c.one("SELECT count(*) FROM sqlite_schema", func(r row) { tables = r.int(0) }); err != nil {
		return 0, err
	}
	if ours := strconv.Itoa(applicationID); id != ours && (tables > 0 || text != "0") {
		return 0, &Error{Code: CodeForeign, Op: "open", Hint: "the file is a database of another program: give another path"}
	}
	return strconv.Atoi(text)
}
