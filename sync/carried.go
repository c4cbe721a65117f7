package changesync

import (
	"bytes"
	"strings"
)

// docCarried marks a device of which a changeset was carried over by another:
// its numbers do not say any more what the server has of it.
const docCarried = "carried"

// wasCarried says whether some changeset of the device was carried over.
func (g *group) wasCarried(device string) (bool, error) {
	carried, known := g.carried[device]
	if known {
		return carried, nil
	}
	body, err := g.doc(docCarried, device)
	if err == nil {
		g.carried[device] = body != nil // asked for every changeset and replaced dot
	}
	return body != nil, err
}

// markCarried notes it; to be called with what carries.
func (g *group) markCarried(device string) error {
	marked, err := g.wasCarried(device)
	if err == nil && !marked {
		g.batch.Docs = append(g.batch.Docs, Doc{Kind: docCarried, Key: device, Body: []byte("1")})
		g.carried[device] = true
	}
	return err
}

// choose gives a changeset the dot under which its writes are known, and finds
// the one of the same bytes that is there already, whoever brought it. Of two
// changesets with one number, which only copies of a device make, the first to
// come has the plain name.
func (a *application) choose() (same *StoredChangeset, err error) {
	marked := a.c.Inner != nil
	if !marked && a.dev.Status != DeviceServer {
		marked, err = a.g.wasCarried(a.c.Header.Device)
	}
	if err != nil || !marked {
		return nil, err
	}
	h := a.body.Header
	plain := MakeDot(h.Device, h.N)
	other := carriedName(plain, a.body.Hash)
	same, taken, err := a.g.sameBytes(h.Device, h.N, a.body.Hash)
	switch {
	case err != nil:
	case same != nil:
		a.dot = same.name()
	case taken || (a.c.Inner != nil && a.c.Header.Device != a.g.server):
		a.dot = other // as its device calls it
	default:
		a.dot = plain
		err = a.answerTo(other)
	}
	return same, err
}

// answerTo lets the cells that a changeset writes to call it by its dot where
// a successor that was carried over before it has used its other name.
func (a *application) answerTo(alias Dot) error {
	for i := range a.body.Writes {
		w := &a.body.Writes[i]
		t, cell := a.body.Header.Records[w.Record], w.Cell()
		there, err := a.g.record(t.Key)
		if err != nil {
			return err
		}
		if there == nil {
			continue
		}
		if c := there.rec.Cells[cell]; !c.replaced(alias) {
			continue
		}
		rec, err := a.g.open(a.stage, t.Key, t.Scope)
		if err != nil {
			return err
		}
		rec.touch(cell)
		c := rec.rec.Cells[cell].clone()
		c.rename(alias, a.dot)
		rec.rec.Cells[cell] = c
	}
	return nil
}

// sameBytes finds changeset n of a device by its hash under whatever name it
// is known; taken says that another one has the plain name.
func (g *group) sameBytes(device string, n uint64, hash []byte) (same *StoredChangeset, taken bool, err error) {
	plain := MakeDot(device, n)
	first, err := g.find(plain)
	if err != nil {
		return nil, false, err
	}
	if first != nil {
		is, err := first.isBytes(hash)
		if err != nil || is {
			return first, false, err
		}
	}
	same, err = g.find(carriedName(plain, hash))
	return same, first != nil, err
}

// isBytes says whether the changeset, or the one that it carries, has the hash.
func (s *StoredChangeset) isBytes(hash []byte) (bool, error) {
	if bytes.Equal(s.Hash, hash) {
		return true, nil
	}
	if device, _, _ := s.Origin.Parts(); s.Origin == "" || device == s.Device {
		return false, nil
	}
	c, err := Decode(s.Raw)
	if err != nil {
		return false, err
	}
	return bytes.Equal(c.Body().Hash, hash), nil
}

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
	device, n, ok := d.Parts()
	switch h := &a.body.Header; {
	case !ok:
		return d, nil
	case d.carried():
		return a.g.firstName(d)
	case device == h.Device && n < h.N && a.c.Inner != nil:
		return a.predecessor(n)
	case device == h.Device:
		return a.g.nativeName(d)
	}
	return a.g.plainName(d)
}

// carried says that the dot is the second name of its number, see carriedName.
func (d Dot) carried() bool { return strings.IndexByte(string(d), '~') >= 0 }

// firstName is the plain name of a changeset that had arrived under it before
// it was carried over.
func (g *group) firstName(d Dot) (Dot, error) {
	device, n, _ := d.Parts()
	plain := MakeDot(device, n)
	first, err := g.find(plain)
	if err != nil || first == nil {
		return d, err
	}
	hash := first.Hash
	if first.Origin != "" {
		c, err := Decode(first.Raw)
		if err != nil {
			return "", err
		}
		hash = c.Body().Hash
	}
	if carriedName(plain, hash) != d {
		return d, nil
	}
	return plain, nil
}

// nativeName is the name of what a device calls its own changeset n: another
// copy of it may have come first.
func (g *group) nativeName(d Dot) (Dot, error) {
	device, n, _ := d.Parts()
	if marked, err := g.wasCarried(device); err != nil || !marked {
		return d, err
	}
	s, err := g.numbered(device, n)
	if err != nil || s == nil {
		return d, err
	}
	return s.name(), nil
}

// plainName is whom others mean by a plain name: who has it, or else the
// device's own changeset of that number.
func (g *group) plainName(d Dot) (Dot, error) {
	device, _, _ := d.Parts()
	if marked, err := g.wasCarried(device); err != nil || !marked {
		return d, err
	}
	if s, err := g.find(d); err != nil || s != nil {
		return d, err
	}
	return g.nativeName(d)
}

// predecessor finds the name of changeset n in the chain of a carried one. Its
// bytes say "device:n"; where another copy of the device has taken that number
// the predecessor was carried over too and has its hash in its name.
func (a *application) predecessor(n uint64) (Dot, error) {
	g, device, hash := a.g, a.body.Header.Device, a.body.Header.Prev
	for k := a.body.Header.N - 1; ; k-- {
		same, _, err := g.sameBytes(device, k, hash)
		switch {
		case err != nil:
			return "", err
		case same == nil && k == n:
			return carriedName(MakeDot(device, k), hash), nil
		case same == nil:
			return MakeDot(device, n), nil
		case k == n:
			return same.name(), nil
		case same.Device == device: // from here on down it is the same chain
			return g.nativeName(MakeDot(device, n))
		}
		c, err := Decode(same.Raw)
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

// repeatOutcome gives a changeset that is there already its first answer.
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

// name is the dot under which a stored changeset is known.
func (s *StoredChangeset) name() Dot {
	if s.Origin != "" {
		return s.Origin
	}
	return MakeDot(s.Device, s.N)
}
