package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"fieldsync/models"
	"fieldsync/sync"
)

// readTx reads through one connection.
type readTx struct {
	ctx   context.Context
	c     *pgx.Conn
	org   string // the first parameter of every statement
	ended bool
	// failed is the first statement that failed: the server refuses all after it.
	failed error
}

// ready says why a statement cannot run.
func (t *readTx) ready() error {
	if t.ended {
		return errEnded
	}
	return t.ctx.Err()
}

// fail remembers a failure and answers it.
func (t *readTx) fail(op string, err error) error {
	err = failed(t.ctx, op, err)
	if t.failed == nil {
		t.failed = err
	}
	return err
}

// all reads the rows of a query; the organisation is its first parameter.
func all[T any](t *readTx, scan func(pgx.CollectableRow) (T, error), query string, args ...any) ([]T, error) {
	if err := t.ready(); err != nil {
		return nil, err
	}
	rows, err := t.c.Query(t.ctx, query, append([]any{t.org}, args...)...)
	if err != nil {
		return nil, t.fail("read", err)
	}
	out, err := pgx.CollectRows(rows, scan)
	return out, t.fail("read", err)
}

// one is all for a single row, which may be missing.
func one[T any](t *readTx, scan func(pgx.CollectableRow) (T, error), query string, args ...any) (row T, found bool, err error) {
	list, err := all(t, scan, query, args...)
	if err != nil || len(list) == 0 {
		return row, false, err
	}
	return list[0], true, nil
}

// send runs a batch in one round trip.
func (t *readTx) send(op string, b *pgx.Batch) error {
	if err := t.ready(); err != nil {
		return err
	}
	if b.Len() == 0 {
		return nil
	}
	return t.fail(op, t.c.SendBatch(t.ctx, b).Close())
}

func (t *readTx) Head() (changesync.Head, error) {
	head, found, err := one(t, func(r pgx.CollectableRow) (h changesync.Head, err error) {
		return h, r.Scan(&h.Epoch, &h.Seq, &h.Horizon)
	}, "SELECT epoch, seq, horizon FROM fieldsync.heads WHERE org = $1")
	if err == nil && !found {
		err = t.fail("head", errors.New("the organisation has gone from the database"))
	}
	return head, err
}

// each is a query that looks every element of the array $2 up in an index: the
// fence (OFFSET 0) keeps the planner from filtering a whole table by the array,
// which it prefers as long as it believes the table to be small.
func each(columns, table, condition string) string {
	return "SELECT r.* FROM unnest($2::text[]) k (k) CROSS JOIN LATERAL (SELECT " + columns +
		" FROM fieldsync." + table + " WHERE org = $1 AND " + condition + " OFFSET 0) r"
}

// in is a query for rows of scopes, nil meaning all; the condition has its
// parameters from $3.
func in(scopes []models.Scope, columns, table, condition string, args ...any) (string, []any) {
	if scopes == nil { // the parameter stays, so that the others keep their numbers
		return "SELECT " + columns + " FROM fieldsync." + table + " WHERE org = $1 AND $2::text[] IS NULL AND " + condition,
			append([]any{nil}, args...)
	}
	return each(columns, table, "scope = k.k AND "+condition), append([]any{texts(distinct(scopes))}, args...)
}

const deviceColumns = "id, owner, name, public_key, n, hash, status, enrolled, last_seen"

func scanDevice(r pgx.CollectableRow) (d changesync.Device, err error) {
	return d, r.Scan(&d.ID, &d.User, &d.Name, &d.PublicKey, &d.N, &d.Hash, &d.Status, &d.Enrolled, &d.LastSeen)
}

func (t *readTx) Devices(ids ...string) (map[string]changesync.Device, error) {
	return t.devices(&pgx.Batch{}, ids)
}

// devices reads at the end of a batch.
func (t *readTx) devices(b *pgx.Batch, ids []string) (map[string]changesync.Device, error) {
	out := make(map[string]changesync.Device, len(ids))
	if len(ids) > 0 {
		b.Queue(each(deviceColumns, "devices", "id = k.k"), t.org, ids).
			Query(func(rows pgx.Rows) error {
				list, err := pgx.CollectRows(rows, scanDevice)
				for _, d := range list {
					out[d.ID] = d
				}
				return err
			})
	}
	return out, t.send("devices", b)
}

func (t *readTx) DeviceList(user string) ([]changesync.Device, error) {
	if user == "" {
		return all(t, scanDevice, "SELECT "+deviceColumns+" FROM fieldsync.devices WHERE org = $1 ORDER BY id")
	}
	return all(t, scanDevice, "SELECT "+deviceColumns+" FROM fieldsync.devices WHERE org = $1 AND owner = $2 ORDER BY id", user)
}

const changesetColumns = "device, n, hash, origin, raw, signature, receipt, outcome, seq"

func scanChangeset(r pgx.CollectableRow) (c changesync.StoredChangeset, err error) {
	return c, r.Scan(&c.Device, &c.N, &c.Hash, &c.Origin, &c.Raw, &c.Signature, &c.Receipt, &c.Outcome, &c.Seq)
}

func (t *readTx) Changesets(device string, from, to uint64) ([]changesync.StoredChangeset, error) {
	return all(t, scanChangeset, "SELECT "+changesetColumns+` FROM fieldsync.changesets
		WHERE org = $1 AND device = $2 AND n >= $3 AND n <= $4 ORDER BY n`, device, bound(from), bound(to))
}

// Origins finds the first changeset (by seq, device, n) that keeps each dot.
func (t *readTx) Origins(dots ...changesync.Dot) (map[changesync.Dot]changesync.StoredChangeset, error) {
	list, err := all(t, scanChangeset, each(changesetColumns, "changesets", "origin = k.k AND origin <> ''")+
		" ORDER BY seq, device, n", texts(dots))
	out := make(map[changesync.Dot]changesync.StoredChangeset, len(list))
	for _, c := range list {
		if _, known := out[c.Origin]; !known {
			out[c.Origin] = c
		}
	}
	return out, err
}

func (t *readTx) Grants(user string) (grants []changesync.Grant, due int64, err error) {
	grants, err = all(t, func(r pgx.CollectableRow) (changesync.Grant, error) {
		g := changesync.Grant{User: user}
		return g, r.Scan(&g.Scope, &g.View, &g.Write, &g.Since, &g.Ended)
	}, "SELECT scope, view, writes, since, ended FROM fieldsync.grants WHERE org = $1 AND holder = $2 ORDER BY scope, since", user)
	if err == nil {
		due, _, err = one(t, pgx.RowTo[int64], "SELECT due FROM fieldsync.grants_due WHERE org = $1 AND holder = $2", user)
	}
	return grants, due, err
}

// Checksums puts the halves of each sum together.
func (t *readTx) Checksums(scopes []models.Scope) ([]changesync.Checksum, error) {
	query, args := in(scopes, "scope, collection, level, high, low", "checksums", "true")
	return all(t, func(r pgx.CollectableRow) (c changesync.Checksum, err error) {
		var high, low uint64
		err = r.Scan(&c.Scope, &c.Collection, &c.Level, &high, &low)
		c.Sum = high<<32 | low
		return c, err
	}, query+" ORDER BY scope, collection, level", args...)
}

func (t *readTx) Doc(kind, key string) ([]byte, bool, error) {
	return one(t, pgx.RowTo[[]byte], "SELECT body FROM fieldsync.docs WHERE org = $1 AND kind = $2 AND name = $3", kind, key)
}

func (t *readTx) Docs(kind string) ([]changesync.Doc, error) {
	return all(t, func(r pgx.CollectableRow) (changesync.Doc, error) {
		d := changesync.Doc{Kind: kind}
		return d, r.Scan(&d.Key, &d.Body)
	}, "SELECT name, body FROM fieldsync.docs WHERE org = $1 AND kind = $2 ORDER BY name", kind)
}

func (t *readTx) Audit(q changesync.AuditQuery) ([]changesync.AuditRow, error) {
	scan := func(r pgx.CollectableRow) (a changesync.AuditRow, err error) {
		return a, r.Scan(&a.N, &a.Hash, &a.Body)
	}
	if q.Subject == "" {
		return all(t, scan, "SELECT n, hash, body FROM fieldsync.audit WHERE org = $1 AND n > $2 ORDER BY n LIMIT $3",
			bound(q.After), limit(q.Limit))
	}
	return all(t, scan, `SELECT a.n, a.hash, a.body FROM fieldsync.audit_subjects s JOIN fieldsync.audit a ON a.org = s.org AND a.n = s.n
		WHERE s.org = $1 AND s.subject = $2 AND s.n > $3 ORDER BY s.n LIMIT $4`, q.Subject, bound(q.After), limit(q.Limit))
}
