package main

import (
	"slices"
	"strings"

	"fieldsync/models"
	changesync "fieldsync/sync"
)

// team is a team by id and name.
type team struct{ id, name string }

// teams lists all teams.
func (o *office) teams(con *console) (out []team, err error) {
	col := o.engine.Registry().Collection("team")
	err = o.data.View(con, func(tx changesync.ReadTx) error {
		out = nil
		q := changesync.RecordQuery{Collection: "team", Limit: 500}
		for {
			rows, err := tx.RecordsIn(q)
			if err != nil {
				return err
			}
			for _, s := range rows {
				r, err := changesync.DecodeRecord(s.Body)
				if err != nil {
					return err
				}
				if r.Life(col) != changesync.Deleted {
					out = append(out, team{s.Key.ID, text(r.Values(col), "name")})
				}
				q.AfterScope, q.After = s.Scope, s.Key
			}
			if len(rows) < q.Limit {
				return nil
			}
		}
	})
	return out, err
}

// teamFor finds the team of a new member of staff by id or name. In an
// organisation without teams it also gives the edit that makes the first one,
// led by him: everybody belongs to a team.
func (o *office) teamFor(con *console, wanted, leader string) (string, []changesync.Edit, error) {
	all, err := o.teams(con)
	if err != nil {
		return "", nil, err
	}
	if len(all) == 0 {
		name := wanted
		if name == "" {
			name = "总部"
		}
		id := newID()
		made, err := o.create("team", id, "name", name, "kind", "班组", "leader", leader)
		return id, []changesync.Edit{made}, err
	}
	if wanted == "" && len(all) == 1 {
		return all[0].id, nil, nil
	}
	found := slices.DeleteFunc(slices.Clone(all), func(t team) bool { return t.id != wanted && t.name != wanted })
	if len(found) == 1 {
		return found[0].id, nil, nil
	}
	var names []string
	for _, t := range all {
		names = append(names, t.name+" ("+t.id+")")
	}
	return "", nil, &models.Error{Code: changesync.CodeNotFound, Field: "team", Message: "no team, or more than one, is meant by \"" + wanted + "\"",
		Hint: "the teams are " + strings.Join(names, ", ")}
}
