package api

import (
	"net/http"

	"fieldsync/api/accounts"
	"fieldsync/sync"
)

// The codes of problems that only this package makes; the others are the
// engine's.
const (
	codeBadParameter = "bad_parameter"
	codeInvalid      = "invalid"
	codeIncomplete   = "incomplete_body"
	codeMediaType    = "unsupported_media_type"
	codeEncoding     = "unsupported_encoding"
	codeMethod       = "method_not_allowed"
	codeRateLimited  = "rate_limited"
	codeForbidden    = "forbidden"
	codeConfirm      = "confirm_password"
	codeNotReady     = "not_ready"
	codeFull         = "storage_full"
	codeInternal     = "internal"
)

// codeInfo is the part of a problem that is the same each time.
type codeInfo struct {
	status int
	title  string
	retry  bool // answer with Retry-After
}

// codes is the one table from code to status. An error whose code is not here
// is internal: its text is logged and not shown.
var codes = map[string]codeInfo{
	changesync.CodeMalformed:       {http.StatusBadRequest, "The request cannot be read", false},
	changesync.CodeClockAhead:      {http.StatusServiceUnavailable, "The server's clock is not believed", true},
	changesync.CodeTooLarge:        {http.StatusRequestEntityTooLarge, "The request is too large", false},
	changesync.CodeBadSignature:    {http.StatusBadRequest, "A signature does not fit", false},
	changesync.CodeBadChain:        {http.StatusBadRequest, "The changesets do not follow each other", false},
	changesync.CodeFork:            {http.StatusConflict, "The device is a copy of another", false},
	changesync.CodeExpectedN:       {http.StatusConflict, "Changesets are missing before these", false},
	changesync.CodeUnauthorised:    {http.StatusUnauthorized, "Not signed in", false},
	changesync.CodeTokenExpired:    {http.StatusUnauthorized, "The token has expired", false},
	changesync.CodeRevoked:         {http.StatusForbidden, "The device was revoked", false},
	changesync.CodeBadCode:         {http.StatusForbidden, "The code does not work", false},
	changesync.CodeOtherUser:       {http.StatusConflict, "The code is for somebody else", false},
	changesync.CodeCursorExpired:   {http.StatusGone, "The cursor is too old", false},
	changesync.CodeEpochChanged:    {http.StatusGone, "The server began a new history", false},
	changesync.CodeRestartPull:     {http.StatusConflict, "The pull must be begun again", false},
	changesync.CodeBadCursor:       {http.StatusBadRequest, "The cursor is not valid", false},
	changesync.CodeNotFound:        {http.StatusNotFound, "Not found", false},
	changesync.CodeUpgradeRequired: {http.StatusConflict, "The app must be updated", false},
	changesync.CodeOverloaded:      {http.StatusServiceUnavailable, "The server is busy", true},
	changesync.CodeBadReason:       {http.StatusUnprocessableEntity, "A reason is needed", false},
	changesync.CodeNotPersonal:     {http.StatusUnprocessableEntity, "The field is not masked", false},
	changesync.FlagNoConsent:       {http.StatusForbidden, "The person has not agreed", false},
	changesync.CodeNotAllowed:      {http.StatusForbidden, "This is not for you to do", false},
	changesync.CodeWipeOrdered:     {http.StatusForbidden, "The device has to erase itself", false},
	changesync.CodeUnsentKept:      {http.StatusConflict, "The device still holds unsent work", false},
	changesync.CodeNoDecision:      {http.StatusUnprocessableEntity, "There is no such decision", false},
	changesync.CodeOwnRecord:       {http.StatusForbidden, "Not about one's own", false},
	changesync.CodeChanged:         {http.StatusConflict, "The record has changed", false},
	changesync.CodeNotOpen:         {http.StatusConflict, "This cannot be decided now", false},
	changesync.CodeNoteRequired:    {http.StatusUnprocessableEntity, "A reason is needed", false},
	changesync.CodeBlocked:         {http.StatusUnprocessableEntity, "A rule blocks acceptance", false},
	changesync.CodeStepNeeds:       {http.StatusUnprocessableEntity, "Something is missing for this", false},
	changesync.CodeUnknownDevice:   {http.StatusConflict, "The device is not enrolled", false},

	accounts.CodeBadCredentials:    {http.StatusUnauthorized, "The name or the password is wrong", false},
	accounts.CodeLocked:            {http.StatusTooManyRequests, "Too many wrong passwords", true},
	accounts.CodeLastAdmin:         {http.StatusConflict, "Nobody else administers", false},
	accounts.CodePublicPassword:    {http.StatusForbidden, "The password is known to everybody", false},
	accounts.CodeWeakPassword:      {http.StatusUnprocessableEntity, "The password is not allowed", false},
	accounts.CodeHasPassword:       {http.StatusConflict, "There is a password already", false},
	accounts.CodeNoPassword:        {http.StatusConflict, "There is no password yet", false},
	accounts.CodeNotActive:         {http.StatusConflict, "The account is not active", false},
	accounts.CodeYourself:          {http.StatusConflict, "Not for oneself", false},
	accounts.CodeExists:            {http.StatusConflict, "It is there already", false},
	accounts.CodeRequired:          {http.StatusUnprocessableEntity, "Something is missing", false},
	accounts.CodeSecondFactor:      {http.StatusUnauthorized, "A code is needed as well", false},
	accounts.CodeBadSecondFactor:   {http.StatusUnauthorized, "The code is wrong", false},
	accounts.CodePasswordExposed:   {http.StatusForbidden, "A new password is needed", false},
	accounts.CodeBadTicket:         {http.StatusUnauthorized, "The sign-in must be begun again", false},
	accounts.CodeHasSecondFactor:   {http.StatusConflict, "There is a second factor already", false},
	accounts.CodeNoSecondFactor:    {http.StatusConflict, "There is no second factor", false},
	accounts.CodeSetUpSecondFactor: {http.StatusForbidden, "A second factor must be set up first", false},

	changesync.CodeBadUser: {http.StatusUnprocessableEntity, "The name cannot be used", false},

	codeBadParameter: {http.StatusBadRequest, "A parameter is wrong", false},
	codeInvalid:      {http.StatusUnprocessableEntity, "A value is not allowed", false},
	codeIncomplete:   {http.StatusBadRequest, "The body did not arrive whole", false},
	codeMediaType:    {http.StatusUnsupportedMediaType, "The media type is not supported", false},
	codeEncoding:     {http.StatusUnsupportedMediaType, "The content encoding is not supported", false},
	codeMethod:       {http.StatusMethodNotAllowed, "The method is not allowed", false},
	codeRateLimited:  {http.StatusTooManyRequests, "Too many requests", true},
	codeForbidden:    {http.StatusForbidden, "Not allowed", false},
	codeConfirm:      {http.StatusForbidden, "The password is asked for once more", false},
	codeNotReady:     {http.StatusServiceUnavailable, "The server is not ready", true},
	codeFull:         {http.StatusInsufficientStorage, "The server has no space left", true},
	codeInternal:     {http.StatusInternalServerError, "Something went wrong here", false},
}
