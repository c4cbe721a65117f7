package changesync

import (
	"bytes"
	"strings"
)

// named brings the dots that a changeset replaces to the names under which the
// server knows them.
func (a *application) named(dots []Dot) ([]Dot, error) {
	out := dots
	for i, d := range dots {
		name, err := a.nameOf(d)
		if err != nil {
			return nil, err
		}
		if name != d && &out[0] == &dots[0] {
			out = append([]Dot(nil), dots...)
		}
		out[i] = name
	}
	return out, nil
}

func (a *application) nameOf(d Dot) (Dot, error) {
	if strings.IndexByte(string(d), '~') >= 0 {
		return a.g.firstName(d)
	}
	device, n, ok := d.Parts()
	if a.c.Inner == nil || !ok || device != a.c.Inner.Header.Device || n >= a.c.Inner.Header.N {
		return d, nil
	}
	return a.g.predecessor(a.c.Inner, n)
}

// firstName is the plain name of a changeset that had arrived under it before
// it was carried over.
func (g *group) firstName(d Dot) (Dot, error) {
	device, n, _ := d.Parts()
	plain := MakeDot(device, n)
	first, err := g.find(plain)
	if err != nil || first == nil || first.Device != device || carriedName(plain, first.Hash) != d {
		return d, err
	}
	return plain, nil
}

// predecessor finds the name of changeset n in the chain of a carried one. Its
// bytes say "device:n"; where another copy of the device has taken that number
// the predecessor was carried over too and has its hash in its name.
func (g *group) predecessor(inner *Changeset, n uint64) (Dot, error) {
	device, hash := inner.Header.Device, inner.Header.Prev
	for k := inner.Header.N - 1; ; k-- {
		plain := MakeDot(device, k)
		first, err := g.find(plain)
		if err != nil {
			return "", err
		}
		if first != nil && bytes.Equal(first.Hash, hash) {
			return MakeDot(device, n), nil // from here on down it is the same chain
		}
		carried := carriedName(plain, hash)
		if k == n {
			return carried, nil
		}
		next, err := g.find(carried)
		if err != nil || next == nil {
			return MakeDot(device, n), err
		}
		c, err := Decode(next.Raw)
		if err != nil {
			return "", err
		}
		hash = c.Body().Header.Prev
	}
}

// carriedName is the dot of a changeset that was carried over.
func carriedName(plain Dot, hash []byte) Dot {
	const digits = 4
	d := append([]byte(plain), '~')
	for _, b := range hash[:min(digits, len(hash))] {
		d = append(d, hexDigits[b>>4], hexDigits[b&15])
	}
	return Dot(d)
}

// alreadyThere finds a changeset under its first identity, or carried over
// before: then it adds nothing, and the first answer holds.
func (a *application) alreadyThere() (bool, error) {
	plain := MakeDot(a.body.Header.Device, a.body.Header.N)
	for _, dot := range []Dot{plain, carriedName(plain, a.body.Hash)} {
		found, err := a.g.find(dot)
		if err != nil {
			return false, err
		}
		if found != nil && (dot != plain || bytes.Equal(found.Hash, a.body.Hash)) {
			return true, a.repeatOutcome(found)
		}
	}
	return false, nil
}

func (a *application) repeatOutcome(found *StoredChangeset) error {
	r, err := a.g.receiptOf(found)
	if err != nil {
		return err
	}
	a.receipt.Outcome, a.receipt.Effective = r.Outcome, r.Effective
	a.receipt.Reasons, a.receipt.Void = r.Reasons, r.Void
	return nil
}

// receiptOf reads the receipt of a changeset, also of one that this very group
// has taken.
func (g *group) receiptOf(s *StoredChangeset) (*Receipt, error) {
	if s.Receipt != nil {
		return ParseReceipt(s.Receipt, nil)
	}
	for i := range g.made {
		if c := &g.batch.Changesets[g.made[i].stored]; c.Device == s.Device && c.N == s.N {
			return &g.made[i].receipt, nil
		}
	}
	return nil, fail(CodeNotFound, "a changeset has no receipt: "+string(s.name()))
}

// canonical is the name that a changeset had first.
func (g *group) canonical(s *StoredChangeset) (Dot, error) {
	if s.Origin == "" {
		return s.name(), nil
	}
	return g.firstName(s.Origin)
}

// name is the dot under which a stored changeset is known.
func (s *StoredChangeset) name() Dot {
	if s.Origin != "" {
		return s.Origin
	}
	return MakeDot(s.Device, s.N)
}
