package postgres

import (
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"fieldsync/sync"
)

// Codes of the errors of this package.
const (
	// CodeOptions: an option or the address of the database is wrong.
	CodeOptions = "database_options"
	// CodeNewer: the tables were made by a newer version of the program.
	CodeNewer = "database_newer"
	// CodeForeign: the database holds a schema of that name of something else.
	CodeForeign = "database_foreign"
	// CodeUnsafe: a setting that durability or order rests on is not as needed.
	CodeUnsafe = "database_unsafe"
	// CodeCorrupt: the server found damaged data.
	CodeCorrupt = "database_corrupt"
	// CodeBusy: others hold the locks or all connections; errors.Is changesync.ErrBusy.
	CodeBusy = "database_busy"
	// CodeUnreachable: no connection, or one to a server that cannot write;
	// errors.Is changesync.ErrBusy, since it passes.
	CodeUnreachable = "database_unreachable"
	// CodeUncertain: the commit was sent and is not known to be durable: the
	// connection broke, or the wait for the standby was cut short. It may have
	// taken effect. errors.Is changesync.ErrBusy, so that nobody repeats it
	// blindly: the caller asks again and is answered from what is there.
	CodeUncertain = "database_uncertain"
	// CodeFull: no space left; errors.Is changesync.ErrFull.
	CodeFull = "database_full"
	// CodeClosed: the store has been closed.
	CodeClosed = "database_closed"
	// CodeFailed: anything else that the server reports.
	CodeFailed = "database_failed"
)

// Error is what goes wrong in the database, with a stable code.
type Error struct {
	Code string
	Op   string // what was being done
	Hint string // what to do about it
	Err  error  // the cause, nil if Code says it all
}

// Error says what failed, why, and what to do about it.
func (e *Error) Error() string {
	msg := "postgres: " + e.Op + ": " + e.Code
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

// newError is an error that is also one of changesync's, if kind is not nil.
func newError(code, op, hint string, kind, err error) *Error {
	if kind != nil && err != nil {
		err = fmt.Errorf("%w: %w", kind, err)
	} else if err == nil {
		err = kind
	}
	return &Error{Code: code, Op: op, Hint: hint, Err: err}
}

// wrap gives what server and connection report its code and a hint; other
// errors, of the caller's function or with a code already, pass.
func wrap(op string, err error) error {
	var ours *Error
	if err == nil || errors.As(err, &ours) {
		return err
	}
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		if broken(err) {
			err = newError(CodeUnreachable, op, "check that the database server runs and can be reached, then try again", changesync.ErrBusy, err)
		}
		return err
	}
	for _, c := range classes {
		if strings.HasPrefix(pg.Code, c.state) {
			return newError(c.code, op, c.hint, c.kind, err)
		}
	}
	return newError(CodeFailed, op, "", nil, err)
}

// class says what an SQLSTATE, or all that begin so, means here.
type class struct {
	state, code, hint string
	kind              error
}

const again = "nothing was written: try again"

var classes = []class{
	{"53100", CodeFull, "nothing was written: free space on the volume of the database server", changesync.ErrFull},
	{"53200", CodeBusy, "raise max_locks_per_transaction or the memory of the database server", changesync.ErrBusy},
	{"53", CodeBusy, "raise max_connections of the database server or lower the connections of each node", changesync.ErrBusy},
	{"55P03", CodeBusy, "another node holds the locks: try again", changesync.ErrBusy},
	{"57014", CodeBusy, "an administrator cancelled the statement: try again", changesync.ErrBusy},
	{"40", CodeBusy, again, changesync.ErrBusy},
	{"25006", CodeUnreachable, "this server is a standby: name all servers and target_session_attrs=read-write in the address", changesync.ErrBusy},
	{"25P03", CodeUnreachable, "the transaction was idle too long and was ended: try again", changesync.ErrBusy},
	{"57P", CodeUnreachable, "the database server is going down or coming up: try again", changesync.ErrBusy},
	{"08", CodeUnreachable, again, changesync.ErrBusy},
	{"28", CodeOptions, "check user and password in the address of the database", nil},
	{"3D000", CodeOptions, "create the database, or name another in its address", nil},
	{"42501", CodeOptions, "the user of the database needs CREATE on it once, to make its schema", nil},
	{"XX001", CodeCorrupt, "stop the servers and restore a backup or promote a standby", nil},
	{"XX002", CodeCorrupt, "rebuild the index that the message names", nil},
}

// broken says whether there is no connection, or none any more.
func broken(err error) bool {
	var network net.Error
	var connect *pgconn.ConnectError
	return errors.As(err, &network) || errors.As(err, &connect) || pgconn.SafeToRetry(err) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}

// exists says whether a changeset of this name, or an audit entry of this
// number, is there already.
func exists(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "23505" && slices.Contains(newOnly, pg.ConstraintName)
}

// newOnly are the constraints of rows that are never replaced.
var newOnly = []string{"changesets_name", "audit_name"}

// retriable says whether the transaction can be run again: it lost against
// another one and nothing of it has happened.
func retriable(err error) bool {
	var pg *pgconn.PgError
	return errors.Is(err, errMoved) || errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}

var (
	errClosed = &Error{Code: CodeClosed, Op: "use", Hint: "open the store again"}
	errEnded  = errors.New("postgres: the transaction has ended: use it only inside its function")
	errSeq    = errors.New("postgres: NextSeq was called twice in one transaction")
	// errMoved: another node changed the head that this transaction acts on.
	errMoved = &Error{Code: CodeBusy, Op: "head", Hint: again, Err: changesync.ErrBusy}
)
