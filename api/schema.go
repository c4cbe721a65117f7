package api

import (
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
)

// object is a JSON object of the document.
type object = map[string]any

// schemas makes JSON Schemas (2020-12) of Go types: the json tags name the
// members, the validate tags that are checked anyway give the bounds, the doc
// tags the words. Structs become components.
type schemas struct {
	components object
	// closed types refuse members that they do not know: those of requests.
	closed bool
}

// shaped types say their schema themselves.
type shaped interface{ schema(*schemas) object }

func (g *schemas) of(v any) object { return g.typ(reflect.TypeOf(v)) }

var rawType = reflect.TypeFor[json.RawMessage]()

func (g *schemas) typ(t reflect.Type) object {
	if s, ok := reflect.Zero(t).Interface().(shaped); ok {
		return s.schema(g)
	}
	switch {
	case t == rawType:
		return anyValue()
	case t.Kind() == reflect.Pointer:
		return g.typ(t.Elem())
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8:
		return object{"type": "string", "contentEncoding": "base64"}
	}
	switch t.Kind() {
	case reflect.String:
		return object{"type": "string"}
	case reflect.Bool:
		return object{"type": "boolean"}
	case reflect.Int, reflect.Int64:
		return object{"type": "integer", "format": "int64"}
	case reflect.Uint64:
		return object{"type": "integer", "format": "int64", "minimum": 0}
	case reflect.Slice:
		return object{"type": "array", "items": g.typ(t.Elem())}
	case reflect.Map:
		return object{"type": "object", "additionalProperties": g.typ(t.Elem())}
	case reflect.Interface:
		return anyValue()
	case reflect.Struct:
		return g.ref(t)
	}
	panic("api: no schema for " + t.String())
}

// anyValue is spelt out: some readers of the document take an empty schema
// for one that refuses null.
func anyValue() object {
	return object{"type": []string{"null", "boolean", "number", "string", "array", "object"}}
}

// ref makes the struct a component and refers to it.
func (g *schemas) ref(t reflect.Type) object {
	name := strings.TrimPrefix(t.Name(), "wire")
	name = strings.ToUpper(name[:1]) + name[1:]
	if _, made := g.components[name]; !made {
		g.components[name] = object{} // a type may hold itself
		g.components[name] = g.structure(t)
	}
	return object{"$ref": "#/components/schemas/" + name}
}

func (g *schemas) structure(t reflect.Type) object {
	props, required := object{}, map[string]bool{}
	g.members(t, props, required)
	out := object{"type": "object", "properties": props}
	if list := sortedNames(required); len(list) > 0 {
		out["required"] = list
	}
	if g.closed {
		out["additionalProperties"] = false
	}
	return out
}

// members adds the fields of a struct. Those of an embedded one come first,
// so that an outer field of the same name stands in its place.
func (g *schemas) members(t reflect.Type, props object, required map[string]bool) {
	for i := range t.NumField() {
		if f := t.Field(i); f.Anonymous {
			g.members(f.Type, props, required)
		}
	}
	for i := range t.NumField() {
		f := t.Field(i)
		name, optional := jsonName(f)
		if f.Anonymous || name == "" {
			continue
		}
		if _, bound := f.Tag.Lookup("path"); bound {
			continue
		}
		props[name] = g.field(f)
		required[name] = !optional
	}
}

func (g *schemas) field(f reflect.StructField) object {
	s := g.typ(f.Type)
	bound(s, f.Tag.Get("validate"))
	if doc := f.Tag.Get("doc"); doc != "" {
		s["description"] = doc
	}
	return s
}

// bound adds what the validate tag says, as far as a schema can.
func bound(s object, tag string) {
	rules, inner, dives := strings.Cut(tag, ",dive,")
	if items, ok := s["items"].(object); ok && dives {
		bound(items, inner)
	}
	for _, r := range strings.Split(rules, ",") {
		name, param, _ := strings.Cut(r, "=")
		switch name {
		case "required":
			if s["type"] == "string" {
				s["minLength"] = 1
			}
		case "b64url":
			s["pattern"] = "^[A-Za-z0-9_-]*$"
		case "plain":
			s["pattern"] = `^[^\x00-\x1f\x7f]*$`
		case "oneof":
			s["enum"] = strings.Fields(param)
		case "len":
			limit(s, "min", param)
			limit(s, "max", param)
		case "min", "max":
			limit(s, name, param)
		}
	}
}

// limit names the bound as the type asks.
func limit(s object, which, param string) {
	n, err := strconv.Atoi(param)
	if err != nil {
		panic("api: a bound that is no number: " + param)
	}
	suffix := map[string]string{"string": "Length", "array": "Items", "integer": "imum"}[s["type"].(string)]
	s[which+suffix] = n
}
