package changesync

import (
	"context"
	"fmt"

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
	q := RecordQuery{Collection: collection, Limit: exportPage}
	for more := true; more; {
		if err := e.refreshGrants(ctx, user); err != nil {
			return err
		}
		var page []*Record
		err := e.store.View(ctx, func(tx ReadTx) (err error) {
			page, more, err = e.scanPage(tx, user, &q)
			return err
		})
		if err == nil && len(page) > 0 {
			err = fn(page)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (e *Engine) scanPage(tx ReadTx, user string, q *RecordQuery) (page []*Record, more bool, err error) {
	rows, _, err := tx.Grants(user)
	if err != nil {
		return nil, false, err
	}
	held := activeGrants(rows)
	scopes, all := reachable(held, q.Collection)
	if len(scopes) == 0 && !all {
		return nil, false, fail(CodeNotFound, "there is nothing here, or nothing that you may see")
	}
	q.Scopes = scopes
	list, err := tx.RecordsIn(*q)
	if err != nil {
		return nil, false, err
	}
	col := e.reg.Collection(q.Collection)
	for _, row := range list {
		q.AfterScope, q.After = row.Scope, row.Key
		r, err := e.asSeen(row, held, user)
		if err != nil {
			return nil, false, err
		}
		if r != nil && r.Life(col) != Deleted {
			page = append(page, r)
		}
	}
	return page, len(list) == q.Limit, nil
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
