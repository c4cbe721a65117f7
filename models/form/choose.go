package form

import (
	"cmp"
	"maps"
	"slices"

	"fieldsync/models"
)

// Choose picks of each form the definition for somebody: published, of the
// nearest team, and of its versions the newest. near says how far above him a
// team is, 0 being his own, and whether it is above him at all; a definition of
// no team is the farthest. records are definitions by id; those that this
// program cannot use are passed over. The result is in the order of the names.
func (c *Cache) Choose(reg *models.Registry, records map[string]models.Values, near func(team string) (int, bool)) []*Definition {
	best := map[string]*Definition{}
	distance := map[string]int{}
	for _, id := range slices.Sorted(maps.Keys(records)) {
		v := records[id]
		if textOf(v["state"]) != "published" {
			continue
		}
		far := maxDistance
		if team := textOf(v["team"]); team != "" {
			var ok bool
			if far, ok = near(team); !ok {
				continue
			}
		}
		d, _ := c.Compile(reg, id, v)
		if d == nil {
			continue
		}
		if had := best[d.Form]; had == nil || cmp.Or(cmp.Compare(distance[d.Form], far), cmp.Compare(d.Version, had.Version)) >= 0 {
			best[d.Form], distance[d.Form] = d, far
		}
	}
	out := []*Definition{}
	for _, name := range slices.Sorted(maps.Keys(best)) {
		out = append(out, best[name])
	}
	return out
}

// maxDistance is farther than any team is above anybody.
const maxDistance = 1 << 20
