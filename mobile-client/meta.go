package mobile

import (
	"context"
	"encoding/json"
	"time"

	"fieldsync/sync"
)

// The client's own small values, beside the replica's in the same database.
const (
	metaTrouble  = "client.trouble"   // what needs a person
	metaHandBack = "client.hand_back" // a hand-back that is not finished
	metaToken    = "client.token"     // when the token was got and how long it lives
)

// Trouble is why the last syncs failed in a way that needs a person.
type Trouble struct {
	Code    string    `json:"code"`
	Field   string    `json:"field,omitempty"`
	Message string    `json:"message"`
	Since   time.Time `json:"since"`
}

// tokenLife is measured on the device's own clock, which may be wrong by days.
type tokenLife struct {
	Got  int64 `json:"got"`  // Unix ms
	Life int64 `json:"life"` // ms
}

// due says that the token is in the last third of its life.
func (t tokenLife) due(now time.Time) bool {
	return t.Life > 0 && changesync.TokenDue(t.Got+t.Life, now, time.Duration(t.Life)*time.Millisecond)
}

// readMeta reads a value into v; false when there is none.
func (c *Client) readMeta(ctx context.Context, name string, v any) (found bool, err error) {
	err = c.opt.Local.View(ctx, func(tx changesync.LocalReadTx) error {
		raw, ok, err := tx.Meta(name)
		if err != nil || !ok {
			return err
		}
		found = true
		return json.Unmarshal(raw, v)
	})
	return found, err
}

// putMeta stores a value; nil deletes it.
func (c *Client) putMeta(ctx context.Context, name string, v any) error {
	var raw []byte
	if v != nil {
		var err error
		if raw, err = json.Marshal(v); err != nil {
			return err
		}
	}
	return c.opt.Local.Update(ctx, func(tx changesync.LocalTx) error { return tx.PutMeta(name, raw) })
}
