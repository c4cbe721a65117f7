package changesync_test

import (
	"encoding/json"
	"strings"
	"testing"

	"fieldsync/models"
	"fieldsync/models/form"
	changesync "fieldsync/sync"
)

// What breaks the form a record was filled in with is stored and flagged, never
// refused; an extra answer alone has its record judged again.
func TestFormsAreFlaggedOnArrival(t *testing.T) {
	w := newWorld(t)
	w.people()
	var def models.Values
	w.must(json.Unmarshal([]byte(`{"form":"f","version":1,"title_zh":"表","title_en":"Form","collection":"visit_preparation","state":"published","questions":[
		{"name":"topic","type":"text","field":"topic","zh":"主题","en":"Topic","constraint":"string-length(.) > 3"},
		{"name":"pens","type":"number","zh":"笔","en":"Pens","required":"yes","constraint":". <= 10"},
		{"name":"secret","type":"text","zh":"隐私","en":"Secret","priv":2}]}`), &def))
	w.office("org", changesync.Change{Key: key("form_definition", "f1"), Set: def})
	d := w.device("csm01")
	id := d.write(set("visit_preparation", "", "customer", "c1", "form", "f1", "topic", "短", "submission", "submitted")).IDs[0]
	k := key("visit_preparation", id)
	d.sync()
	if flags := w.shown(k, "flags"); !strings.Contains(flags, "form_constraint") || w.shown(k, "topic") != `"短"` || w.shown(k, "review") != `"has_issues"` {
		t.Errorf("flags %s, topic %s, review %s", flags, w.shown(k, "topic"), w.shown(k, "review"))
	}
	d.write(set("visit_preparation", id, "topic", "续约与资费"))
	d.sync()
	if flags := w.shown(k, "flags"); strings.Contains(flags, "form_constraint") {
		t.Errorf("flags after it was mended: %s", flags)
	}
	answer := form.AnswerID(id, "pens")
	extra := func(value string) changesync.Change {
		return set("form_answer", answer, "customer", "c1", "subject", id, "subject_kind", "visit_preparation", "question", "pens", "form", "f1", "value", value)
	}
	for _, c := range []struct {
		value string
		wrong bool
	}{{`"11"`, true}, {`"9"`, false}} {
		d.write(extra(c.value))
		d.sync()
		if flags := w.shown(k, "flags"); strings.Contains(flags, "form_constraint") != c.wrong {
			t.Errorf("%s pens: flags %s", c.value, flags)
		}
	}
	// A leader sees that there is a secret, and not which.
	d.write(set("form_answer", form.AnswerID(id, "secret"), "customer", "c1", "subject", id, "subject_kind", "visit_preparation", "question", "secret", "form", "f1", "value_personal", `"悄悄"`))
	d.sync()
	w.employ("bo01", "BO")
	if got := w.device("bo01").value("form_answer", form.AnswerID(id, "secret"), "value_personal"); got != `"••••"` {
		t.Errorf("the back office sees %s", got)
	}
	// A definition that cannot be used is kept, and judges nothing.
	def["questions"] = json.RawMessage(`[{"name":"a","type":"text","zh":"一","en":"A","relevant":"${nosuch}"}]`)
	w.office("org", changesync.Change{Key: key("form_definition", "f2"), Set: def})
	d.write(set("visit_preparation", id, "form", "f2", "topic", "又"))
	d.sync()
	if flags := w.shown(k, "flags"); strings.Contains(flags, "form_") || w.shown(k, "topic") != `"又"` {
		t.Errorf("flags %s, topic %s", flags, w.shown(k, "topic"))
	}
}
