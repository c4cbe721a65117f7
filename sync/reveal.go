package changesync

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"fieldsync/models"
)

// The bounds of a reason, in characters.
const (
	MinReason = 4
	MaxReason = 200
)

// Reveal shows one personal field of a record that the user may see only
// masked, or in full: the field, who asked, from which device and why are in
// the audit log, durable, before the value leaves (domain.md 8). What is refused
// is there too: who tries many ids, or asks for what his work does not need, is
// found. Errors: not_found for what the user may not see at all and for what is
// not there, not_allowed, no_consent, bad_reason, not_personal.
func (e *Engine) Reveal(ctx context.Context, caller Device, key Key, field, reason string) (json.RawMessage, error) {
	reason, err := CheckReason(reason)
	if err != nil {
		return nil, err
	}
	if err := e.refreshGrants(ctx, caller.User); err != nil {
		return nil, err
	}
	var value json.RawMessage
	var refused *models.Error
	err = e.submit(ctx, &job{keys: []Key{key}, run: func(g *group) (err error) {
		ev := AuditEvent{Action: AuditReveal, User: caller.User, Device: caller.ID,
			Collection: key.Collection, Record: key.ID, Field: field, Reason: reason}
		value, err = g.personal(caller.User, key, field)
		if refused = nil; errors.As(err, &refused) {
			ev.Action, ev.Detail = AuditRefused, refused.Code
		} else if err != nil {
			return err
		}
		g.audit(ev)
		return nil
	}})
	if err != nil {
		return nil, err
	}
	if refused != nil {
		return nil, refused
	}
	return value, nil
}

// CheckReason trims what somebody gives as his reason. Error: bad_reason.
func CheckReason(reason string) (string, error) {
	if reason = strings.TrimSpace(reason); !validReason(reason) {
		return "", &models.Error{Code: CodeBadReason, Field: "reason", Message: "say in 4 to 200 characters, in one line, what the value is needed for"}
	}
	return reason, nil
}

// personal reads a personal field of a record in reach of the user.
func (g *group) personal(user string, key Key, field string) (json.RawMessage, error) {
	hidden := fail(CodeNotFound, "there is nothing here, or nothing that you may see")
	w, err := g.record(key)
	if err != nil {
		return nil, err
	}
	rows, _, err := g.tx.Grants(user)
	if err != nil {
		return nil, err
	}
	if w == nil || w.col == nil || w.rec.Life(w.col) == Deleted {
		return nil, hidden
	}
	right := rightTo(activeGrants(rows), w.rec.Scope, key.Collection)
	if !right.See.Sees() {
		return nil, hidden
	}
	f := w.col.Field(field)
	if f == nil || !confidential(f) {
		return nil, &models.Error{Code: CodeNotPersonal, Field: "field", Message: "this is no field that is masked"}
	}
	right = rightToField(activeGrants(rows), w.rec.Scope, w.col, f)
	if right.See != models.LevelFull && !right.May(models.Reveal) {
		return nil, &models.Error{Code: CodeNotAllowed, Field: "field", Message: "your work does not need this value: ask who is responsible for the customer"}
	}
	if w.rec.sealedFrom(user, w.col, f) {
		return nil, &models.Error{Code: FlagNoConsent, Field: "field", Message: "nobody has recorded that the person agreed to this: ask, record it, and the value is shown",
			ZH: "尚未记录客户同意:请征得同意并记录后再查看"}
	}
	value := w.rec.Values(w.col)[field]
	if value == nil {
		value = json.RawMessage("null")
	}
	return value, nil
}
