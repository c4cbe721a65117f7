package sealed

import (
	"bytes"
	"fmt"
)

// Resealer seals anew what older keys have sealed, so that these can go.
type Resealer struct {
	box *box
	// InUse counts what stands in the database as it is left: by "new" for the
	// key that seals, "old" for others, "clear" for what no key has sealed.
	InUse map[string]int
	// DryRun only counts.
	DryRun bool
}

// NewResealer takes the keys of which the last one is to seal everything.
func NewResealer(k Keys) (*Resealer, error) {
	b, err := newBox(k)
	return &Resealer{box: b, InUse: map[string]int{}}, err
}

// places are the names of the places of bodies, by table and column.
var places = map[string]string{
	"changesets.raw": "changeset", "changesets.receipt": "receipt", "records.body": "record", "log.body": "log",
	"history.body": "history", "docs.body": "doc", "audit.body": "audit",
}

// Change gives a body as the newest key seals it, nil where it is so already, or
// is to stay. A history from before there were keys stays: the names of its
// cells would have to be sealed as well. Errors: ErrDamaged for what no key opens.
func (r *Resealer) Change(where string, key []string, body []byte) ([]byte, error) {
	name := places[where]
	if name == "" {
		return nil, fmt.Errorf("sealed: there is no place for %s", where)
	}
	if name == "history" { // collection, id, seq, cell, dot
		key = []string{key[0], key[1], key[4]}
	}
	plain, err := r.box.unseal(place(name, key...), body)
	if err != nil {
		return nil, err
	}
	state := "clear"
	if bytes.HasPrefix(body, magic) {
		state = "old"
		if bytes.HasPrefix(body[len(magic):], r.box.id[:]) {
			state = "new"
		}
	}
	if r.DryRun || state == "new" || (state == "clear" && name == "history") {
		r.InUse[state]++
		return nil, nil
	}
	r.InUse["new"]++
	return r.box.seal(place(name, key...), plain), nil
}
