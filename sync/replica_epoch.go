package changesync

import "context"

// sameHistory refuses a page of another history than the device last agreed
// to. It must not rest on the cursor: that may be given up before a pull of the
// new history is finished.
func sameHistory(tx LocalReadTx, page *Page) error {
	known, err := metaText(tx, metaEpoch)
	if err == nil && known != "" && known != page.Epoch {
		err = fail(CodeEpochChanged, "the server began a new history: hand back what it may have forgotten")
	}
	return err
}

// AcceptEpoch notes the history that the server now keeps, once it has got back
// what it may have forgotten: everything is pulled anew from it.
func (r *Replica) AcceptEpoch(ctx context.Context, epoch string) error {
	return r.local.Update(ctx, func(tx LocalTx) error {
		for _, drop := range []func() error{
			tx.DropPages,
			func() error { return tx.PutMeta(metaPull, nil) },
			func() error { return tx.PutMeta(metaCursor, nil) },
			func() error { return inAnyCase(tx) },
		} {
			if err := drop(); err != nil {
				return err
			}
		}
		return tx.PutMeta(metaEpoch, []byte(epoch))
	})
}

// inAnyCase lets the next finished pull lift all that is acknowledged: the new
// history has got it back before the pull began, and what its receipts say is a
// place in the old one.
func inAnyCase(tx LocalTx) error {
	rows, err := tx.Outbox([]string{OutAcked, OutAmended}, 0, 1<<20)
	if err != nil {
		return err
	}
	for _, row := range rows {
		row.Seq = 0
		if err := tx.PutOutbox(row); err != nil {
			return err
		}
	}
	return nil
}
