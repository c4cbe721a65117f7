package sim

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"

	mobile "fieldsync/mobile-client"
	changesync "fieldsync/sync"
	"fieldsync/sync/faultstore"
)

// relay stores what devices push and forwards it when it can, as a hub at an
// event does. It is made of the same parts: a device's database, whose outbox
// holds the runs sealed for the centre. It takes no decision and gives no
// receipt of its own: a device keeps what it has until the centre's answer has
// come back by the same way.
type relay struct {
	w     *world
	ills  ills
	disk  deviceDisk
	raw   changesync.Local
	local changesync.Local
	cut   bool // from the centre
	known changesync.PublicKeys
}

func (r *relay) open() (err error) {
	r.ills.dead = false
	if r.raw, err = r.disk.open(r.w.ctx); err != nil {
		return err
	}
	r.local = faultstore.Local(r.raw, r.ills.at)
	return nil
}

func answerName(run []byte) string {
	sum := sha256.Sum256(run)
	return "answer/" + hex.EncodeToString(sum[:])
}

// take stores a run, or answers it when the centre has.
func (r *relay) take(run []byte) (answer []byte, err error) {
	r.ills.doing = "store"
	r.w.seen.fault("relay")
	err = r.local.Update(r.w.ctx, func(tx changesync.LocalTx) error {
		raw, answered, err := tx.Meta(answerName(run))
		if err != nil || answered {
			answer = raw
			return err
		}
		return r.store(tx, run)
	})
	if err != nil || answer == nil {
		return nil, errLost // kept here, unanswered: the device goes on keeping it
	}
	return answer, nil
}

func (r *relay) store(tx changesync.LocalTx, run []byte) error {
	rows, err := tx.Outbox(nil, 0, 1<<20)
	if err != nil {
		return err
	}
	row := changesync.OutboxRow{N: 1, Hash: []byte(answerName(run)), Receipt: run, State: changesync.OutWaiting}
	for _, old := range rows {
		if string(old.Hash) == string(row.Hash) {
			return nil
		}
		row.N = old.N + 1
	}
	if row.Raw, err = r.known.Seal(r.w.entropy, run); err != nil {
		return err
	}
	return tx.PutOutbox(row)
}

// forward brings the oldest box to the centre and keeps its answer.
func (r *relay) forward() (more bool, err error) {
	r.ills.doing = "forward"
	var rows []changesync.OutboxRow
	err = r.local.View(r.w.ctx, func(tx changesync.LocalReadTx) (err error) {
		rows, err = tx.Outbox(nil, 0, 1)
		return err
	})
	if err != nil || len(rows) == 0 || r.cut {
		return false, err
	}
	answer, err := r.w.carry(message{d: &device{name: "relay"}, what: "rescue", request: rows[0].Raw, serve: r.handBack})
	about := mixedUp
	if err == nil {
		about = answers(answer, rows[0].Receipt)
	}
	if err != nil && mobile.CodeOf(err) == "" || err == nil && about == mixedUp {
		return false, errLost
	}
	return true, r.local.Update(r.w.ctx, func(tx changesync.LocalTx) error {
		if about == ofThisRun {
			if err := tx.PutMeta(string(rows[0].Hash), answer); err != nil {
				return err
			}
		}
		// What is refused goes too: the device still has it, and hears why
		// when it speaks to the centre itself.
		return tx.DeleteOutbox(rows[0].N)
	})
}

func (r *relay) handBack(s *server, box []byte) ([]byte, error) {
	res, err := s.engine.HandBack(r.w.ctx, box)
	if err != nil {
		return nil, err
	}
	return json.Marshal(res)
}

// What an answer is about.
const (
	mixedUp   = iota // not whole, or of another run
	ofThisRun        // the receipts of this run
	carried          // a copy had used its numbers: the centre took it under others
)

// answers says what an answer is about: on a bad line it may be none, and what
// is kept is given to the device for good.
func answers(answer, run []byte) int {
	var res changesync.PushResult
	sent, err := changesync.DecodeRun(run)
	if err != nil || json.Unmarshal(answer, &res) != nil {
		return mixedUp
	}
	about := ofThisRun
	for _, raw := range res.Receipts {
		receipt, err := changesync.ParseReceipt(raw, nil)
		own := err == nil && slices.ContainsFunc(sent.Changesets, func(c *changesync.Changeset) bool {
			return c.Header.Device == receipt.Device && c.Header.N == receipt.N
		})
		switch {
		case err == nil && strings.HasPrefix(receipt.Device, "server-"):
			about = carried
		case !own:
			return mixedUp
		}
	}
	return about
}
