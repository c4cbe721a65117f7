package sealed

import (
	"errors"
	"slices"
	"strconv"

	changesync "fieldsync/sync"
)

// readTx opens what is read.
type readTx struct {
	changesync.ReadTx
	box *box
}

// The places that bodies are bound to: table and key, as they stand in the
// clear beside the body.

func place(table string, parts ...string) string {
	out := table
	for _, p := range parts {
		out += "\x00" + p
	}
	return out
}

func number(n uint64) string { return strconv.FormatUint(n, 10) }

func placeOfRaw(c *changesync.StoredChangeset) string {
	return place("changeset", c.Device, number(c.N))
}

func placeOfReceipt(c *changesync.StoredChangeset) string {
	return place("receipt", c.Device, number(c.N))
}

func placeOfRecord(k changesync.Key) string { return place("record", k.Collection, k.ID) }

func placeOfEntry(e *changesync.LogEntry) string {
	return place("log", number(e.Seq), e.Key.Collection, e.Key.ID)
}

func placeOfDoc(kind, key string) string { return place("doc", kind, key) }

func placeOfAudit(n uint64) string { return place("audit", number(n)) }

// opened opens what a list holds, in place: the slices are ours.
func opened[T any](list []T, err error, open func(*T) error) ([]T, error) {
	for i := range list {
		err = errors.Join(err, open(&list[i]))
	}
	return list, err
}

func (t *readTx) changeset(c *changesync.StoredChangeset) (err error) {
	var errs [2]error
	c.Raw, errs[0] = t.box.unseal(placeOfRaw(c), c.Raw)
	c.Receipt, errs[1] = t.box.unseal(placeOfReceipt(c), c.Receipt)
	return errors.Join(errs[:]...)
}

// Changesets implements changesync.ReadTx.
func (t *readTx) Changesets(device string, from, to uint64) ([]changesync.StoredChangeset, error) {
	list, err := t.ReadTx.Changesets(device, from, to)
	return opened(list, err, t.changeset)
}

// Origins implements changesync.ReadTx.
func (t *readTx) Origins(dots ...changesync.Dot) (map[changesync.Dot]changesync.StoredChangeset, error) {
	found, err := t.ReadTx.Origins(dots...)
	for dot, c := range found {
		err = errors.Join(err, t.changeset(&c))
		found[dot] = c
	}
	return found, err
}

// Records implements changesync.ReadTx.
func (t *readTx) Records(keys ...changesync.Key) (map[changesync.Key]changesync.StoredRecord, error) {
	return t.records(t.ReadTx.Records(keys...))
}

func (t *readTx) records(found map[changesync.Key]changesync.StoredRecord, err error) (map[changesync.Key]changesync.StoredRecord, error) {
	for k, r := range found {
		var opened error
		r.Body, opened = t.box.unseal(placeOfRecord(k), r.Body)
		err = errors.Join(err, opened)
		found[k] = r
	}
	return found, err
}

// RecordsIn implements changesync.ReadTx.
func (t *readTx) RecordsIn(q changesync.RecordQuery) ([]changesync.StoredRecord, error) {
	list, err := t.ReadTx.RecordsIn(q)
	return opened(list, err, func(r *changesync.StoredRecord) (err error) {
		r.Body, err = t.box.unseal(placeOfRecord(r.Key), r.Body)
		return err
	})
}

// Referring asks for the hash of the value, and for the value itself, as a
// database from before has it.
func (t *readTx) Referring(collection, field, value string) ([]string, error) {
	hashed, err := t.ReadTx.Referring(collection, field, t.box.hash(collection, field, value))
	if err != nil {
		return nil, err
	}
	plain, err := t.ReadTx.Referring(collection, field, value)
	if len(plain) == 0 || err != nil {
		return hashed, err
	}
	all := append(hashed, plain...)
	slices.Sort(all)
	return slices.Compact(all), nil
}

// Log implements changesync.ReadTx.
func (t *readTx) Log(q changesync.LogQuery) ([]changesync.LogEntry, error) {
	list, err := t.ReadTx.Log(q)
	return opened(list, err, func(r *changesync.LogEntry) (err error) {
		r.Body, err = t.box.unseal(placeOfEntry(r), r.Body)
		return err
	})
}

// Doc implements changesync.ReadTx.
func (t *readTx) Doc(kind, key string) ([]byte, bool, error) {
	body, ok, err := t.ReadTx.Doc(kind, key)
	if err != nil {
		return nil, ok, err
	}
	body, err = t.box.unseal(placeOfDoc(kind, key), body)
	return body, ok, err
}

// Docs implements changesync.ReadTx.
func (t *readTx) Docs(kind string) ([]changesync.Doc, error) {
	list, err := t.ReadTx.Docs(kind)
	return opened(list, err, func(r *changesync.Doc) (err error) {
		r.Body, err = t.box.unseal(placeOfDoc(r.Kind, r.Key), r.Body)
		return err
	})
}

// Audit implements changesync.ReadTx.
func (t *readTx) Audit(q changesync.AuditQuery) ([]changesync.AuditRow, error) {
	list, err := t.ReadTx.Audit(q)
	return opened(list, err, func(r *changesync.AuditRow) (err error) {
		r.Body, err = t.box.unseal(placeOfAudit(r.N), r.Body)
		return err
	})
}
