package changesync

import "fieldsync/models"

// Shown is a record as it is stored, before what the commit at work changes.
type Shown struct {
	Key    Key
	Scope  models.Scope
	Values models.Values // nil: it is deleted
}

// Records lists stored records, as the query pages through them.
func (l *Ledger) Records(q RecordQuery) ([]Shown, error) {
	rows, err := l.tx.RecordsIn(q)
	if err != nil {
		return nil, err
	}
	out := make([]Shown, 0, len(rows))
	for _, row := range rows {
		rec, err := DecodeRecord(row.Body)
		if err != nil {
			return nil, err
		}
		out = append(out, Shown{row.Key, row.Scope, liveValues(rec, l.e.reg.Collection(row.Key.Collection))})
	}
	return out, nil
}

// record is a stored record, nil when there is none.
func (l *Ledger) record(k Key) (*Record, error) {
	found, err := l.tx.Records(k)
	if err != nil || found[k].Body == nil {
		return nil, err
	}
	return DecodeRecord(found[k].Body)
}

// Known says whether there is, or was, a record of the key: also a deleted one.
func (l *Ledger) Known(k Key) (bool, error) { return l.src.known(k) }

// OpenFields are the fields of a record that have an open conflict; none of one
// that is missing or deleted.
func (l *Ledger) OpenFields(k Key) ([]string, error) { return l.src.contested(k) }

// Head is the state of the log before the commit at work.
func (l *Ledger) Head() (Head, error) { return l.tx.Head() }

// Log lists entries of the log, those of the commit at work not among them.
func (l *Ledger) Log(q LogQuery) ([]LogEntry, error) { return l.tx.Log(q) }

// ClockHolds says whether the server's clock fits what was written last: one
// that is more than 30 days ahead of it is wrong, or nobody works here. Before
// the first write it is believed.
func (l *Ledger) ClockHolds() (bool, error) {
	last, err := lastWrite(l.tx)
	return last == 0 || l.Now-last <= maxIdle.Milliseconds(), err
}
