package changesync

import "fieldsync/models"

// grantSources are the collections that grants are derived from.
var grantSources = map[string]bool{
	"staff": true, "team": true, "assignment": true,
	"event_desk": true, "showcase_event": true, "star_customer": true,
}

// concerned collects whose grants a change bears on: members of staff, and
// teams whose leaders see what their members hold.
type concerned struct {
	g            *group
	staff, teams map[string]bool
}

// regrantAll derives the grants again of everybody whom the group's changes
// may concern. It runs after the batch was applied, so it reads the new state.
func (g *group) regrantAll() error {
	now, later, err := g.concern()
	if err != nil {
		return err
	}
	for user := range now {
		g.regrant[user] = true
	}
	for _, user := range sortedKeys(g.regrant) {
		if err := g.regrantUser(user); err != nil {
			return err
		}
	}
	due, marks := map[string]int64{}, []Doc(nil)
	for _, user := range sortedKeys(later) {
		if !g.regrant[user] {
			due[user], g.owed, marks = longDue, append(g.owed, user), append(marks, g.derivedMark(user))
		}
	}
	if len(due) == 0 {
		return nil
	}
	return g.tx.Apply(&Batch{GrantsDue: due, Docs: marks})
}

// longDue has passed by every clock, but is not 0, which is never due.
const longDue = 1

// concern finds the users whose grants the group's changes may concern, apart
// those who are concerned by parts of a long piece of work.
func (g *group) concern() (now, later map[string]bool, err error) {
	at := map[bool]*concerned{}
	for _, part := range []bool{false, true} {
		at[part] = &concerned{g: g, staff: map[string]bool{}, teams: map[string]bool{}}
	}
	for _, k := range g.touchedKeys() {
		w := g.records[k]
		if !grantSources[k.Collection] {
			continue
		}
		for _, v := range []models.Values{w.old, w.rec.Values(w.col)} {
			if err := at[g.parts[k]].add(k, v); err != nil {
				return nil, nil, err
			}
		}
	}
	if now, err = at[false].users(); err != nil {
		return nil, nil, err
	}
	later, err = at[true].users()
	return now, later, err
}

// users are the accounts of those concerned and of the leaders above them.
func (c *concerned) users() (map[string]bool, error) {
	if err := c.leaders(); err != nil {
		return nil, err
	}
	delete(c.staff, "")
	out := map[string]bool{}
	for _, id := range sortedKeys(c.staff) {
		user, ok, err := c.g.tx.Doc(docStaffUser, id)
		if err != nil {
			return nil, err
		}
		if ok {
			out[string(user)] = true
		}
	}
	return out, nil
}

// add looks at one side of a change, the old values or the new ones: who lost
// a right is as much concerned as who gained it.
func (c *concerned) add(k Key, v models.Values) error {
	switch k.Collection {
	case "staff":
		c.staff[k.ID], c.teams[text(v, "team")] = true, true
	case "assignment":
		c.staff[text(v, "staff")] = true
	case "event_desk":
		c.staff[text(v, "operator")] = true
	case "team":
		c.staff[text(v, "leader")], c.teams[k.ID], c.teams[text(v, "parent")] = true, true, true
	case "star_customer":
		return c.through("assignment", "customer", text(v, "customer"), "staff")
	case "showcase_event":
		for _, m := range teamOf(v) {
			c.staff[m.Member] = true
		}
		if err := c.through("event_desk", "event", k.ID, "operator"); err != nil {
			return err
		}
		return c.through("assignment", "customer", text(v, "customer"), "staff")
	}
	return nil
}

// through adds the staff named in a field of all records that refer to an id.
func (c *concerned) through(collection, field, id, member string) error {
	ids, err := c.g.tx.Referring(collection, field, id)
	for _, id := range ids {
		v, err := c.g.values(Key{collection, id})
		if err != nil {
			return err
		}
		c.staff[text(v, member)] = true
	}
	return err
}

// leaders adds the leaders above everybody and every team concerned.
func (c *concerned) leaders() error {
	for _, id := range sortedKeys(c.staff) {
		member, err := c.g.values(Key{"staff", id})
		if err != nil {
			return err
		}
		c.teams[text(member, "team")] = true
	}
	seen := map[string]bool{"": true}
	for _, team := range sortedKeys(c.teams) {
		for !seen[team] {
			seen[team] = true
			v, err := c.g.values(Key{"team", team})
			if err != nil {
				return err
			}
			c.staff[text(v, "leader")] = true
			team = text(v, "parent")
		}
	}
	return nil
}
