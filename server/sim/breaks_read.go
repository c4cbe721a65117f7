package sim

import (
	"context"

	changesync "fieldsync/sync"
)

// readStore changes what is read.
type readStore struct {
	changesync.Store
	read  func(changesync.ReadTx) changesync.ReadTx
	write func(changesync.Tx) changesync.Tx
}

func (s *readStore) View(ctx context.Context, fn func(changesync.ReadTx) error) error {
	return s.Store.View(ctx, func(tx changesync.ReadTx) error { return fn(s.read(tx)) })
}

func (s *readStore) Update(ctx context.Context, fn func(changesync.Tx) error) error {
	return s.Store.Update(ctx, func(tx changesync.Tx) error { return fn(s.write(tx)) })
}

// lateCommit hides the newest entries of the log from every fifth reader,
// though the head is past them: as a sequence taken before the commit does.
func lateCommit(s changesync.Store) changesync.Store {
	n := 0
	return &readStore{Store: s,
		read: func(tx changesync.ReadTx) changesync.ReadTx {
			n++
			return lateTx{tx, n%5 == 0}
		},
		write: func(tx changesync.Tx) changesync.Tx { return tx },
	}
}

type lateTx struct {
	changesync.ReadTx
	late bool
}

func (t lateTx) Log(q changesync.LogQuery) ([]changesync.LogEntry, error) {
	if t.late && q.To > 0 {
		q.To--
	}
	return t.ReadTx.Log(q)
}

// lastingGrants gives back grants that have ended.
func lastingGrants(s changesync.Store) changesync.Store {
	return &readStore{Store: s,
		read:  func(tx changesync.ReadTx) changesync.ReadTx { return lastingTx{tx} },
		write: func(tx changesync.Tx) changesync.Tx { return tx },
	}
}

type lastingTx struct{ changesync.ReadTx }

func (t lastingTx) Grants(user string) ([]changesync.Grant, int64, error) {
	rows, due, err := t.ReadTx.Grants(user)
	for i := range rows {
		rows[i].Ended = 0
	}
	return rows, due, err
}
