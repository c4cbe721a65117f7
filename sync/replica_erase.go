package changesync

// forgetAside takes what was erased out of this device's changesets in
// quarantine: they stay in the outbox until somebody settles them. What still
// waits is left as it is, and the server says that it has no effect.
func forgetAside(tx LocalTx, change *Record) error {
	rows, err := tx.Outbox([]string{OutQuarantined, OutAmended}, 0, 1<<20)
	if err != nil {
		return err
	}
	for _, row := range rows {
		c, err := Decode(row.Raw)
		if err != nil {
			return err
		}
		m, err := ParseMoment(c.Body().Header.Seen)
		known := knownMoment{m, err == nil}
		less, void, err := c.Redacted(func(t Target, w *Write) bool {
			mark := change.Erased[w.Field]
			return t.Key == change.Key && mark != nil && !mark.seenBy(known)
		})
		if err != nil || len(void) == 0 {
			if err != nil {
				return err
			}
			continue
		}
		row.Raw = less.Raw
		if err := tx.PutOutbox(row); err != nil {
			return err
		}
	}
	return nil
}
