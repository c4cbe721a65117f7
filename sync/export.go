package changesync

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"fieldsync/models"
)

// exportPage is how many records of an export are read, noted and passed on at
// a time: nothing more of it stands in memory.
const exportPage = 500

// Scan passes the records of a collection to fn as the user sees them, page by
// page in the order of scopes and ids, deleted ones left out. Each page is read
// by itself and by what the user holds then: no snapshot is kept while fn waits
// for a slow reader, and who loses his rights meanwhile gets no further page. A
// record that moves nowhere is met once; one made meanwhile perhaps. Errors:
// not_found for a collection of which the user sees nothing anywhere, or may
// only count it; those of fn.
func (e *Engine) Scan(ctx context.Context, user, collection string, fn func(page []*Record) error) error {
	s := &scan{e: e, user: user, q: RecordQuery{Collection: collection, Limit: exportPage}}
	for more := true; more; {
		var page []*Record
		known := false
		err := e.store.View(ctx, func(tx ReadTx) (err error) {
			if known, err = s.holds(tx); known && err == nil {
				page, more, err = s.page(tx)
			}
			return err
		})
		if err == nil && !known {
			if err = e.refreshGrants(ctx, user); err != nil {
				return err
			}
			err = e.store.View(ctx, func(tx ReadTx) (err error) {
				if err = s.read(tx); err == nil {
					page, more, err = s.page(tx)
				}
				return err
			})
		}
		if err == nil && len(page) > 0 {
			err = fn(page)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// scan is how far a Scan is. Somebody may hold a hundred thousand scopes, so
// what he holds is read once and again only when it was derived anew or the
// clock has passed its boundary.
type scan struct {
	e      *Engine
	user   string
	q      RecordQuery
	held   map[models.Scope]Grant
	scopes []models.Scope // those not done, unless all
	all    bool
	due    int64
	mark   []byte
}

func (s *scan) holds(tx ReadTx) (bool, error) {
	mark, _, err := tx.Doc(docDerived, s.user)
	return s.held != nil && bytes.Equal(mark, s.mark) && (s.due == 0 || s.due > s.e.nowMs()), err
}

func (s *scan) read(tx ReadTx) (err error) {
	if s.mark, _, err = tx.Doc(docDerived, s.user); err != nil {
		return err
	}
	rows, due, err := tx.Grants(s.user)
	if err != nil {
		return err
	}
	s.held, s.due = activeGrants(rows), due
	s.scopes, s.all = reachable(s.held, s.q.Collection)
	if len(s.scopes) == 0 && !s.all {
		return fail(CodeNotFound, "there is nothing here, or nothing that you may see")
	}
	return nil
}

// page reads the next page: of all scopes, or of the next ones he holds.
func (s *scan) page(tx ReadTx) (page []*Record, more bool, err error) {
	from, _ := slices.BinarySearch(s.scopes, s.q.AfterScope)
	s.scopes = s.scopes[from:]
	ahead := min(len(s.scopes), exportPage)
	if s.q.Scopes = s.scopes[:ahead]; s.all {
		s.q.Scopes = nil
	} else if ahead == 0 {
		return nil, false, nil
	}
	list, err := tx.RecordsIn(s.q)
	if err != nil {
		return nil, false, err
	}
	col := s.e.reg.Collection(s.q.Collection)
	for _, row := range list {
		s.q.AfterScope, s.q.After = row.Scope, row.Key
		r, err := s.e.asSeen(row, s.held, Viewer{User: s.user, Desk: true})
		if err != nil {
			return nil, false, err
		}
		if r != nil && r.Life(col) != Deleted {
			page = append(page, r)
		}
	}
	if full := len(list) == s.q.Limit; full || s.all {
		return page, full, nil
	}
	s.scopes = s.scopes[ahead:]
	return page, len(s.scopes) > 0, nil
}

// reachable are the scopes in which a user sees records of a collection; all is
// true for everything, then scopes is nil.
func reachable(held map[models.Scope]Grant, collection string) (scopes []models.Scope, all bool) {
	if rightTo(held, AllScopes, collection).See.Sees() {
		return nil, true
	}
	for _, s := range sortedKeys(held) {
		if rightTo(held, s, collection).See.Sees() {
			scopes = append(scopes, s)
		}
	}
	return scopes, false
}

// Taking says who takes data out of the system, and as what.
type Taking struct {
	User, Device string // Device: which session or device asks, "" at the server
	What, As     string // collection or report, and format
}

// NoteExport puts into the audit log, durable before it returns, that records
// leave the system: by id, never with a value. keys may be none, for a report.
func (e *Engine) NoteExport(ctx context.Context, t Taking, keys []Key) error {
	ev := AuditEvent{Action: AuditExport, User: t.User, Device: t.Device, Collection: t.What,
		Detail: fmt.Sprintf("%s, %d records", t.As, len(keys))}
	for _, k := range keys {
		ev.Records = append(ev.Records, k.ID)
	}
	return e.submit(ctx, &job{run: func(g *group) error {
		g.audit(ev)
		return nil
	}})
}
