package main

import (
	"hash/fnv"

	changesync "fieldsync/sync"
)

// reference is a value by which records are found.
type reference struct{ collection, field, value string }

// referrers are the ids found by it: how many, and the sum of their hashes, so
// that a value which thousands share costs no more than any other.
type referrers struct {
	n   int
	sum uint64
}

func (r referrers) with(id string) referrers {
	h := fnv.New64a()
	_, _ = h.Write([]byte(id))
	return referrers{r.n + 1, r.sum + h.Sum64()}
}

// refer notes by which values the record has to be found.
func (v *verifier) refer(r *changesync.Record) {
	col := v.engine.Registry().Collection(r.Key.Collection)
	if col == nil {
		return
	}
	values := r.Values(col)
	own := map[reference]bool{} // a list may hold a value twice
	for _, f := range col.Fields {
		f.Indexed(values[f.Name], func(path, value string) {
			if ref := (reference{r.Key.Collection, path, value}); !own[ref] {
				own[ref] = true
				v.references[ref] = v.references[ref].with(r.Key.ID)
			}
		})
	}
}

// index compares what is found by each value that a record has. Entries under
// values that no record has cannot be listed; nobody looks for those.
func (v *verifier) index() error {
	for ref, want := range v.references {
		ids, err := v.tx.Referring(ref.collection, ref.field, ref.value)
		if err != nil {
			return err
		}
		if err := v.con.Err(); err != nil {
			return err
		}
		var got referrers
		for _, id := range ids {
			got = got.with(id)
		}
		v.report.References += got.n
		if got != want {
			// The value may be a phone number: it is not printed.
			v.wrong("index", "by a value of %s in %s, %d records are found and %d have it, or they are others", ref.field, ref.collection, got.n, want.n)
		}
	}
	return nil
}

// accounts checks that the user of each device has an account. It is read after
// the snapshot, since accounts are only ever added.
func (v *verifier) accounts() error {
	users, err := v.engine.Users(v.con)
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, u := range users {
		known[u.Name] = true
	}
	for _, d := range v.devices {
		if d.Status != changesync.DeviceServer && !known[d.User] {
			v.wrong("account", "of %s, who has device %s, is missing", d.User, d.ID)
		}
	}
	return nil
}

// erasures checks that nothing has come back of what was erased.
func (v *verifier) erasures() error {
	j, err := v.readErasures()
	if err != nil {
		return err
	}
	if err := j.usable(true); err != nil {
		v.wrong("journal", "%v", err)
	}
	notes := j.notes
	known, err := v.engine.Erasures(v.con)
	if err != nil {
		return err
	}
	if known > 0 && len(notes) < known {
		v.wrong("erasures", "the database knows of %d, the journal %s of %d: put it back", known, v.journal(), len(notes))
	}
	open, err := v.engine.Outstanding(v.con, notes)
	if len(open) > 0 {
		v.wrong("erasures", "%s was erased and is not any more: start the server, it replays the journal", open[0])
	}
	return err
}
