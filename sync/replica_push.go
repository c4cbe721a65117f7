package changesync

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
)

// Outgoing is the next run to push.
type Outgoing struct {
	Body        []byte // as EncodeRun made it
	First, Last uint64
	Waiting     int // changesets in the outbox, these included
}

// pushBytes and pushCount bound one push: small enough for a poor network,
// large enough for one commit to carry many.
const (
	pushBytes = 1 << 20
	pushCount = 500
)

// NextPush gives the next run of unconfirmed changesets, nil when none waits.
// It fails with ErrDamaged when one of them is not what was written.
func (r *Replica) NextPush(ctx context.Context) (*Outgoing, error) { return r.PushAfter(ctx, 0) }

// PushAfter is NextPush for changesets with a number above after: a device that
// has no room for receipts delivers the rest of its queue all the same.
func (r *Replica) PushAfter(ctx context.Context, after uint64) (*Outgoing, error) {
	var out *Outgoing
	err := r.local.View(ctx, func(tx LocalReadTx) error {
		rows, err := tx.Outbox([]string{OutWaiting}, after, pushCount)
		if err != nil || len(rows) == 0 {
			return err
		}
		waiting, err := tx.OutboxCount(OutWaiting)
		if err != nil {
			return err
		}
		out = &Outgoing{First: rows[0].N, Waiting: waiting}
		size := 0
		var raws [][]byte
		var hash []byte
		for i, row := range rows {
			if size += len(row.Raw); i > 0 && (size > pushBytes || row.N != rows[i-1].N+1) {
				break
			}
			if c, err := Decode(row.Raw); err != nil || string(c.Hash) != string(row.Hash) {
				return fmt.Errorf("changeset %d: %w", row.N, ErrDamaged)
			}
			raws = append(raws, row.Raw)
			out.Last, hash = row.N, row.Hash
		}
		out.Body = EncodeRun(r.id.Device, raws, out.First, out.Last, hash, r.id.Key)
		return nil
	})
	return out, err
}

// Acknowledged is what a push answer meant.
type Acknowledged struct {
	Applied, Quarantined int
	// HandBack is the n from which the server has forgotten what it had
	// acknowledged: it was restored from an older backup. 0: nothing.
	HandBack uint64
}

// TakeAnswer stores the receipts of a push. Only after it returns are the
// changesets acknowledged.
func (r *Replica) TakeAnswer(ctx context.Context, raw []byte) (*Acknowledged, error) {
	var res PushResult
	if err := json.Unmarshal(raw, &res); err != nil {
		return nil, fail(CodeMalformed, "the server's answer cannot be read")
	}
	ack := &Acknowledged{}
	err := r.local.Update(ctx, func(tx LocalTx) error {
		*ack = Acknowledged{}
		var done []OutboxRow
		for _, item := range res.Receipts {
			row, err := r.takeReceipt(tx, item, ack)
			if err != nil {
				return err
			}
			if row != nil {
				done = append(done, *row)
			}
		}
		if err := r.retain(tx, done, res.Time); err != nil {
			return err
		}
		if err := r.setOffset(tx, res.Time); err != nil {
			return err
		}
		return r.checkExpected(tx, res.ExpectedN, ack)
	})
	return ack, err
}

// takeReceipt verifies a receipt and moves its changeset on; nil when it was
// known already.
func (r *Replica) takeReceipt(tx LocalTx, raw json.RawMessage, ack *Acknowledged) (*OutboxRow, error) {
	rec, err := ParseReceipt(raw, ed25519.PublicKey(r.id.Server.Sign))
	if err != nil {
		return nil, err
	}
	row, ok, err := tx.OutboxRow(rec.N)
	if err != nil || !ok || row.State != OutWaiting {
		return nil, err
	}
	if rec.Device != r.id.Device || string(rec.Hash) != string(row.Hash) {
		return nil, fail(CodeBadSignature, fmt.Sprintf("the receipt for changeset %d is for another one", rec.N))
	}
	row.Receipt, row.Seq = raw, rec.Seq
	row.State = OutAcked
	if rec.Outcome == OutcomeQuarantined {
		row.State = OutQuarantined
		ack.Quarantined++
	} else {
		ack.Applied++
	}
	kept := row // what is sealed for the server stays whole
	if row.State == OutQuarantined {
		if kept, err = r.withoutErased(tx, row); err != nil {
			return nil, err
		}
	}
	if err := tx.PutOutbox(kept); err != nil {
		return nil, err
	}
	if row.State == OutAcked {
		if err := r.closeAmended(tx, row); err != nil {
			return nil, err
		}
	}
	return &row, nil
}

// closeAmended lifts the corrected changeset out of quarantine.
func (r *Replica) closeAmended(tx LocalTx, row OutboxRow) error {
	c, err := Decode(row.Raw)
	if err != nil || c.Body().Header.Amends == "" {
		return err
	}
	device, n, _ := c.Body().Header.Amends.Parts()
	if device != r.id.Device {
		return nil
	}
	return r.amendedRow(tx, n, row.Seq)
}

// amendedRow notes that quarantined changeset n was corrected at a sequence:
// it leaves the overlay when base has passed that.
func (r *Replica) amendedRow(tx LocalTx, n, seq uint64) error {
	old, ok, err := tx.OutboxRow(n)
	if err != nil || !ok || old.State != OutQuarantined {
		return err
	}
	old.State, old.Seq = OutAmended, seq
	return tx.PutOutbox(old)
}

// retain keeps what was acknowledged for hand-back, as signed runs that only
// the server can read: any other device may carry them unopened. For how long
// is measured by the server's clock (Unix ms): by this device's, a jump of it
// would throw everything away.
func (r *Replica) retain(tx LocalTx, rows []OutboxRow, now int64) error {
	for len(rows) > 0 {
		n := 1
		for n < len(rows) && rows[n].N == rows[n-1].N+1 {
			n++
		}
		raws, receipts := make([][]byte, n), make([]json.RawMessage, n)
		for i, row := range rows[:n] {
			raws[i], receipts[i] = row.Raw, row.Receipt
		}
		last := rows[n-1]
		plain := appendText([]byte{'{'}, "certificate", r.id.Certificate)
		plain = append(appendMember(plain, "run"), EncodeRun(r.id.Device, raws, rows[0].N, last.N, last.Hash, r.id.Key)...)
		box, err := r.id.Server.Seal(r.opt.Random, append(plain, '}'))
		if err != nil {
			return err
		}
		if err := tx.PutSealed(SealedRow{N: last.N, Box: box, Receipt: joinArray(receipts), Acked: now}); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return tx.DropSealed(now - r.opt.Keep.Milliseconds())
}

// joinArray makes a JSON array without touching its elements.
func joinArray(items []json.RawMessage) []byte {
	b := []byte{'['}
	for i, item := range items {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, item...)
	}
	return append(b, ']')
}

// checkExpected compares what the server takes next with what waits here.
func (r *Replica) checkExpected(tx LocalTx, expected uint64, ack *Acknowledged) error {
	rows, err := tx.Outbox([]string{OutWaiting}, 0, 1)
	if err != nil {
		return err
	}
	next := uint64(0)
	if len(rows) > 0 {
		next = rows[0].N
	} else {
		last, err := metaInt(tx, metaLastN)
		if err != nil {
			return err
		}
		next = uint64(last) + 1
	}
	if expected != 0 && expected < next {
		ack.HandBack = expected
	}
	return nil
}

func (r *Replica) setOffset(tx LocalTx, serverTime int64) error {
	if serverTime == 0 {
		return nil
	}
	return tx.PutMeta(metaOffset, fmt.Append(nil, serverTime-r.opt.Now().UnixMilli()))
}

// HandBack gives the sealed changesets from n on, for a server that was
// restored from an older backup.
func (r *Replica) HandBack(ctx context.Context, from uint64) ([]SealedRow, error) {
	var out []SealedRow
	err := r.local.View(ctx, func(tx LocalReadTx) (err error) {
		out, err = tx.Sealed(from, 1000)
		return err
	})
	return out, err
}
