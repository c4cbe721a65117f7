package sim

import (
	"context"
	"errors"
	"time"

	changesync "fieldsync/sync"
)

// forgetfulStore drops every seventh transaction and says it was kept.
type forgetfulStore struct {
	changesync.Store
	n int
}

func forgetful(s changesync.Store) changesync.Store { return &forgetfulStore{Store: s} }

func (s *forgetfulStore) Update(ctx context.Context, fn func(changesync.Tx) error) error {
	const every = 7
	if s.n++; s.n%every != 0 {
		return s.Store.Update(ctx, fn)
	}
	forgotten := errors.New("forgotten")
	err := s.Store.Update(ctx, func(tx changesync.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		return forgotten
	})
	if errors.Is(err, forgotten) {
		return nil
	}
	return err
}

// applyStore changes what is written.
type applyStore struct {
	changesync.Store
	change func(*changesync.Batch)
}

type applyTx struct {
	changesync.Tx
	change func(*changesync.Batch)
}

func onApply(change func(*changesync.Batch)) func(changesync.Store) changesync.Store {
	return func(s changesync.Store) changesync.Store { return &applyStore{s, change} }
}

func (s *applyStore) Update(ctx context.Context, fn func(changesync.Tx) error) error {
	return s.Store.Update(ctx, func(tx changesync.Tx) error { return fn(&applyTx{tx, s.change}) })
}

func (t *applyTx) Apply(b *changesync.Batch) error {
	t.change(b)
	return t.Tx.Apply(b)
}

// eachVersion rewrites the records of a batch and their log entries alike.
func eachCell(b *changesync.Batch, change func(*changesync.Cell)) {
	rewrite := func(body []byte) []byte {
		r, err := changesync.DecodeRecord(body)
		if err != nil {
			return body
		}
		for name, c := range r.Cells {
			change(&c)
			r.Cells[name] = c
		}
		return r.Encode()
	}
	for i := range b.Records {
		b.Records[i].Body = rewrite(b.Records[i].Body)
	}
	for i := range b.Log {
		b.Log[i].Body = rewrite(b.Log[i].Body)
	}
}

func keepLatest(b *changesync.Batch) {
	eachCell(b, func(c *changesync.Cell) {
		if v := c.Shown(nil); v != nil {
			c.Live = []changesync.Version{*v}
		}
	})
	b.Checksums = nil // a consistent bug: its sums would be right
}

func trustClocks(b *changesync.Batch) {
	eachCell(b, func(c *changesync.Cell) {
		for i := range c.Live {
			if t, err := time.Parse(time.RFC3339Nano, c.Live[i].Said); err == nil {
				c.Live[i].At = t.UnixMilli()
			}
		}
	})
}

// skipRecord leaves the log entry out of the second record of a transaction.
func skipRecord(b *changesync.Batch) {
	if len(b.Log) > 1 {
		b.Log = append(b.Log[:1:1], b.Log[2:]...)
		b.Checksums = nil
	}
}
