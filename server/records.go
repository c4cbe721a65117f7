package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"fieldsync/models"
	changesync "fieldsync/sync"
)

// record reads the shown values of a record past all grants: whoever can read
// the folder can read everything anyhow. It is nil when there is none.
func (o *office) record(con *console, collection, id string) (models.Values, error) {
	var out models.Values
	key := changesync.Key{Collection: collection, ID: id}
	err := o.data.View(con, func(tx changesync.ReadTx) error {
		found, err := tx.Records(key)
		s, ok := found[key]
		if err != nil || !ok {
			return err
		}
		r, err := changesync.DecodeRecord(s.Body)
		if err != nil {
			return err
		}
		if col := o.engine.Registry().Collection(collection); r.Life(col) != changesync.Deleted {
			out = r.Values(col)
		}
		return nil
	})
	return out, err
}

// find lists the ids of records whose indexed field has the value.
func (o *office) find(con *console, collection, field, value string) (ids []string, err error) {
	err = o.data.View(con, func(tx changesync.ReadTx) error {
		ids, err = tx.Referring(collection, field, value)
		return err
	})
	return ids, err
}

// text reads a text value, "" when it is missing.
func text(v models.Values, field string) string {
	var s string
	if json.Unmarshal(v[field], &s) != nil {
		return ""
	}
	return s
}

// list reads a list of texts.
func list(v models.Values, field string) []string {
	var s []string
	if json.Unmarshal(v[field], &s) != nil {
		return nil
	}
	return s
}

// values makes the values of a record out of name, value, name, value ….
func values(pairs ...any) (models.Values, error) {
	out := models.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		raw, err := json.Marshal(pairs[i+1])
		if err != nil {
			return nil, err
		}
		out[pairs[i].(string)] = raw
	}
	return out, nil
}

// create makes the edit that enters a new record, after it has been validated:
// the office's own writes are not put aside, so they must be right.
func (o *office) create(collection, id string, pairs ...any) (changesync.Edit, error) {
	v, err := values(pairs...)
	if err != nil {
		return changesync.Edit{}, err
	}
	col := o.engine.Registry().Collection(collection)
	var wrong []string
	for _, p := range col.Validate(v) {
		wrong = append(wrong, p.Field+": "+p.Message)
	}
	if len(wrong) > 0 {
		return changesync.Edit{}, &models.Error{Code: "invalid", Field: collection, Message: strings.Join(wrong, "; ")}
	}
	scope, ok := col.HomeScope(id, v)
	if !ok {
		return changesync.Edit{}, &models.Error{Code: "no_home", Field: collection, Message: fmt.Sprintf("a new %s needs the record it belongs to", collection)}
	}
	return changesync.Edit{Key: changesync.Key{Collection: collection, ID: id}, Scope: scope, Set: v}, nil
}
