package sqlite

import (
	"errors"
	"fmt"

	engine "modernc.org/sqlite"
	code "modernc.org/sqlite/lib"

	"fieldsync/sync"
)

// Codes of the errors of this package.
const (
	// CodeNewer: the database was written by a newer version of the program.
	CodeNewer = "database_newer"
	// CodeForeign: the file is a database of something else.
	CodeForeign = "database_foreign"
	// CodeUnsafe: a setting that durability rests on did not take effect.
	CodeUnsafe = "database_unsafe"
	// CodeCorrupt: the file is damaged.
	CodeCorrupt = "database_corrupt"
	// CodeBusy: another process holds the lock; errors.Is changesync.ErrBusy.
	CodeBusy = "database_busy"
	// CodeFull: no space left; errors.Is changesync.ErrFull.
	CodeFull = "database_full"
	// CodeClosed: the store has been closed.
	CodeClosed = "database_closed"
	// CodeFailed: anything else that SQLite reports.
	CodeFailed = "database_failed"
)

// Error is what goes wrong in the database, with a stable code.
type Error struct {
	Code string
	Op   string // what was being done
	Hint string // what to do about it
	Err  error  // the cause, nil if Code says it all
}

// Error says what was done, what went wrong and what to do.
func (e *Error) Error() string {
	msg := "sqlite: " + e.Op + ": " + e.Code
	if e.Err != nil {
		msg += ": " + e.Err.Error()
	}
	if e.Hint != "" {
		msg += " (" + e.Hint + ")"
	}
	return msg
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// wrap gives an error of the driver its code and a hint; other errors, of the
// caller's function or the context, pass.
func wrap(op string, err error) error {
	var se *engine.Error
	if err == nil || !errors.As(err, &se) {
		return err
	}
	e := &Error{Code: CodeFailed, Op: op, Err: err}
	switch primary := se.Code() & 0xff; {
	case primary == code.SQLITE_BUSY, primary == code.SQLITE_LOCKED:
		e.Code, e.Err = CodeBusy, fmt.Errorf("%w: %w", changesync.ErrBusy, err)
		e.Hint = "another process works on the database: try again, or stop it"
	case primary == code.SQLITE_FULL, se.Code() == code.SQLITE_IOERR_SHMSIZE:
		e.Code, e.Err = CodeFull, fmt.Errorf("%w: %w", changesync.ErrFull, err)
		e.Hint = "nothing was written: free space on the volume of the data folder"
	case primary == code.SQLITE_CORRUPT, primary == code.SQLITE_NOTADB:
		e.Code, e.Hint = CodeCorrupt, "stop the server and restore a backup"
	case primary == code.SQLITE_CANTOPEN, primary == code.SQLITE_READONLY, primary == code.SQLITE_PERM:
		e.Hint = "the data folder must exist and be writable for the server"
	case primary == code.SQLITE_IOERR:
		e.Hint = "nothing was written: check the volume of the data folder"
	}
	return e
}

// exists says whether the error is a broken uniqueness.
func exists(err error) bool {
	var se *engine.Error
	return errors.As(err, &se) &&
		(se.Code() == code.SQLITE_CONSTRAINT_PRIMARYKEY || se.Code() == code.SQLITE_CONSTRAINT_UNIQUE)
}

// busy says whether another process holds the lock.
func busy(err error) bool {
	var se *engine.Error
	return errors.Is(err, errBusyLog) || errors.As(err, &se) && se.Code()&0xff == code.SQLITE_BUSY
}

var (
	errClosed = &Error{Code: CodeClosed, Op: "use", Hint: "open the store again"}
	errEnded  = errors.New("sqlite: the transaction has ended: use it only inside its function")
	errSeq    = errors.New("sqlite: NextSeq was called twice in one transaction")
)
