package importer

import (
	"bytes"
	"encoding/json"
	"fmt"

	"fieldsync/models"
	changesync "fieldsync/sync"
)

// view looks up records on one snapshot, and remembers what it found.
type view struct {
	tx    changesync.ReadTx
	reg   *models.Registry
	named map[string]string // ids by collection and natural key
}

// found is a stored record.
type found struct {
	rec    *changesync.Record
	values models.Values
	gone   bool // deleted
}

// get reads records of a collection in the order of their ids.
func (v *view) get(col *models.Collection, ids []string) ([]found, error) {
	keys := make([]changesync.Key, len(ids))
	for i, id := range ids {
		keys[i] = changesync.Key{Collection: col.Name, ID: id}
	}
	stored, err := v.tx.Records(keys...)
	if err != nil {
		return nil, err
	}
	var out []found
	for _, k := range keys {
		s, ok := stored[k]
		if !ok {
			continue
		}
		rec, err := changesync.DecodeRecord(s.Body)
		if err != nil {
			return nil, err
		}
		out = append(out, found{rec, rec.Values(col), rec.Life(col) == changesync.Deleted})
	}
	return out, nil
}

// by finds the records that the index has under a value of a field.
func (v *view) by(col *models.Collection, f *models.Field, value json.RawMessage) (out []found, err error) {
	asked := false
	f.Indexed(value, func(path, text string) {
		if asked || err != nil {
			return
		}
		asked = true
		var ids []string
		if ids, err = v.tx.Referring(col.Name, path, text); err == nil {
			out, err = v.get(col, ids)
		}
	})
	return out, err
}

// match finds the records that have all the values of a key, deleted ones too.
func (v *view) match(col *models.Collection, key []string, values models.Values) ([]found, error) {
	for _, name := range key {
		f := col.Field(name)
		if f.IndexPaths() == nil || values[name] == nil {
			continue
		}
		list, err := v.by(col, f, values[name])
		if err != nil {
			return nil, err
		}
		var out []found
		for _, r := range list {
			same := true
			for _, name := range key {
				same = same && bytes.Equal(r.values[name], values[name])
			}
			if same {
				out = append(out, r)
			}
		}
		return out, nil
	}
	return nil, nil
}

// resolve finds the record of one of the collections that a list means, by its
// natural key or its id. Codes: unknown_record, ambiguous.
func (v *view) resolve(f *models.Field, in []*models.Collection, value json.RawMessage) (json.RawMessage, *models.Problem, error) {
	if len(in) == 0 {
		return value, f.Check(value), nil
	}
	name := f.Name + "\x00" + string(value)
	if id, ok := v.named[name]; ok {
		return json.RawMessage(id), nil, nil
	}
	var ids []string
	for _, col := range in {
		found, err := v.ids(col, value)
		if err != nil {
			return nil, nil, err
		}
		ids = append(ids, found...)
	}
	what := in[0].Label
	switch len(ids) {
	case 0:
		return nil, problem("unknown_record", f.Name, "there is no "+what.EN+" of this name: import it first, or correct it", "没有该"+what.ZH+",请先导入或更正"), nil
	case 1:
		id, err := json.Marshal(ids[0])
		v.named[name] = string(id)
		return id, nil, err
	}
	return nil, problem("ambiguous", f.Name, fmt.Sprintf("%d of %s have this name: give the id of the one", len(ids), what.EN),
		fmt.Sprintf("有 %d 个同名的%s,请填写记录编号", len(ids), what.ZH)), nil
}

func (v *view) ids(col *models.Collection, value json.RawMessage) (ids []string, err error) {
	var list []found
	if natural := naturals[col.Name]; natural != "" {
		if list, err = v.match(col, []string{natural}, models.Values{natural: value}); err != nil {
			return nil, err
		}
	}
	if len(list) == 0 {
		var id string
		if json.Unmarshal(value, &id) != nil {
			return nil, nil
		}
		if list, err = v.get(col, []string{id}); err != nil {
			return nil, err
		}
	}
	for _, r := range list {
		if !r.gone {
			ids = append(ids, r.rec.Key.ID)
		}
	}
	return ids, nil
}

// office says whether the server's own device wrote a version.
func (v *view) office(d changesync.Dot) (bool, error) {
	found, err := v.tx.Devices(d.Device())
	return found[d.Device()].Status == changesync.DeviceServer, err
}

// last is what the office wrote last to a cell and somebody has replaced since.
func (v *view) last(key changesync.Key, cell string) (*changesync.Version, error) {
	list, err := v.tx.History(key)
	for i := len(list) - 1; i >= 0 && err == nil; i-- {
		if list[i].Cell != cell {
			continue
		}
		ours, err := v.office(list[i].Dot)
		if err != nil {
			return nil, err
		}
		if ours {
			old, err := changesync.DecodeVersion(list[i].Body)
			return &old, err
		}
	}
	return nil, err
}
