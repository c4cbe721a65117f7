package changesync

import (
	"context"

	"fieldsync/models"
)

// Sight is a record as somebody at a desk sees it.
type Sight struct {
	Record  *Record
	Version string // of the content, what a Ruling names as seen
	// Open are the decisions that he may make now, each with the verdicts that
	// can be given.
	Open []models.Decision
}

// Sight reads a record as the user may see it, with its version and what he may
// decide about it; nil when there is none, or none for him.
func (e *Engine) Sight(ctx context.Context, user string, key Key) (out *Sight, err error) {
	if err := e.refreshGrants(ctx, user); err != nil {
		return nil, err
	}
	col := e.reg.Collection(key.Collection)
	if col == nil {
		return nil, nil
	}
	err = e.Look(ctx, func(l *Ledger) error {
		rows, _, err := l.tx.Grants(user)
		if err != nil {
			return err
		}
		found, err := l.tx.Records(key)
		if err != nil {
			return err
		}
		held := activeGrants(rows)
		rec, err := e.asSeen(found[key], held, user)
		if err != nil || rec == nil || len(rec.Cells) == 0 {
			return err
		}
		whole, err := DecodeRecord(found[key].Body)
		if err != nil {
			return err
		}
		out = &Sight{Record: rec, Version: whole.Print(col)}
		if !rightTo(held, rec.Scope, col.Name).May(models.Decide) {
			return nil
		}
		who, err := l.Member(user)
		out.Open = openDecisions(col, whole.Values(col), who)
		return err
	})
	return out, err
}

// openDecisions are those that somebody who may decide can make as things are.
func openDecisions(col *models.Collection, v models.Values, who Member) (out []models.Decision) {
	if submissionOf(col, v) != "submitted" {
		return nil
	}
	for _, d := range col.DecisionsOf() {
		if d.Role != "" && !who.Is(d.Role) || d.Owns(v, who.User.Staff) {
			continue
		}
		verdicts := d.Verdicts
		d.Verdicts = nil
		for _, w := range verdicts {
			if w.Open(d.Outcome(v)) {
				d.Verdicts = append(d.Verdicts, w)
			}
		}
		if len(d.Verdicts) > 0 {
			out = append(out, d)
		}
	}
	return out
}
