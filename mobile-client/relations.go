package mobile

import (
	"context"
	"encoding/json"

	"fieldsync/models"
	"fieldsync/models/rules"
	"fieldsync/models/tree"
	"fieldsync/sync"
)

// relations is the collection of the relation trees.
const relations = "customer_relation"

// treeProblems refuses a relation that would be ignored, or make another so.
func (c *Client) treeProblems(ctx context.Context, r *changesync.Replica, ch Change, all []Change, after models.Values) ([]Advice, error) {
	if ch.Key.Collection != relations || after == nil {
		return nil, nil
	}
	over := map[string]models.Values{}
	for _, other := range all {
		if other.Key.Collection == relations {
			v, err := c.values(ctx, r, other.Key, all)
			if err != nil {
				return nil, err
			}
			over[other.Key.ID] = v
		}
	}
	start := nodesOf(after)
	had, err := r.RelationFaults(ctx, start, nil)
	if err != nil {
		return nil, err
	}
	would, err := r.RelationFaults(ctx, start, over)
	if err != nil {
		return nil, err
	}
	for id, why := range would {
		if had[id] == "" {
			a := adviceOf(ch.Key, changesync.FaultOf(why), rules.In{Record: after})
			a.Severity = string(rules.Block)
			return []Advice{a}, nil
		}
	}
	return nil, nil
}

// nodesOf are where to look for what a relation touches.
func nodesOf(v models.Values) []tree.Node {
	e := tree.Of("", v, 0)
	return []tree.Node{{Tree: e.Tree, Customer: e.Child}, {Tree: e.Tree, Customer: e.Parent}}
}

// record shows a record, alone or in a list, and of a relation that this device
// sees to be ignored says so before the server does.
func (c *Client) record(ctx context.Context, s *changesync.Seen, list bool) (*Record, error) {
	rec := recordOf(s)
	if s.Collection != nil {
		rec.Values = s.Collection.Veil(rec.Values, list)
	}
	if s.Key.Collection != relations || rec.Values["ignored"] != nil {
		return rec, nil
	}
	faults, err := c.replica.RelationFaults(ctx, nodesOf(rec.Values), nil)
	if why := faults[s.Key.ID]; why != "" {
		rec.Values["ignored"] = json.RawMessage(`"` + string(why) + `"`)
	}
	return rec, err
}
