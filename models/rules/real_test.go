package rules

import (
	"testing"

	"fieldsync/models"
)

// TestCasesAreRealRecords: a rule that waits for a value which no record can
// have would pass its cases and never speak.
func TestCasesAreRealRecords(t *testing.T) {
	for _, c := range ruleCases(t) {
		mustBeReal(t, c, c.collection, c.in.Record)
		for key := range c.world {
			collection, id := splitKey(key)
			mustBeReal(t, c, collection, c.world.values(t, collection, id))
		}
	}
}

func mustBeReal(t *testing.T, c ruleCase, collection string, v models.Values) {
	t.Helper()
	col := models.Default().Collection(collection)
	if col == nil {
		return // an action
	}
	for _, p := range col.Validate(v) {
		if p.Code == "not_an_option" && c.rule != "R-KP-03" { // that one finds just this
			t.Errorf("%s, %s: %s.%s: %s %s: %s", c.rule, c.name, collection, p.Field, v[p.Field], p.Code, p.Message)
		}
	}
}
