package api

import (
	"encoding/json"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"fieldsync/models/strict"
	"fieldsync/sync"
)

// bodyLimits are for bodies read here; a push has the engine's own.
var bodyLimits = strict.Limits{MaxDepth: 8, MaxKeys: 64, MaxValues: 10_000}

// bind fills the input from path, query and body, each by its own fields, and
// checks it. What is not asked for is refused: a misspelt name must not pass
// for one left out.
func (c *call) bind(in any) error {
	v := reflect.ValueOf(in).Elem()
	plan := planOf(v.Type())
	for name, i := range plan.path {
		v.Field(i).SetString(c.param(name))
	}
	if err := plan.bindQuery(v, c.r.URL.RawQuery); err != nil {
		return err
	}
	if err := plan.bindBody(in, c.body); err != nil {
		return err
	}
	return check(in)
}

// plan says which field takes what, by name.
type plan struct {
	path, query map[string]int
	body        map[string]bool // true: required
}

func planOf(t reflect.Type) plan {
	p := plan{path: map[string]int{}, query: map[string]int{}, body: map[string]bool{}}
	for i := range t.NumField() {
		f := t.Field(i)
		if name, ok := f.Tag.Lookup("path"); ok {
			p.path[name] = i
		} else if name, ok := f.Tag.Lookup("query"); ok {
			p.query[name] = i
		} else if name, optional := jsonName(f); name != "" {
			p.body[name] = !optional
		}
	}
	return p
}

// jsonName is the member a field stands for, "" for none.
func jsonName(f reflect.StructField) (name string, optional bool) {
	tag := f.Tag.Get("json")
	if tag == "-" || !f.IsExported() {
		return "", false
	}
	name, rest, _ := strings.Cut(tag, ",")
	return name, strings.Contains(rest, "omitempty")
}

func (p plan) bindQuery(v reflect.Value, raw string) error {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return fail(codeBadParameter, "", "the query cannot be read: escape it as a URL asks")
	}
	for name, list := range values {
		i, known := p.query[name]
		if !known {
			return fail(codeBadParameter, name, "there is no such parameter")
		}
		if err := setParameter(v.Field(i), name, list); err != nil {
			return err
		}
	}
	return nil
}

func setParameter(f reflect.Value, name string, list []string) error {
	for _, s := range list {
		if !utf8.ValidString(s) {
			return fail(codeBadParameter, name, "not UTF-8")
		}
	}
	if f.Kind() == reflect.Slice {
		for _, s := range list {
			f.Set(reflect.Append(f, reflect.ValueOf(s).Convert(f.Type().Elem())))
		}
		return nil
	}
	if len(list) != 1 {
		return fail(codeBadParameter, name, "give it once")
	}
	if f.Kind() == reflect.String {
		f.SetString(list[0])
		return nil
	}
	n, err := strconv.ParseUint(list[0], 10, 31)
	if err != nil {
		return fail(codeBadParameter, name, "give a whole number")
	}
	f.SetInt(int64(n))
	return nil
}

func (p plan) bindBody(in any, raw []byte) error {
	if len(p.body) == 0 {
		return nil
	}
	if err := strict.Check(raw, bodyLimits); err != nil {
		return err
	}
	if strict.KindOf(raw) != strict.KindObject {
		return fail(changesync.CodeMalformed, "", "send one JSON object")
	}
	seen := map[string]bool{}
	err := strict.Object(raw, func(key, value []byte) error {
		name := string(key)
		if _, known := p.body[name]; !known {
			return fail(changesync.CodeMalformed, shorten(name), "there is no such member")
		}
		if strict.IsNull(value) {
			return fail(changesync.CodeMalformed, name, "null says nothing here: leave the member out")
		}
		seen[name] = true
		return nil
	})
	if err != nil {
		return err
	}
	for name, required := range p.body {
		if required && !seen[name] {
			return fail(codeInvalid, name, "required")
		}
	}
	if err := json.Unmarshal(raw, in); err != nil {
		return fail(changesync.CodeMalformed, typeErrorField(err), "the value has another type than the member")
	}
	return nil
}

func typeErrorField(err error) string {
	if e, ok := err.(*json.UnmarshalTypeError); ok {
		return e.Field
	}
	return ""
}
