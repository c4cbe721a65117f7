package main

import (
	"bytes"
	"maps"
	"math"

	"fieldsync/models"
	changesync "fieldsync/sync"
)

// log reads the whole log. A record's last entry has to say what the record
// says; each record has only one of them, so that counting finds a missing one
// without holding all names.
func (v *verifier) log() error {
	head, err := v.tx.Head()
	if err != nil {
		return err
	}
	var last int
	q := changesync.LogQuery{From: head.Horizon, To: math.MaxInt64, Limit: 500}
	for {
		rows, err := v.tx.Log(q)
		if err != nil {
			return err
		}
		if err := v.con.Err(); err != nil {
			return err
		}
		keys := make([]changesync.Key, len(rows))
		for i, e := range rows {
			keys[i] = e.Key
		}
		found, err := v.tx.Records(keys...)
		if err != nil {
			return err
		}
		for _, e := range rows {
			v.report.Log++
			if e.Seq > head.Seq {
				v.wrong("log", "%s has an entry at %d, after the end of the log at %d", e.Key, e.Seq, head.Seq)
			}
			if v.entry(e, found[e.Key]) {
				last++
			}
			q.AfterSeq, q.After = e.Seq, e.Key
		}
		if len(rows) < q.Limit {
			break
		}
	}
	if last != v.logged {
		v.wrong("log", "%d records were changed after the horizon at %d, %d of them have their last entry", v.logged, head.Horizon, last)
	}
	return nil
}

// entry checks one entry and says whether it is the last one of its record.
func (v *verifier) entry(e changesync.LogEntry, s changesync.StoredRecord) bool {
	change, err := changesync.DecodeRecord(e.Body)
	switch {
	case err != nil:
		v.wrong("log", "the entry of %s at %d cannot be read: %v", e.Key, e.Seq, err)
	case change.Key != e.Key || change.Scope != e.Scope || change.Seq != e.Seq:
		v.wrong("log", "the entry of %s at %d is stored as another one", e.Key, e.Seq)
	case s.Seq < e.Seq:
		v.wrong("log", "%s was changed at %d, its record stands at %d", e.Key, e.Seq, s.Seq)
	case s.Seq == e.Seq && !agrees(change, s):
		v.wrong("log", "the last entry of %s, at %d, says something else than the record", e.Key, e.Seq)
	}
	return s.Seq == e.Seq
}

// agrees says whether the record holds the very cells of its last change. An
// unreadable record has been named already.
func agrees(change *changesync.Record, s changesync.StoredRecord) bool {
	r, err := changesync.DecodeRecord(s.Body)
	if err != nil {
		return true
	}
	erases := len(change.Erased) > 0
	r.Erased, change.Erased = nil, nil // a change says only what it erases itself
	maps.DeleteFunc(r.Cells, func(name string, _ changesync.Cell) bool {
		_, changed := change.Cells[name]
		return !changed
	})
	return (len(change.Cells) > 0 || erases) && bytes.Equal(r.Encode(), change.Encode())
}

// scopeHead checks that a pull would find the last change of a scope.
func (v *verifier) scopeHead(s changesync.StoredRecord) error {
	touched, err := v.tx.Touched([]models.Scope{s.Scope}, s.Seq-1)
	if err == nil && len(touched) == 0 {
		v.wrong("scope", "%s was changed at %d, pulls do not look there", s.Scope, s.Seq)
	}
	return err
}
