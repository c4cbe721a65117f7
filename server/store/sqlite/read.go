package sqlite

import (
	"context"

	"fieldsync/models"
	"fieldsync/sync"
)

// readTx reads through one connection.
type readTx struct {
	ctx   context.Context
	c     *conn
	ended bool
}

// each checks the transaction and runs a query.
func (t *readTx) each(query string, fn func(row), args ...any) error {
	if t.ended {
		return errEnded
	}
	if err := t.ctx.Err(); err != nil {
		return err
	}
	return wrap("read", t.c.each(query, fn, args...))
}

func (t *readTx) Head() (head changesync.Head, err error) {
	err = t.each("SELECT epoch, seq, horizon FROM head", func(r row) {
		head = changesync.Head{Epoch: r.text(0), Seq: r.uint(1), Horizon: r.uint(2)}
	})
	return head, err
}

const deviceColumns = "d.id, d.user, d.name, d.public_key, d.n, d.hash, d.status, d.enrolled, d.last_seen"

func deviceOf(r row) changesync.Device {
	return changesync.Device{ID: r.text(0), User: r.text(1), Name: r.text(2), PublicKey: r.bytes(3),
		N: r.uint(4), Hash: r.bytes(5), Status: r.text(6), Enrolled: r.int(7), LastSeen: r.int(8)}
}

func (t *readTx) Devices(ids ...string) (map[string]changesync.Device, error) {
	out := make(map[string]changesync.Device, len(ids))
	err := t.each("SELECT "+deviceColumns+" FROM json_each(?) j CROSS JOIN devices d ON d.id = j.value", func(r row) {
		out[r.text(0)] = deviceOf(r)
	}, jsonList(ids))
	return out, err
}

func (t *readTx) DeviceList(user string) (out []changesync.Device, err error) {
	query, args := "SELECT "+deviceColumns+" FROM devices d ORDER BY d.id", []any(nil)
	if user != "" {
		query, args = "SELECT "+deviceColumns+" FROM devices d WHERE d.user = ? ORDER BY d.id", []any{user}
	}
	err = t.each(query, func(r row) { out = append(out, deviceOf(r)) }, args...)
	return out, err
}

const changesetColumns = "c.device, c.n, c.hash, c.origin, c.raw, c.signature, c.receipt, c.outcome, c.seq"

func changesetOf(r row) changesync.StoredChangeset {
	return changesync.StoredChangeset{Device: r.text(0), N: r.uint(1), Hash: r.bytes(2), Origin: changesync.Dot(r.text(3)),
		Raw: r.bytes(4), Signature: r.bytes(5), Receipt: r.bytes(6), Outcome: r.text(7), Seq: r.uint(8)}
}

func (t *readTx) Changesets(device string, from, to uint64) (out []changesync.StoredChangeset, err error) {
	err = t.each("SELECT "+changesetColumns+" FROM changesets c WHERE device = ? AND n >= ? AND n <= ? ORDER BY n", func(r row) {
		out = append(out, changesetOf(r))
	}, device, bound(from), bound(to))
	return out, err
}

// Origins finds the first changeset (by seq, device, n) that keeps each dot.
func (t *readTx) Origins(dots ...changesync.Dot) (map[changesync.Dot]changesync.StoredChangeset, error) {
	out := make(map[changesync.Dot]changesync.StoredChangeset, len(dots))
	if len(dots) == 0 && !t.ended {
		return out, nil
	}
	err := t.each("SELECT "+changesetColumns+` FROM json_each(?) j CROSS JOIN changesets c ON c.origin = j.value AND c.origin <> ''
		ORDER BY c.seq, c.device, c.n`, func(r row) {
		if c := changesetOf(r); out[c.Origin].Device == "" {
			out[c.Origin] = c
		}
	}, jsonList(dots))
	return out, err
}

func (t *readTx) Grants(user string) (grants []changesync.Grant, due int64, err error) {
	err = t.each("SELECT scope, view, writes, since, ended FROM grants WHERE user = ? ORDER BY scope, since", func(r row) {
		grants = append(grants, changesync.Grant{User: user, Scope: models.Scope(r.text(0)), View: r.text(1),
			Write: r.int(2) != 0, Since: r.uint(3), Ended: r.uint(4)})
	}, user)
	if err == nil {
		err = t.each("SELECT due FROM grants_due WHERE user = ?", func(r row) { due = r.int(0) }, user)
	}
	return grants, due, err
}

func (t *readTx) Checksums(scopes []models.Scope) (out []changesync.Checksum, err error) {
	query, args := "SELECT scope, collection, level, high, low FROM checksums ORDER BY scope, collection, level", []any(nil)
	if scopes != nil {
		query = `SELECT k.scope, k.collection, k.level, k.high, k.low FROM json_each(?) j CROSS JOIN checksums k ON k.scope = j.value
			ORDER BY k.scope, k.collection, k.level`
		args = []any{jsonList(distinct(scopes))}
	}
	err = t.each(query, func(r row) {
		out = append(out, changesync.Checksum{Scope: models.Scope(r.text(0)), Collection: r.text(1), Level: r.text(2),
			Sum: r.uint(3)<<32 | r.uint(4)})
	}, args...)
	return out, err
}

func (t *readTx) Doc(kind, key string) (body []byte, found bool, err error) {
	err = t.each("SELECT body FROM docs WHERE kind = ? AND name = ?", func(r row) { body, found = r.bytes(0), true }, kind, key)
	return body, found, err
}

func (t *readTx) Docs(kind string) (out []changesync.Doc, err error) {
	err = t.each("SELECT name, body FROM docs WHERE kind = ? ORDER BY name", func(r row) {
		out = append(out, changesync.Doc{Kind: kind, Key: r.text(0), Body: r.bytes(1)})
	}, kind)
	return out, err
}

func (t *readTx) Audit(q changesync.AuditQuery) (out []changesync.AuditRow, err error) {
	query, args := "SELECT n, hash, body FROM audit WHERE n > ? ORDER BY n LIMIT ?", []any{bound(q.After), limit(q.Limit)}
	if q.Subject != "" {
		query = "SELECT a.n, a.hash, a.body FROM audit_subjects s CROSS JOIN audit a ON a.n = s.n WHERE s.subject = ? AND s.n > ? ORDER BY s.n LIMIT ?"
		args = append([]any{q.Subject}, args...)
	}
	err = t.each(query, func(r row) {
		out = append(out, changesync.AuditRow{N: r.uint(0), Hash: r.bytes(1), Body: r.bytes(2)})
	}, args...)
	return out, err
}
