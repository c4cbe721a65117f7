package mobile

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"fieldsync/models"
	"fieldsync/sync"
)

// Transport reaches the server. mobile-client/httptransport is the native one,
// mobile-client/wasm has the browser's.
//
// What the server refuses comes back as a *ServerError; every other error means
// that nobody knows whether the server got the message, and the client will say
// it again. Each call is bounded in time and size by the transport.
type Transport interface {
	// Enrol exchanges a code for a device.
	Enrol(ctx context.Context, url string, req EnrolRequest) (*changesync.Enrolment, error)
	// Challenge asks for a nonce to sign.
	Challenge(ctx context.Context, at Endpoint) (nonce string, err error)
	// Token exchanges a signed nonce for a new token.
	Token(ctx context.Context, at Endpoint, req TokenRequest) (*Token, error)
	// Push delivers a run; the answer is a changesync.PushResult, byte for byte.
	Push(ctx context.Context, at Endpoint, run []byte) (answer []byte, err error)
	// Feed asks for a page; it comes back byte for byte.
	Feed(ctx context.Context, at Endpoint, req changesync.PullRequest) (page []byte, err error)
	// Watch calls wake once it is connected and whenever the server has news. It
	// returns when the connection ends or ctx does.
	Watch(ctx context.Context, at Endpoint, wake func()) error
	// Rescue hands sealed changesets to a server that forgot them.
	Rescue(ctx context.Context, at Endpoint, req RescueRequest) error
	// Wipe asks for the order to erase itself that the device is under; nil: none.
	Wipe(ctx context.Context, at Endpoint) (*changesync.Wipe, error)
	// ReportWipe gives the device's word about it.
	ReportWipe(ctx context.Context, at Endpoint, report changesync.WipeReport) error
	// Reveal asks for one field that the user's view masks.
	Reveal(ctx context.Context, at Endpoint, req RevealRequest) (value json.RawMessage, err error)
}

// Endpoint is where and as whom a call is made.
type Endpoint struct {
	URL    string // of the server, without a slash at the end
	Device string
	Token  string
}

// EnrolRequest is what a new device says of itself.
type EnrolRequest struct {
	Code      string // as the office gave it
	Name      string // for people, such as "Li's phone"
	User      string // whose data the device holds, "" for none yet
	PublicKey []byte // Ed25519
	Proof     []byte // signature of changesync.EnrolMessage
}

// TokenRequest proves that the device holds its key.
type TokenRequest struct {
	Nonce    string
	Proof    []byte // signature of changesync.RefreshMessage
	OldToken string // it dies when the new one is first used
	// Certificate is from the enrolment, for a server that forgot the device.
	Certificate string
}

// Token is a device token.
type Token struct {
	Token   string
	Expires int64 // Unix ms
}

// RescueRequest carries sealed changesets, unopened.
type RescueRequest struct {
	Device string
	Sealed [][]byte
}

// RevealRequest names a field and says what its value is needed for.
type RevealRequest struct {
	// Side is the dot of one value of a conflict, of those on this device; "":
	// the shown one.
	Side       changesync.Dot `json:"-"`
	Collection string         `json:"collection"`
	ID         string         `json:"id"`
	Field      string         `json:"field"`
	Reason     string         `json:"reason"` // 4 to 200 characters, kept in the audit log
}

// ServerError is a refusal by the server.
type ServerError struct {
	// Refusal has code, field and message; errors.As finds it.
	Refusal *models.Error
	// Status is the HTTP status, 0 where there is none.
	Status int
	// RetryAfter is how long the server asks to be left alone, 0: it did not say.
	RetryAfter time.Duration
	// ExpectedN comes with the code expected_n: the next n the server takes.
	ExpectedN uint64
}

// Error tells code, field and message.
func (e *ServerError) Error() string { return e.Refusal.Error() }

// Unwrap returns the coded error.
func (e *ServerError) Unwrap() error { return e.Refusal }

// networkError wraps what a transport could not do. A context's own end and
// coded errors stay what they are.
func networkError(err error) error {
	if err == nil || CodeOf(err) != "" || errors.Is(err, context.Canceled) {
		return err
	}
	return &models.Error{Code: CodeNetwork, Message: "the server cannot be reached", ZH: "无法连接服务器",
		Hint: "everything is kept on this device; try again when there is a network", HintZH: "数据均保存在本机,有网络时请重试", Err: err}
}
