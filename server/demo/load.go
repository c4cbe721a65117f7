package demo

import (
	"context"
	"fmt"

	"fieldsync/models"
	"fieldsync/sync"
)

// Actor is the account in whose name the organisation is written.
const Actor = "admin"

// Load writes the organisation through the server's own device, in changesets
// of at most 500 records, and adds the accounts. What is already there is left
// alone, whatever has been made of it since, so a load that was interrupted is
// taken up by calling it again. progress is called after each step with the
// records and users done so far; it may be nil. Errors are the engine's.
func Load(ctx context.Context, engine *changesync.Engine, org *Org, progress func(done, total int)) error {
	records, users := org.Size()
	l := &loader{ctx: ctx, engine: engine, total: records + users, progress: progress}
	// A load that was cut off may have a changeset in the queue still: jobs are
	// done in turn, so this one, which does nothing, waits for it.
	if err := engine.Regrant(ctx); err != nil {
		return fmt.Errorf("load the demo organisation: %w", err)
	}
	_, begun, err := engine.User(ctx, Actor)
	if err != nil {
		return fmt.Errorf("load the demo organisation: %w", err)
	}
	l.begun, l.fresh = begun, !begun
	if err := l.records(org); err != nil {
		return fmt.Errorf("load the demo organisation: %w", err)
	}
	for u := range org.Users() {
		if err := l.user(u); err != nil {
			return fmt.Errorf("load the demo organisation: user %s: %w", u.Name, err)
		}
	}
	return nil
}

// loader writes the records batch by batch.
type loader struct {
	ctx         context.Context
	engine      *changesync.Engine
	begun       bool // the account is there to look with
	fresh       bool // nothing else can be there yet
	batch       batch
	done, total int
	progress    func(done, total int)
}

func (l *loader) records(org *Org) error {
	for r := range org.Records() {
		if !l.begun && r.Collection != "team" && r.Collection != "staff" {
			if err := l.begin(org); err != nil {
				return err
			}
		}
		if err := l.record(r); err != nil {
			return err
		}
	}
	return l.flush()
}

// record puts into the batch what is missing of a record.
func (l *loader) record(r Record) error {
	col := l.engine.Registry().Collection(r.Collection)
	if col == nil {
		return &models.Error{Code: "unknown_collection", Field: r.Collection, Message: "the engine's registry does not know it"}
	}
	there, err := l.there(r)
	if err != nil {
		return err
	}
	edit, review, err := editsOf(col, r)
	if err != nil {
		return err
	}
	if there != nil && (len(review.Set) == 0 || reviewed(there.Values(col))) {
		l.step(1)
		return nil
	}
	if there != nil {
		edit = changesync.Edit{}
	}
	if !l.batch.fits(r) {
		if err := l.flush(); err != nil {
			return err
		}
	}
	l.batch.add(r, edit, review)
	return nil
}

// there is the record as the store has it, nil when it is missing.
func (l *loader) there(r Record) (*changesync.Record, error) {
	if l.fresh {
		return nil, nil
	}
	return l.engine.View(l.ctx, Actor, changesync.Key{Collection: r.Collection, ID: r.ID})
}

// reviewed says whether anybody has looked at a record since it arrived. If not,
// the load was cut off between the record and its review.
func reviewed(v models.Values) bool {
	state := string(v["review"])
	return v["reviewer"] != nil || state != `"received"` && state != `"has_issues"`
}

// flush writes the batch, and then the verdicts of the back office: a record is
// reviewed after it arrived, and what arrives is judged anew.
func (l *loader) flush() error {
	for _, edits := range [][]changesync.Edit{l.batch.edits, l.batch.reviews} {
		if len(edits) == 0 {
			continue
		}
		if _, err := l.engine.WriteAs(l.ctx, Actor, edits...); err != nil {
			return err
		}
	}
	l.step(l.batch.records)
	l.batch = batch{}
	return nil
}

// begin makes the account right after the first teams and staff, before
// anything that must not be written twice: a load that is interrupted from now
// on looks record by record what is there.
func (l *loader) begin(org *Org) error {
	if err := l.flush(); err != nil {
		return err
	}
	l.begun = true
	return l.engine.PutUser(l.ctx, changesync.User{Name: Actor, Staff: org.ID("staff/" + Actor), Active: true})
}

// user adds the account where it is missing. It comes after the records, so
// that grants are derived once and not again with every assignment.
func (l *loader) user(u changesync.User) error {
	defer l.step(1)
	if _, there, err := l.engine.User(l.ctx, u.Name); err != nil || there {
		return err
	}
	return l.engine.PutUser(l.ctx, u)
}

func (l *loader) step(n int) {
	l.done += n
	if l.progress != nil && n > 0 {
		l.progress(l.done, l.total)
	}
}
