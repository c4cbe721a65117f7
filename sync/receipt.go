package changesync

import (
	"crypto/ed25519"
	"encoding/json"
	"fmt"

	"fieldsync/models/strict"
)

// What became of a changeset.
const (
	OutcomeApplied     = "applied"
	OutcomeQuarantined = "quarantined"
)

// Receipt is the server's durable, signed answer to one changeset.
type Receipt struct {
	Device    string   `json:"device"`
	N         uint64   `json:"n"`
	Hash      []byte   `json:"hash"`
	Epoch     string   `json:"epoch"`
	Seq       uint64   `json:"seq"`       // at which it entered the log
	Effective int64    `json:"effective"` // Unix ms
	Arrived   int64    `json:"arrived"`   // Unix ms
	Outcome   string   `json:"outcome"`
	Reasons   []Reason `json:"reasons,omitempty"` // why it is in quarantine
	Void      []Reason `json:"void,omitempty"`    // writes that had no effect
	Flags     []Reason `json:"flags,omitempty"`   // rules and missing fields, for people
}

// Reason says what is wrong with one field of one record.
type Reason struct {
	Collection string `json:"collection,omitempty"`
	Record     string `json:"record,omitempty"`
	Field      string `json:"field,omitempty"`
	Code       string `json:"code"`
	Message    string `json:"message"`
	ZH         string `json:"zh,omitempty"`
}

// String tells the reason in one line, for messages.
func (r Reason) String() string {
	where := r.Collection
	if r.Record != "" {
		where += "/" + r.Record
	}
	if r.Field != "" {
		where += " " + r.Field
	}
	return fmt.Sprintf("%s: %s (%s)", where, r.Message, r.Code)
}

const receiptContext = "fieldsync/receipt/1\n"

// Sign makes the bytes of the receipt: {"receipt":…,"signature":…}.
func (r *Receipt) Sign(key ed25519.PrivateKey) ([]byte, error) {
	body, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("encode receipt: %w", err)
	}
	sig := ed25519.Sign(key, append([]byte(receiptContext), body...))
	b := append(appendMember([]byte{'{'}, "receipt"), body...)
	return append(appendBytes(b, "signature", sig), '}'), nil
}

// ParseReceipt reads a signed receipt; a nil key skips the signature.
func ParseReceipt(raw []byte, key ed25519.PublicKey) (*Receipt, error) {
	var body, sig []byte
	err := strict.Object(raw, func(k, value []byte) (err error) {
		switch string(k) {
		case "receipt":
			body = value
		case "signature":
			sig, err = readBase64(value)
		}
		return err
	})
	if err != nil || body == nil {
		return nil, fail(CodeMalformed, "not a receipt")
	}
	if key != nil && !ed25519.Verify(key, append([]byte(receiptContext), body...), sig) {
		return nil, fail(CodeBadSignature, "the receipt was not signed by this server")
	}
	r := &Receipt{}
	if err := json.Unmarshal(body, r); err != nil {
		return nil, fail(CodeMalformed, "not a receipt: "+err.Error())
	}
	return r, nil
}
