package sealed

import (
	"context"

	changesync "fieldsync/sync"
)

// New wraps a store.
func New(s changesync.Store, k Keys) (changesync.Store, error) {
	b, err := newBox(k)
	if err != nil {
		return nil, err
	}
	return &store{s, b}, nil
}

type store struct {
	changesync.Store
	box *box
}

// Update implements changesync.Store.
func (s *store) Update(ctx context.Context, fn func(changesync.Tx) error) error {
	return s.Store.Update(ctx, func(t changesync.Tx) error {
		return fn(&tx{Tx: t, readTx: readTx{t, s.box}})
	})
}

// View implements changesync.Store.
func (s *store) View(ctx context.Context, fn func(changesync.ReadTx) error) error {
	return s.Store.View(ctx, func(t changesync.ReadTx) error { return fn(&readTx{t, s.box}) })
}
