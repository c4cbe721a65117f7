package api

import (
	"fieldsync/models"
	"fieldsync/sync"
)

var recordRoutes = []operation{
	typed(operation{
		method: "GET", path: "/v1/records/{collection}/{id}", name: "record",
		summary: "Shows a record as the user may see it", codes: []string{changesync.CodeNotFound},
	}, record),
	typed(operation{
		method: "GET", path: "/v1/conflicts", name: "conflicts",
		summary: "Lists the open conflicts that the user may see",
	}, conflicts),
	typed(operation{
		method: "GET", path: "/v1/counts/{collection}", name: "count",
		summary: "Says how many records of a collection the user may see or count", codes: []string{changesync.CodeNotFound},
	}, count),
	typed(operation{
		method: "GET", path: "/v1/office/conflicts", name: "officeConflicts",
		summary: "Lists the open conflicts that the person may see",
	}, conflicts),
	typed(operation{
		method: "GET", path: "/v1/office/counts/{collection}", name: "officeCount",
		summary: "Says how many records of a collection the person may see or count", codes: []string{changesync.CodeNotFound},
	}, count),
}

type countInput struct {
	Collection string `path:"collection" validate:"required,max=64,plain,excludesall=/"`
}

type countOutput struct {
	Collection string `json:"collection"`
	Count      int    `json:"count" doc:"Deleted ones left out"`
}

func count(c *call, in *countInput) (*countOutput, error) {
	n, err := c.s.engine.Count(c.r.Context(), c.user(), in.Collection)
	return &countOutput{in.Collection, n}, err
}

type recordInput struct {
	Collection string `path:"collection" validate:"required,max=64,plain,excludesall=/"`
	ID         string `path:"id" validate:"required,max=64,plain,excludesall=/"`
}

type recordOutput struct {
	Collection string                `json:"collection"`
	ID         string                `json:"id"`
	Scope      models.Scope          `json:"scope" doc:"Home scope"`
	Seq        uint64                `json:"seq" doc:"Of the last change"`
	Values     models.Values         `json:"values" doc:"Shown values by field; withheld and sensitive ones as their mask, see reveals"`
	Conflicts  []changesync.Conflict `json:"conflicts"`
	Deleted    bool                  `json:"deleted"`
}

func record(c *call, in *recordInput) (*recordOutput, error) {
	key := changesync.Key{Collection: in.Collection, ID: in.ID}
	rec, err := c.s.engine.View(c.r.Context(), c.device.User, key)
	if err != nil {
		return nil, err
	}
	if rec == nil || len(rec.Cells) == 0 {
		return nil, notFound()
	}
	return shownRecord(rec, c.s.engine.Registry().Collection(in.Collection), false), nil
}

// shownRecord shows a record, alone or in a list: sensitive values as masks
// until one of them is asked for.
func shownRecord(rec *changesync.Record, col *models.Collection, list bool) *recordOutput {
	values := rec.Values(col)
	if col != nil {
		values = col.Veil(values, list)
	}
	return &recordOutput{
		Collection: rec.Key.Collection, ID: rec.Key.ID, Scope: rec.Scope, Seq: rec.Seq,
		Values: values, Conflicts: sided(rec.Conflicts(col), col), Deleted: rec.Life(col) == changesync.Deleted,
	}
}

const defaultConflicts = 50

type conflictsInput struct {
	After string `query:"after" validate:"max=200,plain" doc:"next of the list before"`
	Limit int    `query:"limit" validate:"max=200" doc:"0 or left out: 50"`
}

type conflictsOutput struct {
	Conflicts []changesync.Conflict `json:"conflicts"`
	Next      string                `json:"next,omitempty" doc:"Ask for the rest with it as after; left out: there is no more"`
}

func conflicts(c *call, in *conflictsInput) (*conflictsOutput, error) {
	var after changesync.Key
	var field string
	if in.After != "" {
		var ok bool
		if after, field, ok = changesync.ParseConflictID(in.After); !ok {
			return nil, fail(codeBadParameter, "after", "give the id of a conflict")
		}
	}
	if in.Limit == 0 {
		in.Limit = defaultConflicts
	}
	list, err := c.s.engine.OpenConflicts(c.r.Context(), c.user(), after, field, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &conflictsOutput{}
	for _, one := range list {
		out.Conflicts = append(out.Conflicts, sided([]changesync.Conflict{one}, c.s.engine.Registry().Collection(one.Collection))...)
	}
	if out.Conflicts == nil {
		out.Conflicts = []changesync.Conflict{}
	}
	if len(list) == in.Limit {
		out.Next = list[len(list)-1].ID
	}
	return out, nil
}

// sided makes lists of what may be nil: clients get no null for a list. Sensitive
// values become masks.
func sided(list []changesync.Conflict, col *models.Collection) []changesync.Conflict {
	out := make([]changesync.Conflict, len(list))
	for i, c := range list {
		if c.Values == nil {
			c.Values = []changesync.Side{}
		}
		c.Veil(col)
		out[i] = c
	}
	return out
}
