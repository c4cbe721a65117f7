package changesync

import (
	"context"
	"encoding/json"
	"fmt"

	"fieldsync/models"
)

// Choices for settling a conflict.
const (
	ChooseMine   = "mine"   // the value written on this device
	ChooseTheirs = "theirs" // the only other value
	ChooseValue  = "value"  // another value
)

// Settle decides an open conflict, offline as well: an ordinary write that
// replaces the dots shown. choice is mine, theirs, value, or a dot. An edit
// that this device had not seen reopens the conflict.
func (r *Replica) Settle(ctx context.Context, id, choice string, value json.RawMessage) (*Written, error) {
	key, field, ok := ParseConflictID(id)
	if !ok {
		return nil, &models.Error{Code: CodeNotFound, Field: "conflict", Message: "a conflict is named collection/record/field"}
	}
	seen, err := r.Get(ctx, key)
	if err != nil {
		return nil, err
	}
	if seen == nil {
		return nil, &models.Error{Code: CodeNotFound, Field: "conflict", Message: "there is no such record on this device"}
	}
	cell := seen.Cells[field]
	if seen.Collection == nil || !cell.Open(seen.Collection.Field(field)) {
		return nil, &models.Error{Code: "not_open", Field: field, Message: "this field has no open conflict"}
	}
	chosen, err := r.choose(&cell, choice, value)
	if err != nil {
		return nil, err
	}
	return r.Write(ctx, Change{
		Key: key, Set: models.Values{field: chosen},
		Replaces: map[string][]Dot{field: cell.Dots()},
	})
}

func (r *Replica) choose(c *Cell, choice string, value json.RawMessage) (json.RawMessage, error) {
	switch choice {
	case ChooseValue:
		if value == nil {
			return nil, &models.Error{Code: "required", Field: "value", Message: "say which value"}
		}
		return value, nil
	case ChooseMine, ChooseTheirs:
		return r.chooseSide(c, choice == ChooseMine)
	}
	if i := c.index(Dot(choice)); i >= 0 && !c.Live[i].Withheld() {
		return c.Live[i].Value, nil
	}
	return nil, &models.Error{Code: "bad_choice", Field: "choose", Message: "choose mine, theirs, value, or the dot of one of the values"}
}

// chooseSide finds the value written here, or the only other one.
func (r *Replica) chooseSide(c *Cell, mine bool) (json.RawMessage, error) {
	var own, others []*Version
	for i := range c.Live {
		v := &c.Live[i]
		if v.Dot.Device() == r.id.Device {
			own = append(own, v)
		} else {
			others = append(others, v)
		}
	}
	side, name := own, "written on this device"
	if !mine {
		side, name = others, "written elsewhere"
	}
	if len(side) != 1 || len(own) == 0 {
		return nil, &models.Error{Code: "ambiguous", Field: "choose", Message: fmt.Sprintf("there are %d values %s: choose by dot", len(side), name)}
	}
	return side[0].Value, nil
}
