package models

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"
)

type indexed struct {
	_      struct{}      `collection:"indexed" home:"org" zh:"索引" en:"Indexed"`
	One    string        `json:"one" merge:"latest" validate:"omitempty" index:"true" zh:"一" en:"One"`
	Many   []string      `json:"many" merge:"set" validate:"omitempty,dive" index:"true" zh:"多" en:"Many"`
	Parts  []indexedPart `json:"parts" merge:"append" validate:"omitempty,dive" zh:"列" en:"Parts"`
	Number string        `json:"number" merge:"latest" validate:"omitempty" priv:"2" mask:"last4" zh:"号" en:"Number"`
	Paper  string        `json:"paper" merge:"latest" validate:"omitempty" priv:"3" mask:"id" zh:"证" en:"Paper"`
	Silent string        `json:"silent" merge:"latest" validate:"omitempty" zh:"无" en:"Silent"`
}

type indexedPart struct {
	Who  string `json:"who" validate:"omitempty" index:"true" zh:"谁" en:"Who"`
	What string `json:"what" validate:"omitempty" zh:"何" en:"What"`
}

// TestIndexed: a list is found by each element, an object by its members.
func TestIndexed(t *testing.T) {
	r, err := NewRegistry(indexed{})
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]string{"one": `"a"`, "many": `["b","c",""]`, "parts": `[{"who":"d","what":"x"},{"what":"y"},{"who":"e"},7]`, "silent": `"z"`, "number": `"13800001234"`, "paper": `"11010519491231002X"`}
	var got, paths []string
	for _, f := range r.Collection("indexed").Fields {
		paths = append(paths, f.IndexPaths()...)
		f.Indexed(json.RawMessage(values[f.Name]), func(path, value string) { got = append(got, path+"="+value) })
		for _, odd := range []string{`null`, ``, `7`, `{"who":1}`, `[[]]`} {
			f.Indexed(json.RawMessage(odd), func(path, value string) { t.Errorf("%s of %s gives %s=%s", f.Name, odd, path, value) })
		}
	}
	if want := []string{"one=a", "many=b", "many=c", "parts.who=d", "parts.who=e", "number.last4=1234", "paper.last4=002X"}; !slices.Equal(got, want) {
		t.Errorf("found by %q, want %q", got, want)
	}
	r.Collection("indexed").Field("number").Indexed(json.RawMessage(`"1234567"`), func(path, value string) {
		t.Errorf("of a short number, which is masked whole, %s=%s", path, value)
	})
	if want := []string{"one", "many", "parts.who", "number.last4", "paper.last4"}; !slices.Equal(paths, want) {
		t.Errorf("paths %q, want %q", paths, want)
	}
	if _, err := buildField(reflect.TypeFor[struct {
		N *int64 `json:"n" merge:"latest" validate:"omitempty" index:"true" zh:"数" en:"N"`
	}]().Field(0), true); err == nil {
		t.Error("a number is no text to be found by")
	}
}
