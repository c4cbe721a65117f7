package changesync

// eachRow walks through the stored records that a query finds, page by page.
func eachRow(tx ReadTx, q RecordQuery, fn func(StoredRecord) error) error {
	q.Limit = pageRows
	for {
		rows, err := tx.RecordsIn(q)
		if err != nil {
			return err
		}
		for _, row := range rows {
			q.AfterScope, q.After = row.Scope, row.Key
			if err := fn(row); err != nil {
				return err
			}
		}
		if len(rows) < q.Limit {
			return nil
		}
	}
}

// eachRecord is eachRow with the records decoded.
func eachRecord(tx ReadTx, q RecordQuery, fn func(*Record) error) error {
	return eachRow(tx, q, func(row StoredRecord) error {
		rec, err := DecodeRecord(row.Body)
		if err != nil {
			return err
		}
		return fn(rec)
	})
}
