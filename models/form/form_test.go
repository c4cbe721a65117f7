package form_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"fieldsync/models"
	"fieldsync/models/form"
)

var now = time.Date(2016, 5, 10, 9, 30, 0, 0, models.China)

// definition is the record of a form with these questions, as JSON.
func definition(t testing.TB, collection, questions string) models.Values {
	t.Helper()
	v := models.Values{}
	text := `{"form":"f","version":1,"title_zh":"表","title_en":"Form","collection":"` + collection + `","state":"published","questions":` + questions + `}`
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err, text)
	}
	return v
}

// q is a question; more are further members.
func q(name, kind string, more ...string) string {
	return fmt.Sprintf(`{"name":%q,"type":%q,"zh":"题%s","en":"Q %s"%s}`, name, kind, name, name, strings.Join(append([]string{""}, more...), ","))
}

func list(questions ...string) string { return "[" + strings.Join(questions, ",") + "]" }

func compile(t testing.TB, questions ...string) *form.Definition {
	t.Helper()
	d, wrong := form.Compile(models.Default(), "d1", definition(t, "visit_record", list(questions...)))
	if d == nil {
		t.Fatal(wrong)
	}
	return d
}

func answers(t testing.TB, text string) models.Values {
	t.Helper()
	v := models.Values{}
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// all are answers to the questions of the table of expressions.
const all = `{"n":"12.5","m":"0.10","big":9000000000000000000,"t":"拜访","e":"","b":true,"no":false,"d":"2016-05-01","d2":"2016-05-10",
	"at":"2016-05-10T09:00:00+08:00","v":["V1","V5"],"c":"V1","items":[{"name":"a","price":"0.10","k":2},{"name":"b","price":"0.20","k":3},{"name":"c"}]}`

func everything() []string {
	v := `"choices":[{"name":"V1","zh":"一","en":"one"},{"name":"V5","zh":"五","en":"five"}]`
	return []string{q("n", "number"), q("m", "money"), q("big", "number"), q("t", "text"), q("e", "text"), q("en", "number"), q("ed", "date"),
		q("b", "bool"), q("no", "bool"), q("eb", "bool"), q("d", "date"), q("d2", "date"), q("at", "datetime"), q("v", "multiple", v), q("ev", "multiple", v), q("c", "choice", v),
		q("items", "repeat"), q("name", "text", `"repeat":"items"`), q("price", "money", `"repeat":"items"`), q("k", "number", `"repeat":"items"`)}
}

// TestExpressions: what every operator and function gives, of empty values too.
func TestExpressions(t *testing.T) {
	for _, c := range []struct{ kind, expr, want string }{
		{"number", "1 + 2 * 3", "7"}, {"number", "(1 + 2) * 3", "9"}, {"number", "-${n} + 1", "-11.5"}, {"number", "7 mod 4", "3"}, {"number", "-7 mod 4", "-3"},
		{"number", "1 div 3", "0.333333"}, {"number", "2 div 3", "0.666667"}, {"number", "1 div 0", ""}, {"number", "0.1 + 0.2", "0.3"}, {"number", "10 - 4 - 3", "3"},
		{"number", "${big} * 10", ""}, {"number", "${big} + ${big}", ""}, {"number", "${big} div 3", "3000000000000000000"}, {"number", "${en} + 1", ""},
		{"money", "${m} * 3", `"0.30"`}, {"money", "10 div 3", `"3.33"`}, {"money", "0.125 * 1", `"0.13"`}, {"money", "0 - 0.125", `"-0.13"`}, {"money", "sum(${price})", `"0.30"`},
		{"number", "sum(${ev2})", "err"}, {"number", "count(${items})", "3"}, {"number", "count(${price})", "2"}, {"number", "count-selected(${v})", "2"}, {"number", "count-selected(${ev})", "0"},
		{"number", "min(${price})", "0.1"}, {"number", "max(${price}, 5)", "5"}, {"number", "min(${en}, 4)", "4"}, {"number", "max(${en})", ""}, {"number", "sum(${en})", "0"},
		{"number", "round(2.345, 2)", "2.35"}, {"number", "int(-2.9)", "-2"}, {"number", "abs(-3)", "3"}, {"number", "number('4.50')", "4.5"}, {"number", "number('x')", ""},
		{"number", "string-length(${t})", "2"}, {"number", "${d2} - ${d}", "9"}, {"number", "days-between(${d}, today())", "9"}, {"number", "minutes-between(${at}, now())", "30"},
		{"bool", "${n} > 12 and ${b}", "true"}, {"bool", "${en} > 1", ""}, {"bool", "${en} > 1 or ${b}", "true"}, {"bool", "${en} > 1 and ${no}", "false"},
		{"bool", "${b} or ${en} > 1", "true"}, {"bool", "${no} and ${en} > 1", "false"}, {"bool", "${en} > 1 and ${b}", ""}, {"bool", "${b} and ${eb}", ""}, {"bool", "not(${eb})", ""}, {"bool", "not(${no})", "true"},
		{"bool", "${no} or ${eb}", ""}, {"bool", "${eb} or ${no}", ""},
		{"bool", "${e} = ''", "true"}, {"bool", "${t} != ''", "true"}, {"bool", "'' = ${ev}", "true"}, {"bool", "${e} = 'x'", ""}, {"bool", "${t} = '拜访'", "true"},
		{"bool", "selected(${v}, 'V5')", "true"}, {"bool", "selected(${v}, 'V2')", "false"}, {"bool", "selected(${ev}, 'V5')", "false"}, {"bool", "${c} = 'V1'", "true"},
		{"bool", "${d} < ${d2}", "true"}, {"bool", "${d} < '2016-05-02'", "true"}, {"bool", "'2016-05-02' > ${d}", "true"}, {"bool", "${d} <= today()", "true"}, {"bool", "${at} <= now()", "true"}, {"bool", "date(${at}) = today()", "true"},
		{"bool", "regex(${t}, '[拜x]访?')", "true"}, {"bool", "regex('0571-87654321', '0\\d{2,3}-\\d{7,8}')", "true"}, {"bool", "regex('0571-8765432a', '0\\d{2,3}-\\d{7,8}')", "false"},
		{"bool", "contains(${t}, '访')", "true"}, {"bool", "starts-with('abc', 'b')", "false"}, {"bool", "is-mobile('138 0000 0001')", "true"}, {"bool", "is-phone('12')", "false"},
		{"date", "add-days(${d}, 30)", `"2016-05-31"`}, {"date", "today()", `"2016-05-10"`}, {"datetime", "now()", `"2016-05-10T09:30:00+08:00"`},
		{"text", "if(${b}, 'yes', 'no')", `"yes"`}, {"text", "if(${eb}, 'yes', 'no')", ""}, {"text", "coalesce(${e}, ${t})", `"拜访"`}, {"text", "concat(${t}, ' ', ${n}, ${e}, ${d})", `"拜访 12.52016-05-01"`},
		{"text", "string(${n})", `"12.5"`}, {"text", "me()", `"s1"`}, {"number", "if(${no}, 1, ${n})", "12.5"}, {"text", "if(${no}, 'x', '')", ""},
	} {
		d, wrong := form.Compile(models.Default(), "d1", definition(t, "visit_record", list(append(everything(), q("x", c.kind, `"calculation":`+quoted(c.expr)))...)))
		if d == nil {
			if c.want != "err" {
				t.Errorf("%s: %v", c.expr, wrong)
			}
			continue
		}
		res := d.Evaluate(answers(t, all), form.Context{Now: now, Me: "s1"})
		if got := string(res.Values["x"]); got != c.want {
			t.Errorf("%s = %s, want %s", c.expr, got, c.want)
		}
	}
}

func quoted(s string) string {
	raw, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(raw)
}

// TestDefinitionErrors: what is wrong with a definition is told with question,
// part and character.
func TestDefinitionErrors(t *testing.T) {
	choices := `"choices":[{"name":"V1","zh":"一","en":"one"}]`
	for _, c := range []struct{ code, field, says, questions string }{
		{"form_unknown_name", "a.relevant", "there is no such question: nosuch @5", list(q("a", "text", `"relevant":"not(${nosuch})"`))},
		{"form_unknown_function", "a.relevant", "there is no such function: nosuch @1", list(q("a", "text", `"relevant":"nosuch(1)"`))},
		{"form_wrong_type", "a.relevant", "+ @5", list(q("a", "text", `"relevant":"1 + 'x' > 2"`))},
		{"form_wrong_type", "a.relevant", "relevant @1", list(q("b", "number"), q("a", "text", `"relevant":"${b}"`))},
		{"form_wrong_type", "a.constraint", "= @1", list(q("a", "multiple", choices, `"constraint":". = 'V1'"`))},
		{"form_wrong_type", "a.constraint", "> @3", list(q("a", "text", `"constraint":". > 'b'"`))},
		{"form_wrong_type", "a.relevant", "n @1", list(q("n", "note"), q("a", "text", `"relevant":"${n} = ''"`))},
		{"form_syntax", "a.relevant", "… @8", list(q("a", "text", `"relevant":"1 < 2 +"`))},
		{"form_syntax", "a.relevant", "1 @5", list(q("a", "text", `"relevant":"1=1 1"`))},
		{"form_syntax", "a.relevant", "b (${b}?) @1", list(q("b", "bool"), q("a", "text", `"relevant":"b"`))},
		{"form_syntax", "a.relevant", ") @5", list(q("a", "text", `"relevant":"(1=1"`))},
		{"form_syntax", "a.relevant", "contains(tt) @1", list(q("a", "text", `"relevant":"contains('x')"`))},
		{"form_syntax", "a.relevant", "this is not understood: 中 @3", list(q("a", "text", `"relevant":"1=中"`))},
		{"form_syntax", "a.relevant", "1.2.3 @1", list(q("a", "text", `"relevant":"1.2.3=1"`))},
		{"form_bad_pattern", "a.constraint", "(a @11", list(q("a", "text", `"constraint":"regex(. , '(a')"`))},
		{"form_bad_pattern", "a.constraint", "((a{9}", list(q("a", "text", `"constraint":"regex(., '((a{9}){9}){9}')"`))},
		{"form_too_large", "a.relevant", "too deep", list(q("a", "text", `"relevant":"`+strings.Repeat("(", 40)+"1=1"+strings.Repeat(")", 40)+`"`))},
		{"form_too_large", "a.relevant", "too long", list(q("a", "text", `"relevant":"1`+strings.Repeat("+1", 401)+`=1"`))},
		{"not_in_range", "questions[0].relevant", "", list(q("a", "text", `"relevant":"1`+strings.Repeat("+1", 1001)+`=1"`))},
		{"form_cycle", "a", "a → b → a", list(q("a", "number", `"calculation":"${b} + 1"`), q("b", "number", `"calculation":"${a} + 1"`))},
		{"form_cycle", "a", "a → a", list(q("a", "text", `"relevant":". = 'x'"`))},
		{"form_cycle", "r", "r → x → r", list(q("r", "repeat", `"relevant":"count(${x}) > 0"`), q("x", "text", `"repeat":"r"`))},
		{"form_twice", "questions[1]", ": a", list(q("a", "text"), q("a", "text"))},
		{"form_bad_name", "questions[0]", "a b", list(q("a b", "text"))},
		{"form_unknown_field", "a.field", "visit_record.nosuch", list(q("a", "text", `"field":"nosuch"`))},
		{"form_unknown_field", "a.field", "review", list(q("a", "choice", choices, `"field":"review"`))},
		{"form_wrong_type", "a.type", "collected_amount: money", list(q("a", "number", `"field":"collected_amount"`))},
		{"form_wrong_type", "a.choices", "purposes: X", list(q("a", "multiple", `"field":"purposes","choices":[{"name":"X","zh":"x","en":"x"}]`))},
		{"form_wrong_type", "a.priv", "", list(q("a", "text", `"field":"opinions","priv":2`))},
		{"form_no_choices", "a.choices", "", list(q("a", "choice"))},
		{"form_bad_repeat", "a.repeat", ": r", list(q("a", "text", `"repeat":"r"`), q("r", "repeat"))},
		{"form_unknown_collection", "a.record", "", list(q("a", "record", `"record":"nosuch"`))},
		{"not_an_option", "questions[0].type", "", list(q("a", "colour"))},
		{"required", "questions[0].zh", "", `[{"name":"a","type":"text","en":"A"}]`},
		{"form_wrong_type", "a.calculation", "photo", list(q("a", "photo", `"calculation":"'x'"`))},
	} {
		d, wrong := form.Compile(models.Default(), "d1", definition(t, "visit_record", c.questions))
		if d != nil || len(wrong) == 0 || wrong[0].Code != c.code || wrong[0].Field != c.field || !strings.Contains(wrong[0].Message, c.says) {
			t.Errorf("%s %s: %+v", c.code, c.field, wrong)
			continue
		}
		if wrong[0].ZH == "" {
			t.Errorf("%s: nothing in Chinese: %+v", c.code, wrong[0])
		}
	}
	if _, wrong := form.Compile(models.Default(), "d1", definition(t, "nosuch", list(q("a", "text")))); len(wrong) != 1 || wrong[0].Code != "form_unknown_collection" {
		t.Error(wrong)
	}
}
