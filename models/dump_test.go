package models

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "write testdata/registry.json anew")

type dumpedField struct {
	Name, Kind, Policy, ZH, EN string
	Class                      Class         `json:",omitempty"`
	Mask                       Mask          `json:",omitempty"`
	Ref                        string        `json:",omitempty"`
	Norm                       string        `json:",omitempty"`
	List, Required, Index      bool          `json:",omitempty"`
	Max                        int           `json:",omitempty"`
	Options                    []string      `json:",omitempty"`
	Workflow                   *Workflow     `json:",omitempty"`
	Elem                       []dumpedField `json:",omitempty"`
}

type dumpedCollection struct {
	Name, ZH, EN string
	Home         Home
	Fields       []dumpedField
}

func dumpFields(fields []*Field) []dumpedField {
	var out []dumpedField
	for _, f := range fields {
		out = append(out, dumpedField{Name: f.Name, Kind: string(f.Kind), Policy: string(f.Policy),
			ZH: f.Label.ZH, EN: f.Label.EN, Class: f.Class, Mask: f.Mask, Ref: f.Ref, Norm: f.Norm,
			List: f.List, Required: f.Required, Index: f.Index, Max: f.Max, Options: f.Options, Workflow: f.Workflow, Elem: dumpFields(f.Elem)})
	}
	return out
}

// TestRegistryGolden makes every change of the schema visible in a review:
// phones in the field hold data of the old one. Run with -update to accept.
func TestRegistryGolden(t *testing.T) {
	var dump []dumpedCollection
	for _, c := range Default().Collections() {
		dump = append(dump, dumpedCollection{c.Name, c.Label.ZH, c.Label.EN, c.Home, dumpFields(c.Fields)})
	}
	var got bytes.Buffer
	e := json.NewEncoder(&got)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(dump); err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("..", "testdata", "registry.json")
	if *update {
		if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Bytes(), want) {
		t.Errorf("the schema has changed: compare testdata/registry.json and run go test ./models -update")
	}
}
