package chores

import (
	"bytes"
	"encoding/json"

	"fieldsync/models"
	changesync "fieldsync/sync"
)

var null = json.RawMessage("null")

// changes are those of the fields whose value differs from what is shown; a
// field that the record leaves out is cleared.
func changes[T any](shown models.Values, record T, fields ...string) (models.Values, error) {
	want, err := models.Encode(record)
	if err != nil {
		return nil, err
	}
	set := models.Values{}
	for _, f := range fields {
		v := want[f]
		if v == nil {
			v = null
		}
		old := shown[f]
		if old == nil {
			old = null
		}
		if !bytes.Equal(v, old) {
			set[f] = v
		}
	}
	return set, nil
}

// edit gives a record what differs from it, nil when nothing does. A record
// that is not there is made, one that was deleted stays so.
func edit[T any](l *changesync.Ledger, key changesync.Key, scope models.Scope, record T, fields ...string) (*changesync.Edit, error) {
	shown, err := l.Values(key)
	if err != nil {
		return nil, err
	}
	if shown == nil {
		if known, err := l.Known(key); err != nil || known {
			return nil, err
		}
	}
	set, err := changes(shown, record, fields...)
	if err != nil || len(set) == 0 {
		return nil, err
	}
	if shown != nil {
		return &changesync.Edit{Key: key, Set: set}, nil
	}
	for f, v := range set {
		if bytes.Equal(v, null) {
			delete(set, f)
		}
	}
	return &changesync.Edit{Key: key, Scope: scope, Set: set}, nil
}
