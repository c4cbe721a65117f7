package sim

import (
	"context"
	"errors"
	"slices"
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

// trustOrder gives the write that came last the latest time.
func trustOrder(b *changesync.Batch) {
	eachCell(b, func(c *changesync.Cell) {
		if len(c.Live) < 2 {
			return
		}
		last := &c.Live[0]
		for i := range c.Live {
			if c.Live[i].At < last.At {
				last = &c.Live[i]
			}
		}
		last.At += time.Hour.Milliseconds()
	})
}

// dedupe takes a write for a repetition when its author wrote just before.
func dedupe(b *changesync.Batch) {
	const near = 3000
	eachCell(b, func(c *changesync.Cell) {
		for i := 1; i < len(c.Live); i++ {
			one, two := &c.Live[i-1], &c.Live[i]
			if one.By == two.By && one.Dot != two.Dot && two.At-one.At < near && one.At-two.At < near {
				c.Live = append(c.Live[:i], c.Live[i+1:]...)
				i--
			}
		}
	})
	b.Checksums = nil
}

// noTombstones keeps deletions out of the log.
func noTombstones(b *changesync.Batch) {
	for i := range b.Log {
		r, err := changesync.DecodeRecord(b.Log[i].Body)
		if err != nil {
			continue
		}
		if _, deleted := r.Cells[changesync.DeletedField]; deleted {
			delete(r.Cells, changesync.DeletedField)
			b.Log[i].Body = r.Encode()
			b.Checksums = nil
		}
	}
}

// noQuarantine writes no quarantine records.
func noQuarantine(b *changesync.Batch) {
	b.Records = slices.DeleteFunc(b.Records, func(r changesync.StoredRecord) bool { return r.Key.Collection == changesync.QuarantineCollection })
	b.Log = slices.DeleteFunc(b.Log, func(e changesync.LogEntry) bool { return e.Key.Collection == changesync.QuarantineCollection })
	b.Checksums = slices.DeleteFunc(b.Checksums, func(c changesync.Checksum) bool { return c.Collection == changesync.QuarantineCollection })
}
