package changesync

import (
	"context"
	"errors"
	"slices"

	"fieldsync/models"
)

// Ledger lets what is built above the engine keep small documents of its own
// in the same store: read, judged and written in one commit with accounts,
// records and the audit log, one such commit after the other on any number of
// servers. What fn of Keep asks for is written when fn returns nil, and
// nothing of it otherwise; fn may run again, so it has no effect outside.
type Ledger struct {
	Now   int64  // server clock, Unix ms
	Epoch string // identity of the history
	tx    ReadTx
	src   ledgerSource
	e     *Engine
	plan  []func(*group) error
	docs  []Doc
}

// The actions of the audit log that concern the sign-in of people.
const (
	AuditInvite   = "invite"   // a code to set the first password was given
	AuditReset    = "reset"    // a code to set a new password was given
	AuditPassword = "password" // a password was set or changed
	AuditSignIn   = "sign_in"  // somebody signed in
	AuditSignOut  = "sign_out" // somebody ended sessions of his
	AuditLock     = "lock"     // wrong passwords in a row made an account wait
	AuditUnlock   = "unlock"   // an account need not wait any more
	// AuditSecondFactor: a second factor was begun, set up, removed or reset, a
	// recovery code used, or a wrong code given after the right password; the
	// detail says which.
	AuditSecondFactor = "second_factor"
)

// ledgerSource is the state that a Ledger reads.
type ledgerSource interface {
	directory
	doc(kind, key string) ([]byte, error)
	known(key Key) (bool, error)
	contested(key Key) ([]string, error)
}

// Keep runs fn in a commit.
func (e *Engine) Keep(ctx context.Context, fn func(*Ledger) error) error {
	return e.submit(ctx, &job{run: func(g *group) error {
		l := &Ledger{Now: g.now, Epoch: g.head.Epoch, tx: g.tx, src: g, e: e}
		if err := fn(l); err != nil {
			return err
		}
		for _, write := range l.plan {
			if err := write(g); err != nil {
				return err
			}
		}
		g.batch.Docs = append(g.batch.Docs, l.docs...)
		return nil
	}})
}

// Look runs fn on a snapshot; to ask for a write is an error.
func (e *Engine) Look(ctx context.Context, fn func(*Ledger) error) error {
	return e.store.View(ctx, func(tx ReadTx) error {
		l := &Ledger{Now: e.nowMs(), Epoch: e.Epoch(), tx: tx, src: &snapshot{e, tx}, e: e}
		if err := fn(l); err != nil {
			return err
		}
		if len(l.plan)+len(l.docs) > 0 {
			return errors.New("changesync: a Ledger that looks cannot write")
		}
		return nil
	})
}

// snapshot reads past all groups.
type snapshot struct {
	e  *Engine
	tx ReadTx
}

func (s *snapshot) doc(kind, key string) ([]byte, error) {
	body, _, err := s.tx.Doc(kind, key)
	return body, err
}

func (s *snapshot) referring(collection, field, value string) ([]string, error) {
	return s.tx.Referring(collection, field, value)
}

func (s *snapshot) known(k Key) (bool, error) {
	found, err := s.tx.Records(k)
	return len(found) > 0, err
}

func (s *snapshot) contested(k Key) ([]string, error) {
	found, err := s.tx.Records(k)
	row, ok := found[k]
	if err != nil || !ok {
		return nil, err
	}
	rec, err := DecodeRecord(row.Body)
	if err != nil {
		return nil, err
	}
	return rec.OpenFields(s.e.reg.Collection(k.Collection)), nil
}

func (s *snapshot) values(k Key) (models.Values, error) {
	found, err := s.tx.Records(k)
	row, ok := found[k]
	if err != nil || !ok {
		return nil, err
	}
	rec, err := DecodeRecord(row.Body)
	if err != nil {
		return nil, err
	}
	return liveValues(rec, s.e.reg.Collection(k.Collection)), nil
}

// keptKind keeps documents apart from the engine's own.
func keptKind(kind string) string { return "kept:" + kind }

// Doc reads a document, nil when there is none.
func (l *Ledger) Doc(kind, key string) ([]byte, error) {
	for i := len(l.docs) - 1; i >= 0; i-- {
		if d := &l.docs[i]; d.Kind == keptKind(kind) && d.Key == key {
			return d.Body, nil
		}
	}
	return l.src.doc(keptKind(kind), key)
}

// Put writes a document; nil deletes it.
func (l *Ledger) Put(kind, key string, body []byte) {
	l.docs = append(l.docs, Doc{Kind: keptKind(kind), Key: key, Body: body})
}

// Values are the shown values of a record, nil when it is missing or deleted.
// Nobody's grants are asked: what is told of them is for the caller to decide.
func (l *Ledger) Values(k Key) (models.Values, error) { return l.src.values(k) }

// Referring lists the ids of records whose indexed field has the value.
func (l *Ledger) Referring(collection, field, value string) ([]string, error) {
	return l.src.referring(collection, field, value)
}

// IDs lists the records of a collection, deleted ones too.
func (l *Ledger) IDs(collection string) (ids []string, err error) {
	err = eachRow(l.tx, RecordQuery{Collection: collection}, func(row StoredRecord) error {
		ids = append(ids, row.Key.ID)
		return nil
	})
	return ids, err
}

// Write has the server write edits in the name of the actor, as WriteAs does.
func (l *Ledger) Write(actor string, edits ...Edit) {
	l.plan = append(l.plan, func(g *group) error { return g.officeWrite(actor, edits) })
}

// Audit notes an event in the audit log.
func (l *Ledger) Audit(ev AuditEvent) {
	l.plan = append(l.plan, func(g *group) error { g.audit(ev); return nil })
}

// PutUser adds or changes an account on behalf of by, "" for the command line,
// and derives its grants.
func (l *Ledger) PutUser(u User, by string) error {
	if err := u.check(); err != nil {
		return err
	}
	l.plan = append(l.plan, func(g *group) error { return g.putUser(u, by) })
	return nil
}

// Member is what an account comes to today.
type Member struct {
	User  User
	Known bool // there is such an account
	// Holds: the account and the member of staff are active and within their
	// time. Staff and Roles are those of the record then.
	Holds bool
	Staff models.Values
	Roles []string
}

// Is says whether somebody has a role now.
func (s *Member) Is(role string) bool {
	return slices.Contains(s.Roles, role)
}

// Member finds an account by name.
func (l *Ledger) Member(name string) (s Member, err error) {
	body, err := l.src.doc(docUser, name)
	if err != nil || body == nil {
		return s, err
	}
	if s.User, err = decodeUser(body); err != nil {
		return s, err
	}
	s.Known = true
	s.Staff, err = (&entitled{dir: l.src, now: l.Now}).employed(s.User)
	s.Holds, s.Roles = s.Staff != nil, append([]string{}, texts(s.Staff, "roles")...)
	return s, err
}

// Users lists the names of all accounts.
func (l *Ledger) Users() (names []string, err error) {
	docs, err := l.tx.Docs(docUser)
	for _, d := range docs {
		names = append(names, d.Key)
	}
	return names, err
}
