package changesync

import (
	"errors"

	"fieldsync/models"
)

// What stores report, recognised by errors.Is.
var (
	// ErrExists: a row that must be new is already there.
	ErrExists = errors.New("already there")
	// ErrBusy: the database is locked by somebody else; try again.
	ErrBusy = errors.New("database busy")
	// ErrFull: no space left; nothing was written.
	ErrFull = errors.New("no space left for the database")
	// ErrDamaged: what is stored is not what was stored.
	ErrDamaged = errors.New("the database is damaged")
)

// The codes of errors that cross the network. Each is stable.
const (
	CodeMalformed       = "malformed"
	CodeTooLarge        = "too_large"
	CodeBadSignature    = "bad_signature"
	CodeBadChain        = "bad_chain"
	CodeFork            = "fork"
	CodeExpectedN       = "expected_n"
	CodeUnauthorised    = "unauthorised"
	CodeTokenExpired    = "token_expired"
	CodeRevoked         = "revoked"
	CodeBadCode         = "bad_code"
	CodeOtherUser       = "other_user" // the code is not for whom the phone belongs to
	CodeCursorExpired   = "cursor_expired"
	CodeEpochChanged    = "epoch_changed"
	CodeRestartPull     = "restart_pull"
	CodeBadCursor       = "bad_cursor"
	CodeStalePage       = "stale_page"
	CodeNotFound        = "not_found"
	CodeUpgradeRequired = "upgrade_required"
	CodeOverloaded      = "overloaded"
	CodeServerField     = "server_field"
	CodeFixedField      = "fixed_field"
	CodeOutsideGrants   = "outside_grants"
	CodeForeignUnit     = "foreign_unit" // only the head of the unit writes it, see models.Heads
	CodeWrongScope      = "wrong_scope"
	CodeWrongID         = "wrong_id"
	CodeNeedsQuarantine = "needs_quarantined"
	CodeWithheld        = "withheld"
	CodeAmended         = "already_amended"
	CodeInternal        = "internal"
	CodeBadReason       = "bad_reason"
	CodeNotPersonal     = "not_personal"
	CodeNotAllowed      = "not_allowed"
	CodeMore            = "more" // stands for further reasons
	CodeUnknownDevice   = "unknown_device"
	CodeBadUser         = "bad_user"
	CodeErased          = "erased"
	CodeClockAhead      = "clock_ahead"
	CodeWipeOrdered     = "wipe_ordered" // the device has to erase itself, see Wipe
	CodeUnsentKept      = "unsent_kept"  // it must not yet
)

// fail makes a coded error (models.Error is the project's one error type).
func fail(code, message string) *models.Error {
	return &models.Error{Code: code, Message: message}
}
