package localstore

import (
	"fieldsync/models"
	"fieldsync/sync"
)

type writeTx struct {
	readTx
	failed error // the first write that failed
}

// exec does one write, unless an earlier one has failed.
func (t *writeTx) exec(query string, args ...any) error {
	if t.failed == nil {
		_, t.failed = t.tx.Exec(query, args...)
	}
	return t.failed
}

func (t *writeTx) PutMeta(name string, value []byte) error {
	if value == nil {
		return t.exec("DELETE FROM meta WHERE name = ?", name)
	}
	return t.exec("INSERT INTO meta(name, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = ?2", name,
		t.box.seal(place("meta", "value", name), value))
}

func (t *writeTx) PutBase(rec changesync.StoredRecord, conflict bool) error {
	return t.exec(`INSERT INTO base(collection, id, scope, seq, body, conflict) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
		ON CONFLICT DO UPDATE SET scope = ?3, seq = ?4, body = ?5, conflict = ?6`,
		rec.Key.Collection, rec.Key.ID, string(rec.Scope), number(rec.Seq),
		t.box.seal(place("base", "body", rec.Key.Collection, rec.Key.ID), rec.Body), conflict)
}

func (t *writeTx) DropScope(scope models.Scope) error {
	if scope == changesync.AllScopes {
		return t.exec("DELETE FROM base")
	}
	return t.exec("DELETE FROM base WHERE scope = ?", string(scope))
}

func (t *writeTx) PutOutbox(r changesync.OutboxRow) error {
	n := number(r.N)
	return t.exec("INSERT OR REPLACE INTO outbox("+outboxColumns+") VALUES (?, ?, ?, ?, ?, ?, ?)",
		n, t.box.seal(place("outbox", "raw", text(n)), r.Raw), r.Hash, r.State, r.Made, number(r.Seq),
		t.box.seal(place("outbox", "receipt", text(n)), r.Receipt))
}

func (t *writeTx) DeleteOutbox(n uint64) error {
	return t.exec("DELETE FROM outbox WHERE n = ?", number(n))
}

// PutOverlay adds to the records that n already lies over.
func (t *writeTx) PutOverlay(n uint64, keys []changesync.Key) error {
	for _, k := range keys {
		if err := t.exec("INSERT OR IGNORE INTO overlay(collection, id, n) VALUES (?, ?, ?)", k.Collection, k.ID, number(n)); err != nil {
			return err
		}
	}
	return t.failed
}

func (t *writeTx) DropOverlay(n uint64) error {
	return t.exec("DELETE FROM overlay WHERE n = ?", number(n))
}

func (t *writeTx) PutPage(i int, body []byte) error {
	return t.exec("INSERT OR REPLACE INTO page(i, body) VALUES (?, ?)", int64(i),
		t.box.seal(place("page", "body", text(int64(i))), body))
}

func (t *writeTx) DropPages() error { return t.exec("DELETE FROM page") }

func (t *writeTx) PutSealed(r changesync.SealedRow) error {
	n := number(r.N)
	return t.exec("INSERT OR REPLACE INTO sealed(n, box, receipt, acked) VALUES (?, ?, ?, ?)",
		n, r.Box, t.box.seal(place("sealed", "receipt", text(n)), r.Receipt), r.Acked)
}

func (t *writeTx) DropSealed(before int64) error {
	return t.exec("DELETE FROM sealed WHERE acked < ?", before)
}

func (t *writeTx) SetForgotten(scope models.Scope, forgotten bool) error {
	if forgotten {
		return t.exec("INSERT OR IGNORE INTO forgotten(scope) VALUES (?)", string(scope))
	}
	return t.exec("DELETE FROM forgotten WHERE scope = ?", string(scope))
}
