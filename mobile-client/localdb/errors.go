package localdb

import (
	"errors"
	"strconv"
)

// Codes of the errors this package returns. They are stable: programs may
// compare them and texts are looked up by them.
const (
	// CodeHomeBusy: another program owns the database's folder.
	CodeHomeBusy = "home_busy"
	// CodeHomeUnusable: the folder cannot be made, opened or written.
	CodeHomeUnusable = "home_unusable"
	// CodeCorrupt: the file is damaged or no SQLite database.
	CodeCorrupt = "local_database_corrupt"
	// CodeNewer: a newer version of the program has migrated the database.
	CodeNewer = "local_database_newer"
	// CodeBusy: no connection came free within Options.BusyWait.
	CodeBusy = "local_database_busy"
	// CodeFull: the device has no room left.
	CodeFull = "local_storage_full"
	// CodeStorage: the device failed to read or write.
	CodeStorage = "local_storage_failed"
	// CodeConstraint: a UNIQUE, CHECK, NOT NULL or foreign key rule said no.
	CodeConstraint = "local_constraint"
	// CodeMisuse: the calling code is wrong (nested or finished transaction,
	// wrong number of arguments, unsupported value or destination).
	CodeMisuse = "local_database_misuse"
	// CodeClosed: the database was closed.
	CodeClosed = "local_database_closed"
	// CodeMigration: a migration failed or the list of them is wrong.
	CodeMigration = "local_migration_failed"
	// CodeSetup: SQLite did not take a setting this program depends on.
	CodeSetup = "local_database_setup"
	// CodeOther: any other answer of SQLite.
	CodeOther = "local_database_error"
)

// Error is a failure of the local database.
type Error struct {
	// Code is one of the Code constants.
	Code string
	// Field names what was wrong: a path, an argument, a column, a setting.
	Field string
	// Message says what happened and what to do.
	Message string
	// ZH is the message in Chinese, where a person may have to act.
	ZH string
	// SQLite is SQLite's extended result code, 0 where SQLite was not asked.
	SQLite int
	// Err is the cause, if there is one.
	Err error
}

// Error tells code, field and message in one line.
func (e *Error) Error() string {
	s := e.Code
	if e.Field != "" {
		s += " (" + e.Field + ")"
	}
	s += ": " + e.Message
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// CodeOf returns the code of the first [*Error] in err's chain, or "".
func CodeOf(err error) string {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return ""
}

func misuse(field, message string) *Error {
	return &Error{Code: CodeMisuse, Field: field, Message: message}
}

// SQLite's primary result codes, as far as they decide something here.
const (
	sqliteError      = 1
	sqliteBusy       = 5
	sqliteLocked     = 6
	sqliteReadonly   = 8
	sqliteIOErr      = 10
	sqliteCorrupt    = 11
	sqliteFull       = 13
	sqliteCantOpen   = 14
	sqliteTooBig     = 18
	sqliteConstraint = 19
	sqliteMismatch   = 20
	sqliteRange      = 25
	sqliteNotADB     = 26
	sqliteNoIndex    = sqliteIOErr | 19<<8 // no room for the log's index
)

// sqliteFailure turns SQLite's answer into a coded error. field is the
// statement or the path it was about.
func sqliteFailure(rc int, text, field string) *Error {
	e := &Error{Code: CodeOther, Field: field, SQLite: rc}
	switch primary := rc & 0xff; {
	case primary == sqliteBusy, primary == sqliteLocked:
		e.Code, e.Message, e.ZH = CodeBusy, "the database is in use; try again", "数据库正被使用,请重试"
	case primary == sqliteFull, rc == sqliteNoIndex:
		e.Code, e.Message = CodeFull, "the device has no room left, nothing was stored; free some and try again"
		e.ZH = "设备存储空间已满,本次内容未保存;请清理空间后重试"
	case primary == sqliteIOErr, primary == sqliteCantOpen:
		e.Code, e.Message, e.ZH = CodeStorage, "the device could not read or write the database", "设备无法读写数据库"
	case primary == sqliteCorrupt, primary == sqliteNotADB:
		e.Code, e.Message = CodeCorrupt, "the file is damaged; keep it: the next command of field salvages what waits first"
		e.ZH = "数据库文件已损坏;请保留该文件并进行恢复"
	case primary == sqliteConstraint:
		e.Code, e.Message = CodeConstraint, "a rule of the table refused the change"
	case primary == sqliteReadonly:
		e.Message = "the database is read-only here; write in Update and check the file's permissions"
	default:
		e.Message = "SQLite refused the statement"
	}
	e.Err = errors.New(text + " [" + strconv.Itoa(rc) + "]")
	return e
}

// named puts the path into an error that names nothing yet.
func named(err error, path string) error {
	if e, ok := errors.AsType[*Error](err); ok && e.Field == "" {
		e.Field = path
	}
	return err
}

// endsTx tells whether SQLite may have rolled the transaction back by itself
// with this answer, so that nothing more may run in it.
func (e *Error) endsTx() bool {
	switch e.SQLite & 0xff {
	case 0, sqliteError, sqliteReadonly, sqliteTooBig, sqliteConstraint, sqliteMismatch, sqliteRange:
		return false
	}
	return true
}
