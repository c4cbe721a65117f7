package changesync

import (
	"maps"
	"slices"

	"fieldsync/models"
)

// bound is the record that a decision about a record with these values looks at
// beside it, see With of models.Decision; the zero key for none.
func bound(col *models.Collection, d *models.Decision, v models.Values) Key {
	if d.With == "" || text(v, d.With) == "" {
		return Key{}
	}
	return Key{col.Field(d.With).Ref, text(v, d.With)}
}

// versionOf is the version of all that decisions about a record look at. read
// returns a record, nil when there is none.
func versionOf(reg *models.Registry, col *models.Collection, rec *Record, read func(Key) (*Record, error)) (string, error) {
	version, values := rec.Print(col), rec.Values(col)
	for _, d := range col.DecisionsOf() {
		key := bound(col, &d, values)
		if key == (Key{}) {
			continue
		}
		with, err := read(key)
		if err != nil {
			return "", err
		}
		if with != nil {
			version += "." + with.Print(reg.Collection(key.Collection))
		}
	}
	return version, nil
}

// version is that of a record as this group leaves it.
func (g *group) version(w *work) (string, error) {
	return versionOf(g.e.reg, w.col, w.rec, func(k Key) (*Record, error) {
		with, err := g.record(k)
		if err != nil || with == nil {
			return nil, err
		}
		return with.rec, nil
	})
}

// decidedWith are the records that this group did not touch, and a record that
// was decided about together with one of them it did.
func (g *group) decidedWith() ([]Key, error) {
	keys := map[Key]bool{}
	for _, k := range g.touchedKeys() {
		w := g.records[k]
		if w.col == nil || w.erased != nil || !g.byPeople(w) {
			continue
		}
		for _, d := range g.e.reg.DecidedWith(k.Collection) {
			_, id, _ := models.ParseScope(w.rec.Scope) // the scope is that of the record decided about
			of, err := g.record(Key{d.Collection, id})
			if err != nil {
				return nil, err
			}
			if of != nil && len(of.before) == 0 && bound(of.col, &d, of.rec.Values(of.col)) == k {
				keys[of.rec.Key] = true
			}
		}
	}
	return slices.SortedFunc(maps.Keys(keys), compareKeys), nil
}

// boundChanged says whether people changed the record that a decision looked at
// beside its own.
func (g *group) boundChanged(w *work, d *models.Decision, v models.Values) bool {
	with := g.records[bound(w.col, d, v)]
	if with == nil || with.col == nil || len(with.before) == 0 {
		return false
	}
	outcome := w.rec.Cells[d.Field]
	return with.changedSince(outcome.Shown(w.col.Field(d.Field)).Dot, nil)
}
