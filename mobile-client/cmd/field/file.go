package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"reflect"
	"slices"
	"strings"

	mobile "fieldsync/mobile-client"
	"fieldsync/models"
	"fieldsync/models/strict"
	"fieldsync/sync"
)

// entry is one record of a file.
type entry struct {
	Collection string        `json:"collection"`
	ID         string        `json:"id"`
	Set        models.Values `json:"set"`
}

// maxFile bounds a file: a changeset may have 1 MiB.
const maxFile = 4 << 20

// readFile reads the changes of a file: one record or a list of them, those
// without a collection or id of the usual one. What the record says already, its
// server's fields among it, is left out: what get prints can be edited and put
// back. An id
// that begins with $ stands for a fresh one, also inside the values of the
// other records, wherever a whole text is that name.
func (a *app) readFile(c *mobile.Client, name string, usual mobile.Key) ([]mobile.Change, error) {
	entries, err := a.entries(name, usual)
	if err != nil {
		return nil, err
	}
	ids := map[string]string{}
	for i, e := range entries {
		if !strings.HasPrefix(e.ID, "$") {
			continue
		}
		if ids[e.ID] != "" {
			return nil, fileError(i, "id", "stands there twice: "+e.ID, "重复出现:"+e.ID)
		}
		if ids[e.ID], err = c.NewID(a.ctx, e.Collection, e.Set); err != nil {
			return nil, err
		}
	}
	changes := make([]mobile.Change, len(entries))
	for i, e := range entries {
		id := e.ID
		if fresh, ok := ids[id]; ok {
			id = fresh
		}
		set := models.Values{}
		for field, raw := range e.Set {
			if set[field], err = replaceNames(raw, ids); err != nil {
				return nil, fileError(i, field, err.Error(), "")
			}
		}
		changes[i] = mobile.Change{Key: mobile.Key{Collection: e.Collection, ID: id}, Set: set}
		if err := a.dropKnown(c, changes[i]); err != nil {
			return nil, err
		}
	}
	return changes, nil
}

// dropKnown leaves out the values that the record shows already.
func (a *app) dropKnown(c *mobile.Client, ch mobile.Change) error {
	if ch.Key.ID == "" {
		return nil
	}
	record, err := c.Get(a.ctx, ch.Key.Collection, ch.Key.ID)
	if mobile.CodeOf(err) == changesync.CodeNotFound {
		return nil
	}
	if err != nil {
		return err
	}
	col, err := models.Default().Find(ch.Key.Collection)
	if err != nil {
		return err
	}
	for field, raw := range ch.Set {
		had := record.Values[field]
		if had != nil && sameJSON(had, raw) {
			delete(ch.Set, field)
		} else if f := col.Field(field); f != nil && f.Policy == models.Append {
			ch.Set[field] = added(had, raw)
		}
	}
	return nil
}

// added are the entries of a list that it did not have: putting back a list
// that get printed must not append all of it again.
func added(had, want json.RawMessage) json.RawMessage {
	var old, all, fresh []json.RawMessage
	if json.Unmarshal(had, &old) != nil || json.Unmarshal(want, &all) != nil {
		return want
	}
	for _, entry := range all {
		i := slices.IndexFunc(old, func(o json.RawMessage) bool { return sameJSON(o, entry) })
		if i < 0 {
			fresh = append(fresh, entry)
			continue
		}
		old = slices.Delete(old, i, i+1)
	}
	raw, err := json.Marshal(fresh)
	if err != nil {
		return want
	}
	return raw
}

// sameJSON compares two values without regard to spacing and order of keys.
func sameJSON(a, b json.RawMessage) bool {
	var x, y any
	return json.Unmarshal(a, &x) == nil && json.Unmarshal(b, &y) == nil && reflect.DeepEqual(x, y)
}

func (a *app) entries(name string, usual mobile.Key) ([]entry, error) {
	raw, err := a.readAll(name)
	if err != nil {
		return nil, err
	}
	if raw = bytes.TrimSpace(raw); len(raw) > 0 && raw[0] == '{' {
		raw = append(append([]byte{'['}, raw...), ']')
	}
	var list []map[string]json.RawMessage
	if err := json.Unmarshal(raw, &list); err != nil {
		return nil, &models.Error{Code: "bad_file", Field: "file", Message: "needs a record, or a list of records", ZH: "应为一条记录或记录列表"}
	}
	if len(list) == 0 {
		return nil, &models.Error{Code: "bad_file", Field: "file", Message: "holds no record", ZH: "文件中没有记录"}
	}
	entries := make([]entry, len(list))
	for i, members := range list {
		e, err := readEntry(members)
		if e.Collection == "" {
			e.Collection = usual.Collection
		}
		if e.ID == "" && len(list) == 1 {
			e.ID = usual.ID
		}
		if err != nil || e.Collection == "" {
			return nil, fileError(i, "collection", `every record has "collection" and "set", or is what get prints`,
				`每条记录应含 "collection" 和 "set",或为 get 的输出`)
		}
		entries[i] = e
	}
	return entries, nil
}

// readAll reads a file of JSON, - is standard input.
func (a *app) readAll(name string) ([]byte, error) {
	in := a.in
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, &models.Error{Code: "bad_file", Field: "file", Message: err.Error()}
		}
		defer func() { _ = f.Close() }()
		in = f
	}
	raw, err := io.ReadAll(io.LimitReader(in, maxFile+1))
	if err == nil {
		err = strict.Check(raw, strict.Limits{MaxBytes: maxFile})
	}
	if err != nil {
		return nil, &models.Error{Code: "bad_file", Field: "file", Message: err.Error()}
	}
	return raw, nil
}

// printedOnly are the members that get prints beside a record's values.
var printedOnly = []string{"scope", "waiting", "deleted", "revived", "conflicts"}

// readEntry reads a record with its fields under "set", under "values" as get
// prints it, or beside collection and id.
func readEntry(members map[string]json.RawMessage) (e entry, err error) {
	for name, into := range map[string]*string{"collection": &e.Collection, "id": &e.ID} {
		if raw, ok := members[name]; ok {
			if err := json.Unmarshal(raw, into); err != nil {
				return e, err
			}
			delete(members, name)
		}
	}
	for _, name := range []string{"set", "values"} {
		if raw, ok := members[name]; ok && len(raw) > 0 && raw[0] == '{' {
			return e, json.Unmarshal(raw, &e.Set)
		}
	}
	for _, name := range printedOnly {
		delete(members, name)
	}
	e.Set = models.Values(members)
	return e, nil
}

func fileError(i int, field, message, zh string) error {
	return &models.Error{Code: "bad_file", Field: fmt.Sprintf("[%d].%s", i, field), Message: message, ZH: zh}
}

// replaceNames puts fresh ids in the place of their names, anywhere in a value.
func replaceNames(raw json.RawMessage, ids map[string]string) (json.RawMessage, error) {
	if len(ids) == 0 || !bytes.Contains(raw, []byte(`"$`)) {
		return raw, nil
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return nil, err
	}
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(replaced(v, ids)); err != nil {
		return nil, err
	}
	return bytes.TrimSpace(buf.Bytes()), nil
}

func replaced(v any, ids map[string]string) any {
	switch x := v.(type) {
	case string:
		if id, ok := ids[x]; ok {
			return id
		}
	case []any:
		for i := range x {
			x[i] = replaced(x[i], ids)
		}
	case map[string]any:
		for k := range x {
			x[k] = replaced(x[k], ids)
		}
	}
	return v
}
