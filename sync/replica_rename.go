package changesync

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"time"
)

// Adopt gives this device a new identity: it found out that it is a copy of
// another, or was restored from an old backup. What waits is carried over in
// new envelopes, its exact bytes inside, so that no pending edit is lost and
// none is applied twice. The old identity's numbers are not used again.
func (r *Replica) Adopt(ctx context.Context, id Identity, token string, expires int64) error {
	raw, err := json.Marshal(id)
	if err != nil {
		return err
	}
	old := r.id
	err = r.local.Update(ctx, func(tx LocalTx) error {
		rows, err := tx.Outbox([]string{OutWaiting}, 0, 1<<20)
		if err != nil {
			return err
		}
		if err := putMetas(tx, map[string]string{metaIdentity: string(raw), metaToken: token, metaExpiry: fmt.Sprint(expires), metaLastN: "0"}); err != nil {
			return err
		}
		if err := tx.PutMeta(metaLastHash, nil); err != nil {
			return err
		}
		r.id = id
		if err := dropOthers(tx); err != nil {
			return err
		}
		if err := setApart(tx); err != nil {
			return err
		}
		return r.carry(tx, rows)
	})
	if err != nil {
		r.id = old
	}
	return err
}

// FormerBoxes is the first n under which the boxes of former identities are
// kept: their own numbers begin anew.
const FormerBoxes uint64 = 1 << 40

// setApart keeps what former identities sealed out of the new one's way.
func setApart(tx LocalTx) error {
	rows, err := tx.Sealed(0, 1<<20)
	if err != nil || len(rows) == 0 {
		return err
	}
	if err := tx.DropSealed(math.MaxInt64); err != nil {
		return err
	}
	next := max(FormerBoxes, rows[len(rows)-1].N+1)
	for _, row := range rows {
		if row.N < FormerBoxes {
			row.N += next
		}
		if err := tx.PutSealed(row); err != nil {
			return err
		}
	}
	return nil
}

// dropOthers forgets what the old identity had acknowledged: it is durable at
// the server, and the next pull brings everything anew.
func dropOthers(tx LocalTx) error {
	rows, err := tx.Outbox([]string{OutAcked, OutQuarantined, OutAmended}, 0, 1<<20)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if err := tx.DropOverlay(row.N); err != nil {
			return err
		}
		if err := tx.DeleteOutbox(row.N); err != nil {
			return err
		}
		// The number will be another changeset's.
		if err := tx.PutMeta(metaPast(row.N), nil); err != nil {
			return err
		}
	}
	if err := tx.DropPages(); err != nil {
		return err
	}
	if err := tx.PutMeta(metaPull, nil); err != nil {
		return err
	}
	return tx.PutMeta(metaCursor, nil)
}

// carry puts waiting changesets into envelopes of the new identity.
func (r *Replica) carry(tx LocalTx, rows []OutboxRow) error {
	var keys [][]Key
	for _, row := range rows {
		c, err := Decode(row.Raw)
		if err != nil {
			return err
		}
		var ks []Key
		for _, t := range c.Body().Header.Records {
			ks = append(ks, t.Key)
		}
		keys = append(keys, ks)
		if err := tx.DropOverlay(row.N); err != nil {
			return err
		}
		if err := tx.DeleteOutbox(row.N); err != nil {
			return err
		}
	}
	var prev []byte
	for i, row := range rows {
		inner := row.Raw
		if c, _ := Decode(row.Raw); c != nil && c.Inner != nil {
			inner = c.Inner.Raw // carried before: the first name stays
		}
		c := &Changeset{Header: Header{
			Device: r.id.Device, N: uint64(i) + 1, Prev: prev, Actor: r.id.User,
			At: r.opt.Now().Format(time.RFC3339Nano), App: r.opt.App, Schema: SchemaVersion, Carries: inner,
		}}
		if err := c.Encode(r.opt.Random); err != nil {
			return err
		}
		if err := tx.PutOutbox(OutboxRow{N: c.Header.N, Raw: c.Raw, Hash: c.Hash, State: OutWaiting, Made: row.Made}); err != nil {
			return err
		}
		if err := tx.PutOverlay(c.Header.N, keys[i]); err != nil {
			return err
		}
		prev = c.Hash
	}
	if len(rows) == 0 {
		return nil
	}
	if err := tx.PutMeta(metaLastN, []byte(fmt.Sprint(len(rows)))); err != nil {
		return err
	}
	return tx.PutMeta(metaLastHash, prev)
}
