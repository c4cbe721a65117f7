package localstore

import (
	"fieldsync/mobile-client/localdb"
	"fieldsync/sync"
)

const outboxColumns = "n, raw, hash, state, made, seq, receipt"

func (t *readTx) outbox(query string, args ...any) (out []changesync.OutboxRow, err error) {
	err = t.tx.Each(query, args, func(row *localdb.Row) error {
		var r changesync.OutboxRow
		var n, seq int64
		err := row.Scan(&n, &r.Raw, &r.Hash, &r.State, &r.Made, &seq, &r.Receipt)
		r.N, r.Seq = uint64(n), uint64(seq)
		if err == nil {
			err = t.box.openOutbox(n, &r)
		}
		out = append(out, r)
		return err
	})
	return out, err
}

// openOutbox opens the bodies of a row.
func (b *box) openOutbox(n int64, r *changesync.OutboxRow) (err error) {
	if r.Raw, err = b.open(place("outbox", "raw", text(n)), r.Raw); err == nil {
		r.Receipt, err = b.open(place("outbox", "receipt", text(n)), r.Receipt)
	}
	return err
}

func (t *readTx) Outbox(states []string, after uint64, limit int) ([]changesync.OutboxRow, error) {
	const order = " ORDER BY n LIMIT ?"
	if states == nil {
		return t.outbox("SELECT "+outboxColumns+" FROM outbox WHERE n > ?"+order, number(after), bound(limit))
	}
	return t.outbox("SELECT "+outboxColumns+" FROM outbox WHERE state IN (SELECT value FROM json_each(?)) AND n > ?"+order,
		wordList(states), number(after), bound(limit))
}

func (t *readTx) OutboxRow(n uint64) (changesync.OutboxRow, bool, error) {
	rows, err := t.outbox("SELECT "+outboxColumns+" FROM outbox WHERE n = ?", number(n))
	if err != nil || len(rows) == 0 {
		return changesync.OutboxRow{}, false, err
	}
	return rows[0], true, nil
}

// OutboxCount counts all entries when no state is named.
func (t *readTx) OutboxCount(states ...string) (count int, err error) {
	if len(states) == 0 {
		_, err = t.tx.Get("SELECT count(*) FROM outbox", nil, &count)
		return count, err
	}
	_, err = t.tx.Get("SELECT count(*) FROM outbox WHERE state IN (SELECT value FROM json_each(?))",
		[]any{wordList(states)}, &count)
	return count, err
}

func (t *readTx) Sealed(from uint64, limit int) (out []changesync.SealedRow, err error) {
	err = t.tx.Each("SELECT n, box, receipt, acked FROM sealed WHERE n >= ? ORDER BY n LIMIT ?",
		[]any{number(from), bound(limit)}, func(row *localdb.Row) error {
			var r changesync.SealedRow
			var n int64
			err := row.Scan(&n, &r.Box, &r.Receipt, &r.Acked)
			r.N = uint64(n)
			if err == nil {
				r.Receipt, err = t.box.open(place("sealed", "receipt", text(n)), r.Receipt)
			}
			out = append(out, r)
			return err
		})
	return out, err
}
