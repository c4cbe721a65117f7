package changesync

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"fieldsync/models"
	"fieldsync/models/strict"
)

// Change is what a user action does to one record.
type Change struct {
	Key Key // ID "": a new record
	// Set gives fields their new value, "null" clears. The value of a set is
	// the whole list wanted; elements that are already there stay untouched.
	// The value of an append list are the entries to add.
	Set models.Values
	// Delete deletes the record, Restore brings a deleted one back.
	Delete, Restore bool
	// Replaces, for a settling write, are the dots that were shown, by field.
	// Without it a write replaces what the device shows now.
	Replaces map[string][]Dot
}

// Written is what a local write made.
type Written struct {
	Dot Dot
	N   uint64
	IDs []string // of the records, in the order of the changes
}

// Write records one user action durably on this device: one changeset, whole
// or not at all. It needs no network. Errors are coded and name the field;
// then nothing was written.
func (r *Replica) Write(ctx context.Context, changes ...Change) (*Written, error) {
	return r.write(ctx, "", nil, changes)
}

// Amend writes the correction of a quarantined changeset; without changes it
// closes it, and what it wrote stays in the history of the server only.
func (r *Replica) Amend(ctx context.Context, dot Dot, changes ...Change) (*Written, error) {
	return r.write(ctx, dot, nil, changes)
}

// Dismiss closes the parts of somebody else's quarantined changeset that have
// these quarantine records, and no other.
func (r *Replica) Dismiss(ctx context.Context, dot Dot, items []Target) (*Written, error) {
	return r.write(ctx, dot, items, nil)
}

func (r *Replica) write(ctx context.Context, amends Dot, named []Target, changes []Change) (*Written, error) {
	if r.id.Device == "" {
		return nil, fail(CodeUnauthorised, "this device is not enrolled yet: enrol it with a code first")
	}
	var out *Written
	err := r.local.Update(ctx, func(tx LocalTx) error {
		if err := amendOnce(tx, amends); err != nil {
			return err
		}
		d := &draft{r: r, tx: tx, c: &Changeset{}}
		d.c.Header.Amends, d.c.Header.Records = amends, named
		for _, ch := range changes {
			if err := d.add(ch); err != nil {
				return err
			}
		}
		var err error
		out, err = d.store()
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// draft is a changeset in the making.
type draft struct {
	r   *Replica
	tx  LocalTx
	c   *Changeset
	ids []string
}

func (d *draft) add(ch Change) error {
	col, err := d.r.reg.Find(ch.Key.Collection)
	if err != nil {
		return err
	}
	values, err := normalise(col, ch.Set)
	if err != nil {
		return err
	}
	key := ch.Key
	if key.ID == "" {
		if key.ID, err = d.newID(col, values); err != nil {
			return err
		}
	}
	rec, _, err := d.r.merged(d.tx, key)
	if err != nil {
		return err
	}
	t := Target{Key: key, New: rec == nil}
	if rec == nil {
		rec = NewRecord(key, "")
	}
	if t.Scope = rec.Scope; t.New {
		home, ok := col.HomeScope(key.ID, values)
		if !ok {
			return &models.Error{Code: "no_home", Field: col.Home.Field, Message: "a new " + col.Name + " needs the record it belongs to"}
		}
		t.Scope = home
	}
	record := len(d.c.Header.Records)
	if slices.ContainsFunc(d.c.Header.Records, func(o Target) bool { return o.Key == key }) {
		return &models.Error{Code: "twice", Field: key.String(), Message: "one action changes a record once"}
	}
	d.c.Header.Records = append(d.c.Header.Records, t)
	d.ids = append(d.ids, key.ID)
	return d.writes(col, rec, record, values, ch)
}

// newID gives a new record its natural key, or a UUIDv7.
func (d *draft) newID(col *models.Collection, values models.Values) (string, error) {
	if col.NaturalKey == nil {
		return d.r.opt.NewID(), nil
	}
	event, err := d.r.see(d.tx, Key{"showcase_event", text(values, "event")})
	if err != nil {
		return "", err
	}
	if event != nil {
		pinned := event.Values["normaliser_version"] // the event's, not this program's
		if values["normaliser_version"] == nil && pinned != nil && col.Field("normaliser_version") != nil {
			values["normaliser_version"] = pinned
		}
		if key, ok := models.SignupKey(event.Values); ok {
			if id := col.NaturalKey(values, key); id != "" {
				return id, nil
			}
		}
	}
	return d.r.opt.NewID(), nil
}

// normalise brings values to their canonical bytes and refuses what cannot be
// represented or is not the device's to write.
func normalise(col *models.Collection, set models.Values) (models.Values, error) {
	out := models.Values{}
	for _, name := range sortedKeys(set) {
		f := col.Field(name)
		if f == nil {
			return nil, &models.Error{Code: "unknown_field", Field: name, Message: col.Name + " has no such field"}
		}
		if f.Policy == models.Server {
			return nil, &models.Error{Code: CodeServerField, Field: name, Message: "only the server writes this field"}
		}
		if f.OfficeState(set[name]) {
			return nil, &models.Error{Code: CodeServerField, Field: name, Message: "this state is for the office to set", ZH: "该状态由后台设置"}
		}
		v, err := normaliseField(f, set[name])
		if err != nil {
			return nil, err
		}
		out[name] = v
	}
	return out, nil
}

func normaliseField(f *models.Field, raw json.RawMessage) (json.RawMessage, error) {
	if f.Policy != models.Set && f.Policy != models.Append || isNull(raw) {
		v, p := f.Normalize(raw)
		return v, problemError(p, f.Name)
	}
	var list []json.RawMessage
	err := strict.Array(raw, func(item []byte) error {
		v, p := f.Normalize(item)
		list = append(list, v)
		return problemError(p, f.Name)
	})
	if err != nil {
		var coded *models.Error
		if asError(err, &coded) {
			return nil, err
		}
		return nil, &models.Error{Code: "wrong_type", Field: f.Name, Message: "a list is needed"}
	}
	return json.RawMessage("[" + string(bytes.Join(rawBytes(list), []byte{','})) + "]"), nil
}

func rawBytes(list []json.RawMessage) [][]byte {
	out := make([][]byte, len(list))
	for i, v := range list {
		out[i] = v
	}
	return out
}

func problemError(p *models.Problem, field string) error {
	if p == nil || !p.Unfit {
		return nil
	}
	return &models.Error{Code: p.Code, Field: field, Message: p.Message, ZH: p.ZH}
}

// writes turns the values wanted into writes that replace what is shown.
func (d *draft) writes(col *models.Collection, rec *Record, record int, values models.Values, ch Change) error {
	put := func(field, elem string, value json.RawMessage, replaces []Dot) {
		d.c.Writes = append(d.c.Writes, Write{Record: record, Field: field, Elem: elem, Value: value, Replaces: replaces})
	}
	for _, name := range sortedKeys(values) {
		f := col.Field(name)
		switch f.Policy {
		case models.Set:
			d.setWrites(rec, f, values[name], put)
		case models.Append:
			_ = strict.Array(values[name], func(item []byte) error {
				put(name, d.r.opt.NewID(), item, nil)
				return nil
			})
		default:
			cell := rec.Cells[name]
			replaces, settling := ch.Replaces[name]
			if !settling {
				replaces = cell.Dots()
				if cell.says(f, values[name]) {
					continue
				}
			}
			if f.Policy == models.Fixed && len(replaces) > 0 {
				if ch.Key.ID == "" {
					continue // made again under its natural key: the first stays
				}
				return &models.Error{Code: CodeFixedField, Field: name, Message: "this field is written once, at creation; delete the record and make a new one"}
			}
			put(name, "", values[name], d.mayReplace(&cell, replaces))
		}
	}
	deleted := rec.Cells[DeletedField]
	switch {
	case ch.Delete:
		put(DeletedField, "", json.RawMessage("true"), rec.Dots())
	case ch.Restore:
		put(DeletedField, "", json.RawMessage("false"), deleted.Dots())
	}
	return nil
}

// mayReplace leaves out versions that are withheld from this device: its user
// may add a value beside them, no more.
func (d *draft) mayReplace(c *Cell, replaces []Dot) []Dot {
	return slices.DeleteFunc(slices.Clone(replaces), func(dot Dot) bool {
		i := c.index(dot)
		return i >= 0 && c.Live[i].Withheld()
	})
}

// setWrites adds the elements that are missing and removes those not wanted.
func (d *draft) setWrites(rec *Record, f *models.Field, want json.RawMessage, put func(string, string, json.RawMessage, []Dot)) {
	wanted := map[string]bool{}
	_ = strict.Array(want, func(item []byte) error {
		wanted[string(item)] = true
		return nil
	})
	for _, elem := range sortedKeys(wanted) {
		cell := rec.Cells[cellName(f.Name, elem)]
		if firstPresent(&cell) == nil {
			put(f.Name, elem, json.RawMessage(elem), cell.Dots())
		}
	}
	for _, name := range sortedKeys(rec.Cells) {
		field, elem := CellField(name)
		cell := rec.Cells[name]
		if field == f.Name && elem != "" && !wanted[elem] && firstPresent(&cell) != nil {
			put(f.Name, elem, json.RawMessage("null"), cell.Dots())
		}
	}
}

// store names the changeset, chains it and puts it into outbox and overlay.
func (d *draft) store() (*Written, error) {
	if len(d.c.Writes) == 0 && d.c.Header.Amends == "" {
		return &Written{IDs: d.ids}, nil // nothing new was said
	}
	h, r := &d.c.Header, d.r
	last, err := metaInt(d.tx, metaLastN)
	if err != nil {
		return nil, err
	}
	prev, _, err := d.tx.Meta(metaLastHash)
	if err != nil {
		return nil, err
	}
	if h.Seen, err = metaText(d.tx, metaMoment); err != nil {
		return nil, err
	}
	if h.Offset, err = metaInt(d.tx, metaOffset); err != nil {
		return nil, err
	}
	now := r.opt.Now()
	h.Device, h.N, h.Prev, h.Actor = r.id.Device, uint64(last)+1, prev, r.id.User
	h.At = now.Format(time.RFC3339Nano)
	h.App, h.Schema = r.opt.App, SchemaVersion
	if err := d.c.Encode(r.opt.Random); err != nil {
		return nil, err
	}
	row := OutboxRow{N: h.N, Raw: d.c.Raw, Hash: d.c.Hash, State: OutWaiting, Made: now.UnixMilli()}
	if err := d.tx.PutOutbox(row); err != nil {
		return nil, err
	}
	keys := make([]Key, len(h.Records))
	for i, t := range h.Records {
		keys[i] = t.Key
	}
	if err := d.tx.PutOverlay(h.N, keys); err != nil {
		return nil, err
	}
	if err := d.tx.PutMeta(metaLastN, []byte(fmt.Sprint(h.N))); err != nil {
		return nil, err
	}
	if err := d.tx.PutMeta(metaLastHash, d.c.Hash); err != nil {
		return nil, err
	}
	return &Written{Dot: d.c.Dot(), N: h.N, IDs: d.ids}, nil
}
