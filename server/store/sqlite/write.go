package sqlite

import (
	"fieldsync/sync"
)

// tx writes through the one writing connection.
type tx struct {
	readTx
	seq    bool  // NextSeq was called
	failed error // the first write that failed
}

// write checks the transaction, runs do and remembers its failure.
func (t *tx) write(op string, do func() error) error {
	if t.ended {
		return errEnded
	}
	if t.failed == nil {
		t.failed = t.ctx.Err()
	}
	if t.failed == nil {
		t.failed = wrap(op, do())
	}
	return t.failed
}

// LockDevices is Devices: the transaction holds the whole database.
func (t *tx) LockDevices(ids ...string) (map[string]changesync.Device, error) {
	return t.Devices(ids...)
}

// LockRecords is Records: the transaction holds the whole database.
func (t *tx) LockRecords(keys ...changesync.Key) (map[changesync.Key]changesync.StoredRecord, error) {
	return t.Records(keys...)
}

func (t *tx) NextSeq() (seq uint64, err error) {
	err = t.write("next sequence", func() error {
		if t.seq {
			return errSeq
		}
		t.seq = true
		_, err := t.c.one("UPDATE head SET seq = seq + 1 RETURNING seq", func(r row) { seq = r.uint(0) })
		return err
	})
	return seq, err
}

// Apply writes the tables one after the other.
func (t *tx) Apply(b *changesync.Batch) error {
	return t.write("apply", func() error {
		if b.Head != nil {
			if err := t.c.exec("UPDATE head SET epoch = ?, horizon = ?", b.Head.Epoch, int64(b.Head.Horizon)); err != nil {
				return err
			}
		}
		for _, step := range []func(*conn, *changesync.Batch) error{
			putChangesets, redact, putDevices, putRecords, putLog, putHistory, putGrants, putChecksums,
			putReferences, putConflicts, putDocs, putAudit,
		} {
			if err := step(t.c, b); err != nil {
				return err
			}
		}
		return nil
	})
}

// Trim never moves the horizon back, nor past the last sequence.
func (t *tx) Trim(before uint64) error {
	return t.write("trim", func() error {
		err := t.c.exec("UPDATE head SET horizon = min(?, seq) WHERE horizon < min(?, seq)", bound(before)-1, bound(before)-1)
		if err != nil {
			return err
		}
		return t.c.exec("DELETE FROM log WHERE seq <= (SELECT horizon FROM head) AND seq < ?", bound(before))
	})
}
