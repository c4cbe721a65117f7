package changesync

import (
	"encoding/json"
	"errors"
	"slices"
)

// docNeeds lists the changesets that are in quarantine only because a record
// is missing, by that record. When it comes, whoever brings it, they follow.
const docNeeds = "needs"

// doc reads a document as this group leaves it, nil when there is none.
func (g *group) doc(kind, key string) ([]byte, error) {
	for i := len(g.batch.Docs) - 1; i >= 0; i-- {
		if d := &g.batch.Docs[i]; d.Kind == kind && d.Key == key {
			return d.Body, nil
		}
	}
	body, _, err := g.tx.Doc(kind, key)
	if err != nil {
		g.broken = err
	}
	return body, err
}

func (g *group) waitingFor(k Key) (dots []Dot, err error) {
	body, err := g.doc(docNeeds, k.String())
	if err != nil || body == nil {
		return nil, err
	}
	return dots, json.Unmarshal(body, &dots)
}

// waits notes what a quarantined changeset waits for, if for nothing but
// records.
func (a *application) waits() error {
	missing := a.receipt.Reasons
	if slices.ContainsFunc(missing, func(r Reason) bool { return r.Code != CodeNeedsQuarantine }) {
		return nil
	}
	for _, r := range missing {
		k := Key{r.Collection, r.Record}
		dots, err := a.g.waitingFor(k)
		if err != nil {
			return err
		}
		body, err := json.Marshal(append(dots, a.dot))
		if err != nil {
			return err
		}
		a.g.batch.Docs = append(a.g.batch.Docs, Doc{Kind: docNeeds, Key: k.String(), Body: body})
	}
	return nil
}

// created are the staged records that were not there before, ordered.
func (a *application) created() []Key {
	var keys []Key
	for k := range a.stage {
		if a.g.records[k] == nil {
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, compareKeys)
	return keys
}

// release re-applies, as corrections by the server, what waited for a record.
func (g *group) release(k Key) error {
	dots, err := g.waitingFor(k)
	if err != nil || dots == nil {
		return err
	}
	g.batch.Docs = append(g.batch.Docs, Doc{Kind: docNeeds, Key: k.String()})
	for _, dot := range dots {
		if err := g.releaseOne(dot); err != nil {
			return err
		}
	}
	return nil
}

func (g *group) releaseOne(dot Dot) error {
	s, err := g.find(dot)
	if err != nil || s == nil {
		return err
	}
	if ready, err := g.ready(s); !ready || err != nil {
		return err
	}
	err = g.follow(s)
	var stays *refusal
	if errors.As(err, &stays) {
		return nil
	}
	return err
}

// ready says whether all records are there that a changeset waits for, and
// nobody has corrected it meanwhile.
func (g *group) ready(s *StoredChangeset) (bool, error) {
	done, err := g.settlement(s.name())
	if len(done) > 0 || err != nil {
		return false, err // or a part of it
	}
	r, err := g.receiptOf(s)
	if err != nil {
		return false, err
	}
	for _, reason := range r.Reasons {
		if w, err := g.record(Key{reason.Collection, reason.Record}); w == nil || err != nil {
			return false, err
		}
	}
	return true, nil
}

// follow makes the server's correction of a changeset, with its own writes.
func (g *group) follow(s *StoredChangeset) error {
	old, err := Decode(s.Raw)
	if err != nil {
		return err
	}
	c := &Changeset{Writes: old.Body().Writes}
	c.Header.Records = old.Body().Header.Records
	c.Header.Amends = s.name()
	c.Header.Actor = old.Body().Header.Actor
	return g.serverChangeset(c)
}
