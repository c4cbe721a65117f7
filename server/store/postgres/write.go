package postgres

import (
	"github.com/jackc/pgx/v5"

	"fieldsync/sync"
)

// tx reads and writes through one connection.
type tx struct {
	readTx
	wrote bool
	seq   bool // NextSeq was called
	// head is the state of the log that this transaction acts on, nil before
	// it asked.
	head *changesync.Head
}

// write checks the transaction and runs do; after a failure there is no more.
func (t *tx) write(op string, do func() error) error {
	if err := t.ready(); err != nil {
		return err
	}
	t.wrote = true
	if t.failed == nil {
		if err := do(); err != nil {
			return t.fail(op, err)
		}
	}
	return t.failed
}

// Head remembers what it answers: the transaction may commit only if another
// node has not begun a new epoch meanwhile.
func (t *tx) Head() (changesync.Head, error) {
	head, err := t.readTx.Head()
	if err == nil && t.head == nil {
		t.head = &head
	}
	return head, err
}

// NextSeq locks the counter's row until the transaction ends: whoever comes
// next gets the next number only after this one is visible to all.
func (t *tx) NextSeq() (seq uint64, err error) {
	err = t.write("next sequence", func() error {
		if t.seq {
			return errSeq
		}
		t.seq = true
		var epoch string
		err := t.c.QueryRow(t.ctx, "UPDATE fieldsync.heads SET seq = seq + 1 WHERE org = $1 RETURNING seq, epoch", t.org).Scan(&seq, &epoch)
		if err == nil && t.head != nil && epoch != t.head.Epoch {
			return errMoved
		}
		return err
	})
	return seq, err
}

// putHead writes epoch and horizon, if they are still those that were read.
func (t *tx) putHead(h *changesync.Head) error {
	old := t.head
	if old == nil {
		if _, err := t.Head(); err != nil {
			return err
		}
		old = t.head
	}
	tag, err := t.c.Exec(t.ctx, `UPDATE fieldsync.heads SET epoch = $2, horizon = $3
		WHERE org = $1 AND epoch = $4 AND horizon = $5`, t.org, h.Epoch, bound(h.Horizon), old.Epoch, bound(old.Horizon))
	if err == nil && tag.RowsAffected() == 0 {
		return errMoved
	}
	t.head = &changesync.Head{Epoch: h.Epoch, Horizon: h.Horizon}
	return err
}

// Apply sends all tables in one round trip; head and removed references cost
// one more.
func (t *tx) Apply(batch *changesync.Batch) error {
	return t.write("apply", func() error {
		if batch.Head != nil {
			if err := t.putHead(batch.Head); err != nil {
				return err
			}
		}
		gone, err := t.goneReferences(batch)
		if err != nil {
			return err
		}
		b := &pgx.Batch{}
		dropReferences(b, t.org, gone)
		for _, put := range []func(*pgx.Batch, string, *changesync.Batch){
			putChangesets, redact, putDevices, putRecords, putLog, putHistory, putGrants, putChecksums,
			putReferences, putConflicts, putDocs, putAudit,
		} {
			put(b, t.org, batch)
		}
		if b.Len() == 0 {
			return nil
		}
		err = t.c.SendBatch(t.ctx, b).Close()
		if exists(err) {
			return existing(batch)
		}
		return err
	})
}

// Trim never moves the horizon back, nor past the last sequence.
func (t *tx) Trim(before uint64) error {
	return t.write("trim", func() error {
		var h changesync.Head
		err := t.c.QueryRow(t.ctx, `UPDATE fieldsync.heads SET horizon = greatest(horizon, least($2, seq))
			WHERE org = $1 RETURNING epoch, seq, horizon`, t.org, bound(before)-1).Scan(&h.Epoch, &h.Seq, &h.Horizon)
		if err != nil {
			return err
		}
		if t.head != nil && t.head.Epoch != h.Epoch {
			return errMoved
		}
		t.head = &h
		_, err = t.c.Exec(t.ctx, "DELETE FROM fieldsync.log WHERE org = $1 AND seq < $2 AND seq <= $3",
			t.org, bound(before), bound(h.Horizon))
		return err
	})
}
