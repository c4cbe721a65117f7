package mobile

import (
	"errors"

	"fieldsync/sync"
)

// Codes of this package, beside those of changesync and the models.
const (
	// CodeNotEnrolled: the device has no identity yet.
	CodeNotEnrolled = "not_enrolled"
	// CodeNetwork: the server cannot be reached; everything is kept.
	CodeNetwork = "network"
	// CodeCertificate: what answers at the address cannot prove to be the server.
	CodeCertificate = "certificate"
	// CodeUnavailable: something answered that is not the server, or it failed.
	CodeUnavailable = "unavailable"
	// CodeEntryRefused: a rule of the handbook refuses the submission.
	CodeEntryRefused = "entry_refused"
	// CodeOtherUser: the code belongs to another user than this device's data.
	CodeOtherUser = changesync.CodeOtherUser
	// CodeHistoryGap: the server forgot changesets that this device no longer
	// keeps either; it has to enrol anew.
	CodeHistoryGap = "history_gap"
	// CodeDeleted: the record to be changed was deleted; make a new one.
	CodeDeleted = "deleted"
	// CodeRenew: the database was damaged; after a salvage the device has to
	// enrol anew before it delivers.
	CodeRenew = "salvaged"
	// CodeWiped: the device was ordered to be wiped and has to be erased now.
	CodeWiped = "wiped"
	// CodeLocked: the app lock is on; the PIN opens it.
	CodeLocked = "locked"
	// CodeWrongPIN: this is not the PIN.
	CodeWrongPIN = "wrong_pin"
	// CodePINWait: after wrong PINs the next try has to wait.
	CodePINWait = "pin_wait"
	// CodeBadPIN: this cannot be a PIN.
	CodeBadPIN = "bad_pin"
	// CodeUnknownForm: this device has no form of that name.
	CodeUnknownForm = "unknown_form"
	// CodeFormUnusable: this program does not understand the form.
	CodeFormUnusable = "form_unusable"
	// CodeFormOutdated: the draft has to be moved to another version first.
	CodeFormOutdated = "form_outdated"
	// CodeUnknownAction: no rule is about that.
	CodeUnknownAction = "unknown_action"
	// CodeNoProgress: the server answers, but takes nothing.
	CodeNoProgress = "no_progress"
)

// passing are the codes of failures that go away by themselves, beside every
// answer that the server is busy or ill. All others need a person and are kept
// as the device's trouble until a sync succeeds.
var passing = map[string]bool{
	"": true, CodeNetwork: true, CodeUnavailable: true, CodeNotEnrolled: true,
	changesync.CodeOverloaded: true, changesync.CodeTokenExpired: true,
	changesync.CodeRestartPull: true, changesync.CodeExpectedN: true,
}

// passes says whether the failure goes away by itself.
func passes(err error) bool {
	refused, ok := errors.AsType[*ServerError](err)
	const tooMany, ill = 429, 500
	return passing[CodeOf(err)] || ok && (refused.Status == tooMany || refused.Status >= ill)
}

// hopeless are the codes after which trying again soon is of no use.
var hopeless = map[string]bool{
	changesync.CodeFork: true, changesync.CodeRevoked: true, changesync.CodeUnauthorised: true,
	changesync.CodeUnknownDevice: true, changesync.CodeUpgradeRequired: true, CodeHistoryGap: true, CodeRenew: true,
	changesync.CodeWipeOrdered:  true,
	changesync.CodeBadSignature: true, changesync.CodeBadChain: true, changesync.CodeMalformed: true,
}
