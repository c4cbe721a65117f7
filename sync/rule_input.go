package changesync

import (
	"slices"
	"time"

	"fieldsync/models"
	"fieldsync/models/rules"
)

// ruleInput is what a rule sees of the records as this group leaves them. A
// failure of the store fails the group: a rule that was not asked in full must
// not look as if it had been kept.
func (g *group) ruleInput(key Key, values models.Values) rules.In {
	in := rules.In{
		Record: values, ID: key.ID, Now: time.UnixMilli(g.now).In(chinaTime),
		Lookup: func(collection, id string) models.Values {
			v, err := g.values(Key{collection, id})
			if err != nil {
				g.broken = err
			}
			return v
		},
		Related: func(q rules.Query) []rules.Found {
			found, err := g.related(q)
			if err != nil {
				g.broken = err
			}
			return found
		},
	}
	in.Params = g.paramsOf(rules.TeamOf(key.Collection, in), in)
	return in
}

// paramsOf resolves the parameters of a team once for the group: rules are asked
// when all of it has been merged.
func (g *group) paramsOf(team string, in rules.In) rules.Params {
	if p, ok := g.params[team]; ok {
		return p
	}
	if g.params == nil {
		g.params = map[string]rules.Params{}
	}
	g.params[team] = rules.Resolve(team, in)
	return g.params[team]
}

// related lists the records that the index leads to and those that this group
// has changed since: both are asked for what they show now.
func (g *group) related(q rules.Query) ([]rules.Found, error) {
	ids, err := g.referring(q.Collection, q.Field, q.Value)
	if err != nil {
		return nil, err
	}
	ids = append(ids, g.showing(q.Collection, q.Field)[q.Value]...)
	slices.Sort(ids)
	ids = slices.Compact(ids)
	slices.Reverse(ids)
	var found []rules.Found
	for _, id := range ids {
		if made, known := rules.MadeAt(id); known && made.Before(q.Since) {
			continue
		}
		v, err := g.values(Key{q.Collection, id})
		if err != nil {
			return nil, err
		}
		if v != nil && q.Fits(v) {
			found = append(found, rules.Found{ID: id, Values: v})
		}
		if len(found) == rules.MaxRelated {
			break
		}
	}
	return found, nil
}

// showing leads from what a field shows to the records of this group that show
// it. It is worked out once for all that are judged between two changesets.
func (g *group) showing(collection, field string) map[string][]string {
	asked := [2]string{collection, field}
	if ids, known := g.shownBy[asked]; known {
		return ids
	}
	ids := map[string][]string{}
	for k, w := range g.records {
		if k.Collection == collection && w != nil && len(w.before) > 0 {
			value := text(liveValues(w.rec, w.col), field)
			ids[value] = append(ids[value], k.ID)
		}
	}
	if g.shownBy == nil {
		g.shownBy = map[[2]string]map[string][]string{}
	}
	g.shownBy[asked] = ids
	return ids
}
