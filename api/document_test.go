package api

import (
	"context"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

func TestDocumentIsValidOpenAPI31(t *testing.T) {
	ops, err := operations(policy)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := openAPI(ops, "test")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := openapi3.NewLoader().LoadFromData(raw)
	if err != nil {
		t.Fatal(err)
	}
	if doc.OpenAPI != "3.1.0" {
		t.Errorf("the document says %q", doc.OpenAPI)
	}
	if err := doc.Validate(context.Background(), openapi3.IsOpenAPI31OrLater()); err != nil {
		t.Fatal(err)
	}
	again, err := openAPI(ops, "test")
	if err != nil || string(again) != string(raw) {
		t.Error("the document differs from one time to the next")
	}
}

// Every route has its line and every line its route.
func TestPolicyCoversRoutes(t *testing.T) {
	ops, err := operations(policy)
	if err != nil {
		t.Fatal(err)
	}
	served, names := map[string]bool{}, map[string]bool{}
	for _, op := range ops {
		served[op.method+" "+op.path] = true
		if names[op.name] || op.name == "" || op.summary == "" || op.output == nil {
			t.Errorf("%s %s: a name of its own, a summary and an output are needed", op.method, op.path)
		}
		names[op.name] = true
	}
	for key, a := range policy {
		if !served[key] {
			t.Errorf("%s is in the policy table and not served", key)
		}
		if _, ok := steps[a]; !ok {
			t.Errorf("%s: access %q has no steps", key, a)
		}
	}
}

func TestRouteWithoutPolicyIsRefused(t *testing.T) {
	table := maps.Clone(policy)
	delete(table, "GET /v1/feed")
	if _, err := operations(table); err == nil || !strings.Contains(err.Error(), "GET /v1/feed") {
		t.Fatalf("a route without a policy entry: %v", err)
	}
}

// Every code that an operation documents has its line in the table, and every
// line has a status that is an error.
func TestCodesHaveStatus(t *testing.T) {
	ops, err := operations(policy)
	if err != nil {
		t.Fatal(err)
	}
	for _, op := range ops {
		for _, code := range op.allCodes() {
			if _, ok := codes[code]; !ok {
				t.Errorf("%s documents the code %q, which has no status", op.name, code)
			}
		}
	}
	for code, info := range codes {
		if info.status < 400 || info.title == "" {
			t.Errorf("%s: status %d, title %q", code, info.status, info.title)
		}
	}
}

// An input says once whether a member is required: without omitempty.
func TestInputsSayRequiredOnce(t *testing.T) {
	ops, err := operations(policy)
	if err != nil {
		t.Fatal(err)
	}
	for _, op := range ops {
		if op.input == nil {
			continue
		}
		typ := reflect.TypeOf(op.input)
		for i := range typ.NumField() {
			f := typ.Field(i)
			_, optional := jsonName(f)
			rules := strings.Split(f.Tag.Get("validate"), ",")
			if optional && slices.Contains(rules, "required") {
				t.Errorf("%s.%s is required and left out when empty", typ.Name(), f.Name)
			}
			if f.Tag.Get("validate") == "" {
				t.Errorf("%s.%s has no bound", typ.Name(), f.Name)
			}
		}
	}
}

func TestPlainAnswerEscapesNothing(t *testing.T) {
	raw, err := encodeJSON(map[string]json.RawMessage{"v": json.RawMessage(`"<&>"`)})
	if err != nil || string(raw) != `{"v":"<&>"}` {
		t.Fatalf("%s, %v", raw, err)
	}
}
