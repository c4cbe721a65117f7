package changesync

import (
	"context"
	"maps"
	"slices"
	"time"

	"fieldsync/models"
)

// Sight is a record as somebody at a desk sees it.
type Sight struct {
	Record  *Record
	Version string // of the content, what a Ruling names as seen
	// Open are the decisions that he may make now, each with the verdicts that
	// can be given.
	Open []models.Decision
	// lacks are what stands in the way of verdicts, see Lacks.
	lacks map[[2]string]*models.Problem
}

// Lacks is what the record still lacks for an open verdict, nil for nothing.
func (s *Sight) Lacks(decision, verdict string) *models.Problem {
	return s.lacks[[2]string{decision, verdict}]
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
		eye, err := e.eyeOf(l, user)
		if err != nil {
			return err
		}
		found, err := l.tx.Records(key)
		if err != nil {
			return err
		}
		out, err = eye.on(l, col, found[key])
		return err
	})
	return out, err
}

// eye is how a user sees stored records.
type eye struct {
	e    *Engine
	held map[models.Scope]Grant
	who  Member
}

func (e *Engine) eyeOf(l *Ledger, user string) (*eye, error) {
	rows, _, err := l.tx.Grants(user)
	if err != nil {
		return nil, err
	}
	who, err := l.Member(user)
	return &eye{e, activeGrants(rows), who}, err
}

// on is the sight of a record, nil when there is none for this user.
func (y *eye) on(l *Ledger, col *models.Collection, s StoredRecord) (*Sight, error) {
	rec, err := y.e.asSeen(s, y.held, Viewer{User: y.who.User.Name, Desk: true})
	if err != nil || rec == nil || len(rec.Cells) == 0 {
		return nil, err
	}
	whole, err := DecodeRecord(s.Body)
	if err != nil {
		return nil, err
	}
	out := &Sight{Record: rec, lacks: map[[2]string]*models.Problem{}}
	if out.Version, err = versionOf(y.e.reg, col, whole, l.record); err != nil {
		return nil, err
	}
	if whole.Life(col) != Deleted && rightTo(y.held, rec.Scope, col.Name).May(models.Decide) {
		out.Open = openDecisions(col, whole, y.who)
		out.judge(l, col, whole)
	}
	return out, nil
}

// judge finds what stands in the way of the verdicts that are open.
func (s *Sight) judge(l *Ledger, col *models.Collection, whole *Record) {
	values := whole.Values(col)
	today := models.CalDate(time.UnixMilli(l.Now).In(chinaTime).Format(time.DateOnly))
	for _, d := range s.Open {
		for _, v := range d.Verdicts {
			after := maps.Clone(values)
			maps.Copy(after, v.Sets(&d, today))
			if p := col.Lacks(&d, &v, after); p != nil {
				s.lacks[[2]string{d.Name, v.Name}] = p
			}
		}
	}
}

// maxLookedAt bounds how many records one list of what waits goes through.
const maxLookedAt = 2000

// Pending lists the records of a collection that wait for a decision which the
// user may make, after a record's id ("" from the beginning), at most limit. Next
// is where to go on, "" when there is no more.
func (e *Engine) Pending(ctx context.Context, user, collection, after string, limit int) (out []*Sight, next string, err error) {
	if err := e.refreshGrants(ctx, user); err != nil {
		return nil, "", err
	}
	col := e.reg.Collection(collection)
	if col == nil {
		return nil, "", nil
	}
	err = e.Look(ctx, func(l *Ledger) error {
		eye, err := e.eyeOf(l, user)
		if err != nil {
			return err
		}
		q := RecordQuery{Collection: collection, After: Key{Collection: collection}, Limit: pageRows}
		if after != "" {
			q.After.ID = after
			found, err := l.tx.Records(q.After)
			if err != nil {
				return err
			}
			q.AfterScope = found[q.After].Scope
		} else {
			q.After = Key{}
		}
		out, next, err = eye.pending(l, col, q, limit)
		return err
	})
	return out, next, err
}

func (y *eye) pending(l *Ledger, col *models.Collection, q RecordQuery, limit int) (out []*Sight, next string, err error) {
	if _, wide := y.held[AllScopes]; !wide {
		q.Scopes = append([]models.Scope{}, sortedKeys(y.held)...)
	}
	for looked := 0; ; {
		rows, err := l.tx.RecordsIn(q)
		if err != nil {
			return nil, "", err
		}
		for _, row := range rows {
			q.AfterScope, q.After = row.Scope, row.Key
			s, err := y.on(l, col, row)
			if err != nil {
				return nil, "", err
			}
			if looked++; s != nil && s.waits(col) {
				out = append(out, s)
			}
			if len(out) == limit || looked == maxLookedAt {
				return out, row.Key.ID, nil
			}
		}
		if len(rows) < q.Limit {
			return out, "", nil
		}
	}
}

// waits says whether one of the decisions is waited for.
func (s *Sight) waits(col *models.Collection) bool {
	values := s.Record.Values(col)
	return slices.ContainsFunc(s.Open, func(d models.Decision) bool { return slices.Contains(d.Waits, d.Outcome(values)) })
}

// openDecisions are those that somebody who may decide can make as things are.
func openDecisions(col *models.Collection, whole *Record, who Member) (out []models.Decision) {
	v := whole.Values(col)
	if submissionOf(col, v) != "submitted" {
		return nil
	}
	for _, d := range col.DecisionsOf() {
		if d.Role != "" && !who.Is(d.Role) || whole.isOwn(&d, col, who.User) {
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
