package models

import (
	"errors"
	"strings"
	"testing"
)

// TestUnknownCollection: a slip is named, anything else gets the list.
func TestUnknownCollection(t *testing.T) {
	for name, want := range map[string]string{
		"customers": "did you mean customer?", "keyperson": "did you mean key_person?", "Key-Person": "did you mean key_person?",
		"visit_recrod": "did you mean visit_record?", "no_such": "there are customer, ", "": "there are customer, ",
		strings.Repeat("长", 1000): "there are customer, ",
	} {
		col, err := Default().Find(name)
		coded, ok := errors.AsType[*Error](err)
		if col != nil || !ok || coded.Code != "unknown_collection" || coded.Field != name || !strings.HasPrefix(coded.Hint, want) || coded.HintZH == "" {
			t.Errorf("%q: %v, want %s", name, err, want)
		}
	}
	if col, err := Default().Find("key_person"); err != nil || col.Name != "key_person" {
		t.Error(err)
	}
}
