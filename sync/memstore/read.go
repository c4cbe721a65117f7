package memstore

import (
	"bytes"

	"fieldsync/models"
	"fieldsync/sync"
)

// readTx reads one state.
type readTx struct {
	st    *state
	ended bool
}

func (t *readTx) check() error {
	if t.ended {
		return errEnded
	}
	return nil
}

func (t *readTx) Head() (changesync.Head, error) { return t.st.head, t.check() }

func (t *readTx) Devices(ids ...string) (map[string]changesync.Device, error) {
	out := make(map[string]changesync.Device, len(ids))
	for _, id := range ids {
		if d, ok := t.st.devices.get(id); ok {
			out[id] = ownDevice(d)
		}
	}
	return out, t.check()
}

func (t *readTx) DeviceList(user string) ([]changesync.Device, error) {
	var out []changesync.Device
	for _, d := range t.st.devices.all() {
		if user == "" || d.User == user {
			out = append(out, ownDevice(d))
		}
	}
	return out, t.check()
}

func (t *readTx) Changesets(device string, from, to uint64) ([]changesync.StoredChangeset, error) {
	var out []changesync.StoredChangeset
	for k, c := range t.st.changesets.from(numbered{device, from}) {
		if k.device != device || k.n > to {
			break
		}
		out = append(out, ownChangeset(c))
	}
	return out, t.check()
}

// Origins finds the first changeset (by seq, device, n) that keeps each dot.
func (t *readTx) Origins(dots ...changesync.Dot) (map[changesync.Dot]changesync.StoredChangeset, error) {
	out := make(map[changesync.Dot]changesync.StoredChangeset, len(dots))
	for _, dot := range dots {
		for k := range t.st.origins.from(originKey{dot: dot}) {
			if k.dot == dot {
				c, _ := t.st.changesets.get(k.numbered)
				out[dot] = ownChangeset(c)
			}
			break
		}
	}
	return out, t.check()
}

func (t *readTx) Records(keys ...changesync.Key) (map[changesync.Key]changesync.StoredRecord, error) {
	out := make(map[changesync.Key]changesync.StoredRecord, len(keys))
	for _, k := range keys {
		if r, ok := t.st.records.get(k); ok {
			out[k] = ownRecord(r)
		}
	}
	return out, t.check()
}

func (t *readTx) Grants(user string) ([]changesync.Grant, int64, error) {
	var out []changesync.Grant
	for k, g := range t.st.grants.from(grantKey{user: user}) {
		if k.user != user {
			break
		}
		out = append(out, g)
	}
	due, _ := t.st.due.get(user)
	return out, due, t.check()
}

func (t *readTx) Checksums(scopes []models.Scope) ([]changesync.Checksum, error) {
	in := scopeSet(scopes)
	var out []changesync.Checksum
	for k, sum := range t.st.sums.all() {
		if in(k.scope) {
			out = append(out, changesync.Checksum{
				Scope: k.scope, Collection: k.collection, Level: k.level, Sum: sum})
		}
	}
	return out, t.check()
}

func (t *readTx) Audit(q changesync.AuditQuery) (out []changesync.AuditRow, err error) {
	add := func(r changesync.AuditRow) {
		out = append(out, changesync.AuditRow{N: r.N, Hash: bytes.Clone(r.Hash), Body: bytes.Clone(r.Body)})
	}
	if q.Subject == "" {
		for _, r := range t.st.audit.from(q.After + 1) {
			if full(len(out), q.Limit) {
				break
			}
			add(r)
		}
		return out, t.check()
	}
	for k := range t.st.subjects.from(subjectKey{q.Subject, q.After + 1}) {
		if k.subject != q.Subject || full(len(out), q.Limit) {
			break
		}
		r, _ := t.st.audit.get(k.n)
		add(r)
	}
	return out, t.check()
}

func (t *readTx) Doc(kind, key string) ([]byte, bool, error) {
	body, ok := t.st.docs.get(docKey{kind, key})
	return bytes.Clone(body), ok, t.check()
}

func (t *readTx) Docs(kind string) ([]changesync.Doc, error) {
	var out []changesync.Doc
	for k, body := range t.st.docs.from(docKey{kind: kind}) {
		if k.kind != kind {
			break
		}
		out = append(out, changesync.Doc{Kind: kind, Key: k.key, Body: bytes.Clone(body)})
	}
	return out, t.check()
}
