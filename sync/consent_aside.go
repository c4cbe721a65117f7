package changesync

import (
	"encoding/json"
	"errors"
	"slices"

	"fieldsync/models"
	"fieldsync/models/strict"
)

// Quarantine records show to others what a changeset said. Of sensitive values
// without consent, and of fields that not all see who settle it, they name the
// field only, and whoever accepts the changeset accepts them unseen: the server
// writes them, in their author's name.

// unshown says whether a quarantine record may have to be silent about a cell.
func unshown(col *models.Collection, cell string) bool {
	return needsConsent(col, cell) || lineOf(col, cell) != ""
}

// sealedReason tells of a write that a quarantine record does not show.
func sealedReason(col *models.Collection, k Key, field string) Reason {
	if lineOf(col, field) != "" {
		return Reason{Collection: k.Collection, Record: k.ID, Field: field, Code: CodeWithheld,
			Message: "withheld, since not everybody sees this field who sees the record; it goes along when the rest is accepted",
			ZH:      "该字段并非人人可见,内容不予显示;接受本变更时一并生效"}
	}
	return Reason{Collection: k.Collection, Record: k.ID, Field: field, Code: FlagNoConsent,
		Message: "withheld, since nobody has recorded that the person agreed; it goes along when the rest is accepted",
		ZH:      "尚未记录客户同意,内容不予显示;接受本变更时一并生效"}
}

// mayShow says whether a write may be shown: all see its field who see the
// record, and it needs no consent, or the changeset brings it, or it is on record
// and the changeset leaves it there.
func (a *application) mayShow(t Target, there *work, w *Write) bool {
	col := a.g.e.reg.Collection(t.Collection)
	if !unshown(col, w.Field) {
		return true
	}
	if lineOf(col, w.Field) != "" {
		return false
	}
	for i := range a.body.Writes {
		if o := &a.body.Writes[i]; o.Field == models.ConsentField && a.body.Header.Records[o.Record].Key == t.Key {
			return string(o.Value) == "true"
		}
	}
	return there != nil && there.rec.consented(col)
}

// bringAlong writes, as the server, the sensitive values of the parts that a
// correction by somebody else settles and does not speak of: he cannot have
// seen them. What somebody replaced meanwhile, or cannot be represented, stays
// behind, in the changeset as it was received.
func (a *application) bringAlong() error {
	am := a.amended
	body := am.c.Body()
	dismissed := slices.ContainsFunc(a.body.Header.Records, func(t Target) bool { return t.Collection == QuarantineCollection })
	if dismissed || am.author == a.body.Header.Actor {
		return nil
	}
	c := &Changeset{}
	c.Header.Actor = am.author
	for i := range body.Writes {
		w := &body.Writes[i]
		t := body.Header.Records[w.Record]
		if rec, err := a.unspoken(t, w); err != nil {
			return err
		} else if rec != nil {
			c.write(Target{Key: t.Key, Scope: rec.rec.Scope}, Write{Field: w.Field, Elem: w.Elem, Value: w.Value, Replaces: []Dot{am.dot}})
		}
	}
	if len(c.Writes) == 0 {
		return nil
	}
	return a.g.serverChangeset(c)
}

// unspoken finds the record of a sensitive write that the correction leaves to
// the server, nil where it does not.
func (a *application) unspoken(t Target, w *Write) (*work, error) {
	if !unshown(a.g.e.reg.Collection(t.Collection), w.Field) || a.judgeWrite(t, w) != nil {
		return nil, nil
	}
	for i := range a.body.Writes {
		if o := &a.body.Writes[i]; a.body.Header.Records[o.Record].Key == t.Key && o.Cell() == w.Cell() {
			return nil, nil
		}
	}
	rec, err := a.g.record(t.Key)
	if err != nil || rec == nil || !slices.Contains(a.amended.settles, rec.rec.Scope) ||
		!a.g.right(a.body.Header.Actor, rec.rec.Scope, t.Collection).May(models.Edit) {
		return nil, err
	}
	versions, err := a.g.versions(rec, w.Cell())
	if err != nil || len(a.g.standAfter(a.amended.dot, versions, t.Key, w.Cell())) > 0 {
		return nil, err
	}
	return rec, nil
}

// write adds a write, and its record where it is the first one of that.
func (c *Changeset) write(t Target, w Write) {
	h := &c.Header
	if w.Record = slices.IndexFunc(h.Records, func(o Target) bool { return o.Key == t.Key }); w.Record < 0 {
		w.Record = len(h.Records)
		h.Records = append(h.Records, t)
	}
	c.Writes = append(c.Writes, w)
}

// resealItems takes the sensitive values of records whose consent this group
// withdraws out of the quarantine records that show them.
func (g *group) resealItems() error {
	var edits []Edit
	of, scopes := map[Key]*models.Collection{}, map[models.Scope]bool{}
	for _, k := range g.touchedKeys() {
		w := g.records[k]
		old, changed := w.before[models.ConsentField]
		if changed && w.col != nil && w.col.AsksConsent() && agrees(&old, w.col) && !w.rec.consented(w.col) {
			of[k], scopes[w.rec.Scope] = w.col, true
		}
	}
	if len(of) == 0 {
		return nil
	}
	q := RecordQuery{Scopes: sortedKeys(scopes), Collection: QuarantineCollection}
	err := eachRecord(g.tx, q, func(item *Record) error {
		ed, err := g.resealed(item.Key, of)
		if ed != nil {
			edits = append(edits, *ed)
		}
		return err
	})
	if err := errors.Join(err, g.writeParts(edits)); err != nil {
		return err
	}
	for i := range edits { // what it replaced would tell it again
		live := g.records[edits[i].Key].rec.Cells[itemContent].Live
		for j := range live {
			live[j].Was = nil
		}
	}
	return nil
}

// resealed is a quarantine record without the sensitive values of some records,
// nil where it shows none.
func (g *group) resealed(item Key, of map[Key]*models.Collection) (*Edit, error) {
	w, err := g.record(item)
	if err != nil || w == nil {
		return nil, err
	}
	values := w.rec.Values(w.col)
	if isNull(values[itemContent]) {
		return nil, nil
	}
	var reasons []Reason
	if err := json.Unmarshal(values["reasons"], &reasons); err != nil {
		return nil, err
	}
	content, before := []json.RawMessage{}, len(reasons)
	err = strict.Array(values[itemContent], func(one []byte) error {
		var at struct{ Collection, Record, Field string }
		if err := json.Unmarshal(one, &at); err != nil {
			return err
		}
		if k := (Key{at.Collection, at.Record}); needsConsent(of[k], at.Field) {
			reasons = append(reasons, sealedReason(nil, k, at.Field))
		} else {
			content = append(content, one)
		}
		return nil
	})
	if err != nil || len(reasons) == before {
		return nil, err
	}
	raw, err := json.Marshal(content)
	return &Edit{Key: item, Set: models.Values{itemContent: raw, "reasons": itemReasons(reasons[max(0, len(reasons)-maxItemReasons):])}}, err
}
