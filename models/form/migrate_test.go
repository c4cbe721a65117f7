package form_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"fieldsync/models"
	"fieldsync/models/form"
)

// TestMigrate: what is kept, changed and lost, with nothing out of sight.
func TestMigrate(t *testing.T) {
	choices := func(names ...string) string {
		out := ""
		for _, n := range names {
			out += fmt.Sprintf(`,{"name":%q,"zh":"x","en":"x"}`, n)
		}
		return `"choices":[` + out[1:] + `]`
	}
	v1 := compile(t, q("same", "text"), q("old", "text"), q("amount", "text"), q("one", "choice", choices("a", "b")), q("dropped", "text"), q("kind", "choice", choices("a", "b")),
		q("place", "place"), q("r", "repeat"), q("x", "text", `"repeat":"r"`), q("y", "text", `"repeat":"r"`), q("wrong", "number"), q("calc", "text"))
	v2 := compile(t, q("same", "text"), q("renamed", "text", `"was":"old"`), q("amount", "number"), q("one", "multiple", choices("a", "b")), q("kind", "choice", choices("b")),
		q("place", "number"), q("r", "repeat"), q("x", "number", `"repeat":"r"`), q("wrong", "number"), q("calc", "text", `"calculation":"'c'"`), q("fresh", "text"))
	m := form.Migrate(v1, v2, answers(t, `{"same":"s","old":"o","amount":"12.50","one":"a","dropped":"d","kind":"a","place":{"lat":1,"lng":2},"r":[{"x":"1","y":"lost"},{"x":"no number"},{}],"wrong":"many","calc":"z"}`))
	got := map[string]string{}
	for _, move := range m.Moves {
		got[move.Question] = move.Fate + " " + string(move.Was) + " " + string(move.Now)
	}
	want := map[string]string{
		"same": `kept "s" "s"`, "old": `changed "o" "o"`, "amount": `kept "12.50" "12.50"`, "one": `kept "a" "a"`, "dropped": `lost "d" `, "kind": `changed "a" "a"`,
		"place": `lost {"lat":1,"lng":2} `, "r": `changed [{"x":"1","y":"lost"},{"x":"no number"},{}] [{"x":"1"},{"x":"no number"},{}]`,
		"r.y": `lost "lost" `, "r.x": `changed "no number" "no number"`, "wrong": `changed "many" "many"`, "calc": `lost "z" `,
	}
	for name, w := range want {
		if got[name] != w {
			t.Errorf("%s: %s, want %s", name, got[name], w)
		}
	}
	if len(got) != len(want) || fmt.Sprint(m.New) != "[fresh]" || len(m.Lost()) != 4 {
		t.Error(got, m.New, m.Lost())
	}
	raw, err := json.Marshal(m.Answers)
	if err != nil {
		t.Fatal(err)
	}
	if string(raw) != `{"amount":"12.50","kind":"a","one":"a","r":[{"x":"1"},{"x":"no number"},{}],"renamed":"o","same":"s","wrong":"many"}` {
		t.Errorf("%s", raw)
	}
}

// TestBinding: answers go to fields and extra answers and come back from there.
func TestBinding(t *testing.T) {
	d, wrong := form.Compile(models.Default(), "d1", definition(t, "event_lead", list(
		q("who", "text", `"field":"lead_name"`), q("log", "repeat", `"field":"entries"`), q("table", "record", `"repeat":"log"`, `"field":"desk"`), q("words", "text", `"repeat":"log"`, `"field":"said"`),
		q("shoe", "number"), q("blood", "text", `"priv":3`), q("snap", "photo"))))
	if d == nil {
		t.Fatal(wrong)
	}
	given := answers(t, `{"who":"王","log":[{"table":"d1","words":"好"}],"shoe":42.5,"blood":"A","snap":"f1"}`)
	res := d.Evaluate(given, form.Context{})
	if !res.Complete {
		t.Fatal(res.Problems)
	}
	bound := d.Bound(res.Values)
	if fmt.Sprintf("%s %s %d", bound["lead_name"], bound["entries"], len(bound)) != `"王" [{"desk":"d1","said":"好"}] 2` {
		t.Errorf("%s", bound)
	}
	extras := d.Extras("event_lead", "l1", answers(t, `{"event":"e1","customer_consent":true,"mobile":"13800000001"}`), res.Values)
	if len(extras) != 3 {
		t.Fatal(extras)
	}
	blood := extras[form.AnswerID("l1", "blood")]
	if string(blood["value_sensitive"]) != `"\"A\""` || blood["value"] != nil || string(blood["event"]) != `"e1"` || string(blood["customer_consent"]) != "true" || blood["mobile"] != nil {
		t.Errorf("%s", blood)
	}
	if shoe := extras[form.AnswerID("l1", "shoe")]; string(shoe["value"]) != `"42.5"` {
		t.Errorf("%s", shoe)
	}
	if snap := extras[form.AnswerID("l1", "snap")]; string(snap["files"]) != `["f1"]` {
		t.Errorf("%s", snap)
	}
	for id, v := range extras {
		for name, raw := range v {
			f := models.Default().Collection("form_answer").Field(name)
			if f == nil {
				t.Fatal(name)
			}
			if p := f.Check(raw); p != nil && !f.PerElement() {
				t.Errorf("%s %s: %v", id, name, p)
			}
		}
	}
	back := d.Answers(bound, func(id string) models.Values { return extras[id] }, "l1")
	if got := d.Evaluate(back, form.Context{}); fmt.Sprintf("%s", got.Values) != fmt.Sprintf("%s", res.Values) {
		t.Errorf("%s, want %s", got.Values, res.Values)
	}
}
