package form_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"fieldsync/models"
	"fieldsync/models/form"
)

func visit(t testing.TB) *form.Definition {
	services := `"choices":[{"name":"上门收费","zh":"收费","en":"fee"},{"name":"业务演示","zh":"演示","en":"demo"}]`
	return compile(t,
		q("fee", "bool"), q("note", "note"),
		q("amount", "money", `"relevant":"${fee}"`, `"required":"yes"`, `"constraint":". > 0 and . <= 1000"`, `"message_en":"at most 1000"`, `"message_zh":"最多 1000"`),
		q("services", "multiple", services),
		q("why", "text", `"required":"selected(${services}, '业务演示')"`),
		q("items", "repeat"), q("item", "text", `"repeat":"items"`, `"required":"yes"`), q("price", "money", `"repeat":"items"`, `"constraint":". < 10"`),
		q("double", "money", `"repeat":"items"`, `"calculation":"${price} * 2"`),
		q("gone", "text", `"repeat":"items"`, `"relevant":"${price} > 5"`),
		q("total", "money", `"calculation":"sum(${double})"`, `"constraint":". <= ${amount}"`))
}

func problems(res *form.Result) (out []string) {
	for _, p := range res.Problems {
		out = append(out, p.Code+" "+p.Field)
	}
	return out
}

// TestEvaluate: relevance, requirements, constraints and calculations, with
// rows of a repeat group each by itself.
func TestEvaluate(t *testing.T) {
	d := visit(t)
	for _, c := range []struct{ answers, values, problems, unasked string }{
		{`{}`, `{}`, `[]`, `[]`},
		{`{"fee":true}`, `{"fee":true}`, `[required amount]`, `[]`},
		{`{"fee":true,"amount":"1000.00"}`, `{"amount":"1000.00","fee":true}`, `[]`, `[]`},
		{`{"fee":true,"amount":1000.01}`, `{"amount":"1000.01","fee":true}`, `[form_constraint amount]`, `[]`},
		{`{"fee":true,"amount":"lots"}`, `{"amount":"lots","fee":true}`, `[bad_money amount]`, `[]`},
		{`{"amount":"5"}`, `{}`, `[]`, `[amount]`},
		{`{"services":["业务演示"]}`, `{"services":["业务演示"]}`, `[required why]`, `[]`},
		{`{"services":"上门收费"}`, `{"services":["上门收费"]}`, `[]`, `[]`},
		{`{"services":["x"]}`, `{"services":["x"]}`, `[not_an_option services]`, `[]`},
		{`{"nosuch":1,"item":"x"}`, `{}`, `[form_unknown_name item form_unknown_name nosuch]`, `[]`},
		{`{"fee":true,"amount":"20","items":[{"item":"a","price":"4.05","gone":"x"},{"price":"6","gone":"y"},{"item":"b","price":"10"}]}`,
			`{"amount":"20.00","fee":true,"items":[{"double":"8.10","item":"a","price":"4.05"},{"double":"12.00","gone":"y","price":"6.00"},{"double":"20.00","item":"b","price":"10.00"}],"total":"40.10"}`,
			`[required items[1].item form_constraint items[2].price form_constraint total]`, `[gone]`},
		{`{"items":[{"item":"a","other":1}]}`, `{"items":[{"item":"a"}],"total":"0.00"}`, `[form_unknown_name items[0].other]`, `[]`},
		{`{"items":[1]}`, `{"total":"0.00"}`, `[wrong_type items]`, `[]`},
	} {
		res := d.Evaluate(answers(t, c.answers), form.Context{Now: now})
		raw, err := json.Marshal(res.Values)
		if err != nil {
			t.Fatal(err)
		}
		want := strings.Replace(c.values, "{}", `{"total":"0.00"}`, 1)
		if !strings.Contains(want, "total") {
			want = strings.TrimSuffix(want, "}") + `,"total":"0.00"}`
		}
		if string(raw) != sorted(t, want) || fmt.Sprint(problems(res)) != c.problems || fmt.Sprint(res.Unasked) != c.unasked {
			t.Errorf("%s:\n%s\n%v %v, want\n%s\n%s %s", c.answers, raw, problems(res), res.Unasked, sorted(t, want), c.problems, c.unasked)
		}
		if res.Complete != (c.problems == "[]") {
			t.Errorf("%s: complete is %v", c.answers, res.Complete)
		}
	}
	res := d.Evaluate(answers(t, `{"fee":true,"amount":"1001"}`), form.Context{})
	if p := res.Problems[0]; p.Message != "at most 1000" || p.ZH != "最多 1000" {
		t.Error(p)
	}
	res = d.Evaluate(answers(t, `{"fee":true}`), form.Context{Declined: map[string]bool{"amount": true}})
	if !res.Complete || res.Asked != 1 || res.Answered != 1 {
		t.Errorf("declined: %+v", res)
	}
}

func sorted(t *testing.T, text string) string {
	raw, err := json.Marshal(answers(t, text))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// TestEvaluationIsBounded: a form that asks too much of its rows says so.
func TestEvaluationIsBounded(t *testing.T) {
	long := `"relevant":"sum(${a})` + strings.Repeat(" + sum(${a})", 80) + ` >= 0"`
	qs := []string{q("r", "repeat"), q("a", "number", `"repeat":"r"`)}
	for i := range 20 {
		qs = append(qs, q(fmt.Sprint("b", i), "text", long))
	}
	d := compile(t, qs...)
	rows := func(n int) string {
		return `{"r":[` + strings.TrimSuffix(strings.Repeat(`{"a":1},`, n), ",") + `]}`
	}
	if res := d.Evaluate(answers(t, rows(20)), form.Context{}); !res.Complete {
		t.Error(res.Problems)
	}
	if res := d.Evaluate(answers(t, rows(200)), form.Context{}); fmt.Sprint(problems(res)) != "[form_too_costly ]" {
		t.Error(res.Problems)
	}
	if res := d.Evaluate(answers(t, rows(201)), form.Context{}); fmt.Sprint(problems(res)) != "[too_long r]" {
		t.Error(res.Problems)
	}
}

// FuzzExpression: whatever is written, it is understood or refused with its
// place, and what it comes to is an answer of its question.
func FuzzExpression(f *testing.F) {
	for _, s := range []string{"${n} + 1 > 2 and not(${b})", "regex(${t}, '(a|b)*c{2,3}[^x]')", "if(${b}, 1, sum(${price}))", "((((", "'", "${", "1 div 0", "count(${items}) * 99999999999999999", "round(1,7)", "${d} - '2016-01-01'"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, kind := range []string{"bool", "number", "money", "text", "date", "datetime"}[len(s)%6:][:1] {
			d, wrong := form.Compile(models.Default(), "d1", definition(t, "visit_record", list(append(everything(), q("x", kind, `"calculation":`+quoted(s)))...)))
			if d == nil {
				if wrong[0].Message == "" || wrong[0].Field == "" {
					t.Fatalf("%q: %+v", s, wrong)
				}
				continue
			}
			res := d.Evaluate(answers(t, all), form.Context{Now: now, Me: "s1"})
			for _, p := range res.Problems {
				if p.Unfit && p.Code != "out_of_range" && p.Code != "too_long" && p.Code != "bad_date" && p.Code != "bad_time" && p.Code != "bad_utf8" {
					t.Fatalf("%q comes to %s: %+v", s, res.Values["x"], p)
				}
			}
		}
	})
}

// BenchmarkEvaluate: the largest form of the house is computed as a whole.
func BenchmarkEvaluate(b *testing.B) {
	var qs []string
	for i := range 60 {
		qs = append(qs, q(fmt.Sprint("q", i), "text", `"required":"yes"`, fmt.Sprintf(`"relevant":"${q%d} != ''"`, max(0, i-1))))
	}
	qs[0] = q("q0", "text")
	d := compile(b, qs...)
	v := models.Values{}
	for i := range 60 {
		v[fmt.Sprint("q", i)] = json.RawMessage(`"答案"`)
	}
	b.ReportAllocs()
	for b.Loop() {
		if res := d.Evaluate(v, form.Context{Now: now}); !res.Complete {
			b.Fatal(res.Problems)
		}
	}
}

// BenchmarkCompile is what a definition costs once.
func BenchmarkCompile(b *testing.B) {
	v := definition(b, "visit_record", list(everything()...))
	for b.Loop() {
		if d, wrong := form.Compile(models.Default(), "d1", v); d == nil {
			b.Fatal(wrong)
		}
	}
}
