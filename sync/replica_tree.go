package changesync

import (
	"context"
	"math"
	"slices"
	"sort"

	"fieldsync/models"
	"fieldsync/models/tree"
)

// RelationFaults says which of the relations above the given customers are
// ignored, as far as this device can tell: what the server said of rings that
// lie partly elsewhere is in their field. over are relations as a write would
// leave them, nil for one that it deletes.
func (r *Replica) RelationFaults(ctx context.Context, start []tree.Node, over map[string]models.Values) (map[string]tree.Fault, error) {
	col := r.reg.Collection(relations)
	if col == nil {
		return nil, nil
	}
	var edges []tree.Edge
	err := r.local.View(ctx, func(tx LocalReadTx) (err error) {
		waiting, err := tx.OverlayKeys(relations)
		if err != nil {
			return err
		}
		edges, err = tree.Above(start, func(customer string) ([]tree.Edge, error) {
			return r.parents(tx, col, customer, waiting, over)
		})
		return err
	})
	return tree.Ignored(edges), err
}

// parents are the relations in which the customer is the child. They live in
// its scope.
func (r *Replica) parents(tx LocalReadTx, col *models.Collection, customer string, waiting []Key, over map[string]models.Values) (out []tree.Edge, err error) {
	keys := slices.Clone(waiting)
	for id := range over {
		keys = append(keys, Key{relations, id})
	}
	for after := (Key{Collection: relations}); ; {
		rows, err := tx.BaseIn(models.MakeScope(models.ScopeCustomer, customer), after, 64)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			if after = row.Key; after.Collection != relations {
				break
			}
			keys = append(keys, row.Key)
		}
		if len(rows) < 64 || after.Collection != relations {
			break
		}
	}
	sort.Slice(keys, func(i, j int) bool { return compareKeys(keys[i], keys[j]) < 0 })
	for _, k := range slices.Compact(keys) {
		e, err := r.edge(tx, col, k, over)
		if err != nil {
			return nil, err
		}
		if e != nil && e.Child == customer {
			out = append(out, *e)
		}
	}
	return out, nil
}

// edge reads a relation as it would be; what is not written yet comes last.
func (r *Replica) edge(tx LocalReadTx, col *models.Collection, k Key, over map[string]models.Values) (*tree.Edge, error) {
	seen, err := r.see(tx, k)
	if err != nil {
		return nil, err
	}
	values, changed := over[k.ID]
	switch {
	case !changed && (seen == nil || seen.Life == Deleted):
		return nil, nil
	case seen == nil:
		e := tree.Of(k.ID, values, math.MaxInt64)
		return &e, nil
	}
	e := seen.Record.edge(col)
	if changed {
		e = tree.Of(k.ID, values, e.At)
	}
	return &e, nil
}
