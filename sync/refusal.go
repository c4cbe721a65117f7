package changesync

import "fieldsync/models"

// refusal is why a changeset of the server's own device is not taken: nothing
// of it was done. It reads as the coded error that it stands for.
type refusal struct {
	dot    Dot
	reason Reason
}

func (r *refusal) Error() string { return r.Unwrap().Error() }

// Unwrap gives the coded error to errors.As.
func (r *refusal) Unwrap() error {
	return &models.Error{Code: r.reason.Code, Field: r.reason.Field, Message: r.reason.Message, ZH: r.reason.ZH}
}
