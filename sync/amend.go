package changesync

import (
	"encoding/json"
	"slices"
)

// amended is the quarantined changeset that an application corrects.
type amended struct {
	dot     Dot
	c       *Changeset
	stored  *StoredChangeset
	receipt *Receipt
}

// docAmended marks a quarantined changeset as corrected; the key is its dot,
// the body the dot of the correction.
const docAmended = "amended"

// findAmended loads what the changeset corrects, or says why it cannot.
func (a *application) findAmended() (*Reason, error) {
	dot := a.body.Header.Amends
	stored, err := a.g.find(dot)
	if err != nil {
		return nil, err
	}
	if stored == nil || stored.Outcome != OutcomeQuarantined {
		return &Reason{Code: CodeNotFound, Message: "what it amends is not in quarantine: " + string(dot)}, nil
	}
	if done, err := a.g.isAmended(dot); err != nil || done {
		return &Reason{Code: CodeAmended, Message: "the quarantined changeset was corrected before: " + string(dot)}, err
	}
	c, err := Decode(stored.Raw)
	if err != nil {
		return nil, err
	}
	am := &amended{dot: dot, c: c, stored: stored}
	if stored.Receipt != nil {
		if am.receipt, err = ParseReceipt(stored.Receipt, nil); err != nil {
			return nil, err
		}
	} else {
		am.receipt = &a.g.answers[dot].receipt
	}
	a.amended = am
	return nil, nil
}

func (g *group) isAmended(dot Dot) (bool, error) {
	for _, d := range g.batch.Docs {
		if d.Kind == docAmended && d.Key == string(dot) {
			return true, nil
		}
	}
	_, done, err := g.tx.Doc(docAmended, string(dot))
	return done, err
}

// takePlace gives a correcting write the place of the void one: what that had
// replaced, its author and its time. superseded is true when somebody replaced
// the void dot in the meantime: then the correction goes to the history.
func (a *application) takePlace(key Key, cell string, v *Version) (superseded bool, err error) {
	am := a.amended
	v.As, v.At = am.dot, am.receipt.Effective
	v.Said, v.By = am.c.Body().Header.At, am.c.Body().Header.Actor
	body := am.c.Body()
	for i := range body.Writes {
		w := &body.Writes[i]
		if body.Header.Records[w.Record].Key == key && w.Cell() == cell {
			v.Replaces = union(v.Replaces, w.Replaces)
		}
	}
	return a.g.replacedBefore(key, cell, am.dot, a.stage)
}

func union(a, b []Dot) []Dot {
	out := append(slices.Clone(a), b...)
	slices.Sort(out)
	return slices.Compact(out)
}

// replacedBefore looks for a write, live or in the history, that replaced the dot.
func (g *group) replacedBefore(key Key, cell string, dot Dot, s stage) (bool, error) {
	w := s[key]
	if w == nil {
		return false, nil
	}
	for _, v := range w.rec.Cells[cell].Live {
		if slices.Contains(v.Replaces, dot) {
			return true, nil
		}
	}
	history, err := g.tx.History(key)
	if err != nil {
		return false, err
	}
	for _, h := range append(history, g.batch.History...) {
		if h.Key != key || h.Cell != cell {
			continue
		}
		v, err := DecodeVersion(h.Body)
		if err != nil {
			return false, err
		}
		if slices.Contains(v.Replaces, dot) {
			return true, nil
		}
	}
	return false, nil
}

// settleAmended closes the quarantine of what was corrected and lets the
// changesets follow that only waited for a record it creates.
func (a *application) settleAmended() error {
	g, am := a.g, a.amended
	g.batch.Docs = append(g.batch.Docs, Doc{Kind: docAmended, Key: string(am.dot), Body: []byte(a.dot)})
	g.void[am.dot] = am.c
	if err := g.closeItems(am.c, am.dot, string(a.dot)); err != nil {
		return err
	}
	g.keep(a.stage)
	return g.followers(am)
}

// followers re-applies, as corrections by the server, what waited for the
// corrected changeset.
func (g *group) followers(am *amended) error {
	device, n, _ := am.dot.Parts()
	dev := g.devices[device]
	if dev == nil {
		found, err := g.tx.Devices(device)
		if err != nil || len(found) == 0 {
			return err
		}
		d := found[device]
		dev = &d
	}
	created := map[Key]bool{}
	for _, t := range am.c.Body().Header.Records {
		created[t.Key] = true
	}
	list, err := g.tx.Changesets(device, n+1, dev.N)
	if err != nil {
		return err
	}
	for i := range list {
		if list[i].Outcome == OutcomeQuarantined && g.waitedFor(&list[i], created) {
			if err := g.follow(&list[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// waitedFor: every reason of the receipt is a record that is there now.
func (g *group) waitedFor(s *StoredChangeset, created map[Key]bool) bool {
	r, err := ParseReceipt(s.Receipt, nil)
	if err != nil {
		return false
	}
	for _, reason := range r.Reasons {
		if reason.Code != CodeNeedsQuarantine || !created[Key{reason.Collection, reason.Record}] {
			return false
		}
	}
	return true
}

// follow makes the server's correction of a changeset, with its own writes.
func (g *group) follow(s *StoredChangeset) error {
	old, err := Decode(s.Raw)
	if err != nil {
		return err
	}
	c := &Changeset{Writes: old.Body().Writes}
	c.Header.Records = old.Body().Header.Records
	c.Header.Amends = MakeDot(s.Device, s.N)
	c.Header.Actor = old.Body().Header.Actor
	return g.serverChangeset(c)
}

// itemReasons is the reasons as the quarantine record shows them.
func itemReasons(reasons []Reason) json.RawMessage {
	b, err := json.Marshal(reasons)
	if err != nil {
		return json.RawMessage("[]")
	}
	return b
}
