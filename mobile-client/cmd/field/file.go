package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	mobile "fieldsync/mobile-client"
	"fieldsync/models"
	"fieldsync/models/strict"
)

// entry is one record of a file.
type entry struct {
	Collection string        `json:"collection"`
	ID         string        `json:"id"`
	Set        models.Values `json:"set"`
}

// maxFile bounds a file: a changeset may have 1 MiB.
const maxFile = 4 << 20

// readFile reads the changes of a file: one record or a list of them. An id
// that begins with $ stands for a fresh one, also inside the values of the
// other records, wherever a whole text is that name.
func (a *app) readFile(c *mobile.Client, name string) ([]mobile.Change, error) {
	entries, err := a.entries(name)
	if err != nil {
		return nil, err
	}
	ids := map[string]string{}
	for i, e := range entries {
		if !strings.HasPrefix(e.ID, "$") {
			continue
		}
		if ids[e.ID] != "" {
			return nil, fileError(i, "id", "stands there twice: "+e.ID)
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
				return nil, fileError(i, field, err.Error())
			}
		}
		changes[i] = mobile.Change{Key: mobile.Key{Collection: e.Collection, ID: id}, Set: set}
	}
	return changes, nil
}

func (a *app) entries(name string) ([]entry, error) {
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
	var list []entry
	if raw = bytes.TrimSpace(raw); len(raw) > 0 && raw[0] == '{' {
		raw = append(append([]byte{'['}, raw...), ']')
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&list); err != nil {
		return nil, &models.Error{Code: "bad_file", Field: "file", Message: err.Error()}
	}
	if len(list) == 0 {
		return nil, &models.Error{Code: "bad_file", Field: "file", Message: "holds no record"}
	}
	for i, e := range list {
		if e.Collection == "" || e.Set == nil {
			return nil, fileError(i, "collection", `every record has "collection" and "set"`)
		}
	}
	return list, nil
}

func fileError(i int, field, message string) error {
	return &models.Error{Code: "bad_file", Field: fmt.Sprintf("[%d].%s", i, field), Message: message}
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
