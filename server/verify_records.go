package main

import (
	changesync "fieldsync/sync"
)

// open names an open conflict.
type open struct {
	key   changesync.Key
	field string
}

// records reads every record and works out anew what is kept beside them.
func (v *verifier) records() error {
	head, err := v.tx.Head()
	if err != nil {
		return err
	}
	sums, conflicts := map[changesync.Checksum]uint64{}, map[open]bool{}
	var newest changesync.StoredRecord // of the scope at work
	q := changesync.RecordQuery{Limit: 500}
	for {
		rows, err := v.tx.RecordsIn(q)
		if err != nil {
			return err
		}
		if err := v.con.Err(); err != nil {
			return err
		}
		for _, s := range rows {
			v.record(s, head, sums, conflicts)
			if err := v.newest(s, head, &newest); err != nil {
				return err
			}
			q.AfterScope, q.After = s.Scope, s.Key
		}
		if len(rows) < q.Limit {
			break
		}
	}
	if err := v.newest(changesync.StoredRecord{}, head, &newest); err != nil {
		return err
	}
	if err := v.checksums(sums); err != nil {
		return err
	}
	return v.conflicts(conflicts)
}

// newest keeps the last changed record of a scope, and checks it when the next
// scope begins: records come scope by scope.
func (v *verifier) newest(s changesync.StoredRecord, head changesync.Head, newest *changesync.StoredRecord) (err error) {
	if s.Scope != newest.Scope {
		if newest.Seq > head.Horizon {
			err = v.scopeHead(*newest)
		}
		*newest = changesync.StoredRecord{Scope: s.Scope}
	}
	if s.Seq > newest.Seq {
		*newest = s
	}
	if s.Seq > head.Horizon {
		v.logged++
	}
	return err
}

func (v *verifier) record(s changesync.StoredRecord, head changesync.Head, sums map[changesync.Checksum]uint64, conflicts map[open]bool) {
	v.report.Records++
	r, err := changesync.DecodeRecord(s.Body)
	switch {
	case err != nil:
		v.wrong("record", "%s cannot be read: %v", s.Key, err)
		return
	case r.Key != s.Key || r.Scope != s.Scope || r.Seq != s.Seq:
		v.wrong("record", "%s is stored as another one", s.Key)
	case s.Seq > head.Seq:
		v.wrong("record", "%s was changed at %d, after the end of the log at %d", s.Key, s.Seq, head.Seq)
	}
	for name, cell := range r.Cells {
		for _, dot := range cell.Dots() {
			v.dot(s.Key, name, dot)
		}
	}
	col := v.engine.Registry().Collection(s.Key.Collection)
	changesync.AddSums(sums, col, r)
	v.refer(r)
	for _, field := range r.OpenFields(col) {
		conflicts[open{s.Key, field}] = true
	}
}

// dot checks that the changeset of a value has been taken.
func (v *verifier) dot(key changesync.Key, cell string, dot changesync.Dot) {
	device, n, ok := dot.Parts()
	if !ok {
		v.wrong("record", "%s %s holds the value of no changeset (%s)", key, cell, dot)
		return
	}
	if changesync.MakeDot(device, n) != dot {
		return // carried over under another identity
	}
	if d, known := v.devices[device]; !known || n > d.N {
		v.wrong("record", "%s %s holds the value of changeset %s, which is not here", key, cell, dot)
	}
}

func (v *verifier) checksums(want map[changesync.Checksum]uint64) error {
	stored, err := v.tx.Checksums(nil)
	if err != nil {
		return err
	}
	for _, c := range stored {
		v.report.Checksums++
		key := c
		key.Sum = 0
		if want[key] != c.Sum {
			v.wrong("checksum", "of %s in %s (%s) is %016x, its records make %016x", c.Collection, c.Scope, c.Level, c.Sum, want[key])
		}
		delete(want, key)
	}
	for key, sum := range want {
		if sum != 0 {
			v.wrong("checksum", "of %s in %s (%s) is missing, its records make %016x", key.Collection, key.Scope, key.Level, sum)
		}
	}
	return nil
}

func (v *verifier) conflicts(want map[open]bool) error {
	q := changesync.ConflictQuery{Limit: 500}
	for {
		rows, err := v.tx.Conflicts(q)
		if err != nil {
			return err
		}
		for _, c := range rows {
			v.report.Conflicts++
			if !want[open{c.Key, c.Field}] {
				v.wrong("conflict", "%s %s is listed as open and is not", c.Key, c.Field)
			}
			delete(want, open{c.Key, c.Field})
			q.After, q.AfterField = c.Key, c.Field
		}
		if len(rows) < q.Limit {
			break
		}
	}
	for o := range want {
		v.wrong("conflict", "%s %s is open and not listed", o.key, o.field)
	}
	return nil
}
