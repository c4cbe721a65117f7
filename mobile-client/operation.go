package mobile

import (
	"context"
	"encoding/json"

	"fieldsync/sync"
)

// WithOperation names the write that is made with ctx. A second write of the
// same name, after the answer to the first was lost, writes nothing and gets
// the first one's result: in the browser a page repeats its call when the tab
// that held the database has died. The last 64 names are remembered.
func WithOperation(ctx context.Context, id string) context.Context {
	if id == "" {
		return ctx
	}
	return context.WithValue(ctx, operationKey{}, id)
}

type operationKey struct{}

const (
	metaOperations = "client.operations"
	operationsKept = 64
)

// operation is a write that was named, and what it made.
type operation struct {
	ID        string         `json:"id"`
	IDs       []string       `json:"ids"`
	Changeset changesync.Dot `json:"changeset"`
}

// doneBefore ends a transaction whose operation was done already.
type doneBefore struct{ operation }

func (doneBefore) Error() string { return "this operation was done before" }

// operations remembers named writes, in the transaction of the write itself.
type operations struct {
	changesync.Local
}

func (o operations) Update(ctx context.Context, fn func(changesync.LocalTx) error) error {
	id, _ := ctx.Value(operationKey{}).(string)
	if id == "" {
		return o.Local.Update(ctx, fn)
	}
	return o.Local.Update(ctx, func(tx changesync.LocalTx) error {
		list, err := readOperations(tx)
		if err != nil {
			return err
		}
		for _, done := range list {
			if done.ID == id {
				return doneBefore{done}
			}
		}
		w := &watchedTx{LocalTx: tx, op: operation{ID: id}}
		if err := fn(w); err != nil || w.op.Changeset == "" {
			return err
		}
		list = append(list, w.op)
		raw, err := json.Marshal(list[max(0, len(list)-operationsKept):])
		if err != nil {
			return err
		}
		return tx.PutMeta(metaOperations, raw)
	})
}

func readOperations(tx changesync.LocalReadTx) (list []operation, err error) {
	raw, ok, err := tx.Meta(metaOperations)
	if err != nil || !ok {
		return nil, err
	}
	return list, json.Unmarshal(raw, &list)
}

// watchedTx sees which changeset a write makes.
type watchedTx struct {
	changesync.LocalTx
	op operation
}

func (t *watchedTx) PutOutbox(row changesync.OutboxRow) error {
	c, err := changesync.Decode(row.Raw)
	if err != nil {
		return err
	}
	t.op.Changeset = c.Dot()
	for _, target := range c.Body().Header.Records {
		t.op.IDs = append(t.op.IDs, target.ID)
	}
	return t.LocalTx.PutOutbox(row)
}
