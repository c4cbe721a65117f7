package api

import (
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// openAPI makes the document of the operations (OpenAPI 3.1).
func openAPI(ops []operation, version string) ([]byte, error) {
	g := &schemas{components: object{}}
	paths := object{}
	for i := range ops {
		op := &ops[i]
		item, ok := paths[op.path].(object)
		if !ok {
			item = object{}
			paths[op.path] = item
		}
		item[strings.ToLower(op.method)] = g.operation(op)
	}
	return encodeJSON(object{
		"openapi": "3.1.0",
		"info": object{
			"title": "Fieldsync", "version": version,
			"description": "Devices push changesets and pull what changed. Every error is a problem (RFC 9457) with a stable code.",
		},
		"paths": paths,
		"components": object{
			"schemas": g.components,
			"securitySchemes": object{
				"device":   object{"type": "http", "scheme": "bearer", "description": "Token of an enrolled device"},
				"person":   object{"type": "http", "scheme": "bearer", "description": "Token of a session, from POST /v1/sessions"},
				"operator": object{"type": "http", "scheme": "bearer", "description": "Token of who runs the server"},
			},
		},
	})
}

func (g *schemas) operation(op *operation) object {
	out := object{"operationId": op.name, "summary": op.summary, "responses": g.responses(op)}
	switch op.access {
	case device, delivery, stream:
		out["security"] = []any{object{"device": []string{}}}
	case session, admin:
		out["security"] = []any{object{"person": []string{}}}
	case operator:
		out["security"] = []any{object{"operator": []string{}}, object{}}
	default:
		out["security"] = []any{}
	}
	if params := g.parameters(op); len(params) > 0 {
		out["parameters"] = params
	}
	if body := op.bodyType(); body != nil {
		out["requestBody"] = object{"required": true, "content": object{jsonType: object{"schema": g.request(body)}}}
	}
	return out
}

// bodyType is the type of the body, nil for none.
func (op *operation) bodyType() reflect.Type {
	switch {
	case op.limit == 0:
		return nil
	case op.body != nil:
		return reflect.TypeOf(op.body)
	}
	return reflect.TypeOf(op.input)
}

// request makes the schema of a body, closed: what is not known is refused.
func (g *schemas) request(t reflect.Type) object {
	g.closed = true
	defer func() { g.closed = false }()
	return g.typ(t)
}

var pathParam = regexp.MustCompile(`\{(\w+)\}`)

func (g *schemas) parameters(op *operation) []any {
	var out []any
	if op.input == nil {
		return nil
	}
	t := reflect.TypeOf(op.input)
	for i := range t.NumField() {
		f := t.Field(i)
		for _, in := range []string{"path", "query"} {
			name, ok := f.Tag.Lookup(in)
			if !ok {
				continue
			}
			p := object{"name": name, "in": in, "required": in == "path", "schema": g.field(f)}
			if doc := f.Tag.Get("doc"); doc != "" {
				p["description"] = doc
			}
			out = append(out, p)
		}
	}
	return out
}

func (g *schemas) responses(op *operation) object {
	content := op.content
	if content == "" {
		content = jsonType
	}
	kinds := object{content: object{"schema": g.of(op.output)}}
	for _, file := range op.files {
		kinds[file] = object{"schema": object{"type": "string"}}
	}
	ok := object{"description": "Done", "content": kinds}
	out := object{strconv.Itoa(op.success()): ok}
	byStatus := map[int][]string{}
	for _, code := range op.allCodes() {
		byStatus[codes[code].status] = append(byStatus[codes[code].status], code)
	}
	for status, list := range byStatus {
		out[strconv.Itoa(status)] = g.problem(status, list)
	}
	return out
}

// problem is the schema of the problems with one status.
func (g *schemas) problem(status int, list []string) object {
	only := object{"properties": object{"code": object{"enum": list}, "status": object{"const": status}}}
	return object{
		"description": fmt.Sprintf("%s: %s", http.StatusText(status), strings.Join(list, ", ")),
		"content":     object{"application/problem+json": object{"schema": object{"allOf": []any{g.of(problem{}), only}}}},
	}
}

func (op *operation) success() int {
	if op.status == 0 {
		return http.StatusOK
	}
	return op.status
}

// allCodes are the problems that a call of the operation may answer.
func (op *operation) allCodes() []string {
	all := map[string]bool{codeInternal: true}
	lists := [][]string{op.codes, accessCodes[op.access]}
	if op.limit > 0 {
		lists = append(lists, []string{"malformed", "too_large", codeIncomplete, codeMediaType, codeEncoding})
	}
	if len(pathParam.FindAllString(op.path, -1)) > 0 {
		lists = append(lists, []string{"not_found"})
	}
	for _, list := range lists {
		for _, code := range list {
			all[code] = true
		}
	}
	return sortedNames(all)
}

// sortedNames are the keys whose value is true.
func sortedNames(m map[string]bool) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(m)), func(k string) bool { return !m[k] })
}
