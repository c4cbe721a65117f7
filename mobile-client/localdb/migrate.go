package localdb

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// Migration is one step of the schema. Its position in the list is its version,
// so a released migration is never changed, moved or removed.
type Migration struct {
	// Name says what the step does, for errors.
	Name string
	// SQL is the script of the step.
	SQL string
}

// MigrationsFrom reads the *.sql files of a folder in the order of their names,
// which begin with their four-digit number from 0001 on, without a gap.
func MigrationsFrom(fsys fs.ReadDirFS, dir string) ([]Migration, error) {
	entries, err := fsys.ReadDir(dir) // sorted by name; fs.ReadDir would sort, with 20 KB of code
	if err != nil {
		return nil, &Error{Code: CodeMigration, Field: dir, Message: "the folder cannot be read", Err: err}
	}
	var list []Migration
	for _, entry := range entries {
		if path.Ext(entry.Name()) != ".sql" {
			continue
		}
		if want := fmt.Sprintf("%04d_", len(list)+1); !strings.HasPrefix(entry.Name(), want) {
			return nil, &Error{Code: CodeMigration, Field: entry.Name(), Message: "the name must begin with " + want}
		}
		sql, err := fs.ReadFile(fsys, path.Join(dir, entry.Name()))
		if err != nil {
			return nil, &Error{Code: CodeMigration, Field: entry.Name(), Message: "the file cannot be read", Err: err}
		}
		list = append(list, Migration{Name: strings.TrimSuffix(entry.Name(), ".sql"), SQL: string(sql)})
	}
	return list, nil
}

// Migrate brings the database to the version of the last migration, each step
// in a transaction of its own together with its number (PRAGMA user_version).
// It fails with [CodeNewer] when the database has seen more steps than the list
// holds, and with [CodeMigration] when a step fails; the earlier ones stay.
func Migrate(ctx context.Context, db *DB, list []Migration) error {
	for more := true; more; {
		err := db.Update(ctx, func(tx *Tx) error {
			var err error
			more, err = step(tx, list)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// step applies the next migration and tells whether there are more.
func step(tx *Tx, list []Migration) (more bool, err error) {
	version, err := Version(tx)
	if err != nil {
		return false, err
	}
	if version > len(list) {
		return false, &Error{Code: CodeNewer, Field: "user_version", Message: fmt.Sprintf(
			"the database has schema %d and this program knows %d; install the newer version", version, len(list)),
			ZH: "数据库由更新版本的程序写入,请安装新版本"}
	}
	if version == len(list) {
		return false, nil
	}
	m := list[version]
	err = tx.Script(m.SQL)
	if err == nil {
		_, err = tx.Exec(fmt.Sprintf("PRAGMA user_version=%d", version+1))
	}
	if err != nil {
		return false, stepFailure(m.Name, err)
	}
	return version+1 < len(list), nil
}

// stepFailure keeps what is not the migration's fault, such as a full device.
func stepFailure(name string, err error) error {
	if e, ok := errors.AsType[*Error](err); !ok || e.endsTx() {
		return err
	}
	return &Error{Code: CodeMigration, Field: name, Message: "the step failed and was undone", Err: err}
}

// Version returns how many migrations the database has seen.
func Version(tx *Tx) (int, error) {
	var n int
	_, err := tx.Get("PRAGMA user_version", nil, &n)
	return n, err
}
