package models

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

func field(t *testing.T, path string) *Field {
	t.Helper()
	collection, name, _ := strings.Cut(path, ".")
	f := Default().Collection(collection).Field(name)
	if f == nil {
		t.Fatalf("no field %s", path)
	}
	return f
}

// TestNormalize: want is the canonical value, or !code when the value is unfit.
func TestNormalize(t *testing.T) {
	long := `"` + strings.Repeat("长", 120) + `"`
	for _, c := range []struct{ field, in, want string }{
		{"customer.customer_name", `"张𠮷·李"`, `"张𠮷·李"`},
		{"customer.customer_name", ` "\u5f20\ud842\udfb7\u00b7\/<&>" `, `"张𠮷·/<&>"`},
		{"customer.customer_name", `"a\n\u0001\"\\"`, `"a\n\u0001\"\\"`},
		{"customer.customer_name", `" 前后 "`, `" 前后 "`},
		{"customer.customer_name", `null`, `null`},
		{"customer.customer_name", long, long},
		{"customer.customer_name", long[:len(long)-1] + `长"`, "!too_long"},
		{"customer.customer_name", `12`, "!wrong_type"},
		{"customer.customer_name", `"\ud842"`, "!bad_utf8"},
		{"customer.customer_name", `"\udfb7\ud842"`, "!bad_utf8"},
		{"customer.customer_name", `"a\u0000"`, "!bad_utf8"},
		{"customer.customer_name", "\"\xff\"", "!bad_utf8"},
		{"customer.customer_name", "\"\xff\\n\"", "!bad_utf8"},
		{"customer.customer_name", `"open`, "!wrong_type"},
		{"customer.annual_revenue", `"120.5"`, `"120.50"`},
		{"customer.annual_revenue", `120.5`, `"120.50"`},
		{"customer.annual_revenue", `"-0.05"`, `"-0.05"`},
		{"customer.annual_revenue", `"90071992547409.91"`, `"90071992547409.91"`},
		{"customer.annual_revenue", `"90071992547409.92"`, "!out_of_range"},
		{"customer.annual_revenue", `"99999999999999999999"`, "!out_of_range"},
		{"customer.annual_revenue", `"1.005"`, "!bad_money"},
		{"customer.annual_revenue", `"1."`, "!bad_money"},
		{"customer.annual_revenue", `"一百"`, "!bad_money"},
		{"customer.annual_revenue", `1e3`, "!bad_money"},
		{"customer.annual_revenue", `true`, "!wrong_type"},
		{"customer.control_level", `"乡级"`, `"乡级"`}, // not an option: a flag, not unfit
		{"customer.is_vpn_group", `true`, `true`},
		{"customer.is_vpn_group", `"true"`, "!wrong_type"},
		{"customer.place", `{"lng":120.10,"lat":30}`, `{"lat":30,"lng":120.1}`},
		{"customer.place", `{"lat":91,"lng":0}`, "!bad_place"},
		{"customer.place", `{"lat":1}`, "!bad_place"},
		{"customer.place", `{"lat":null,"lng":1}`, "!bad_place"},
		{"customer.place", `{"lat":1,"lng":1,"x":1}`, "!bad_place"},
		{"customer.place", `{"lat":1,"lng":2,"accuracy":5,"name":"门口"}`, `{"accuracy":5,"lat":1,"lng":2,"name":"门口"}`},
		{"customer.maintained_at_1", `"2016-05-10T09:30:00+08:00"`, `"2016-05-10T09:30:00+08:00"`},
		{"customer.maintained_at_1", `"2016-05-10T09:30:00.25Z"`, `"2016-05-10T09:30:00.25Z"`},
		{"customer.maintained_at_1", `"2016-05-10T09:30:00"`, "!bad_time"},
		{"customer.maintained_at_1", `"2016-05-10T9:30:00Z"`, "!bad_time"},
		{"key_person.birthday", `"1970-02-28"`, `"1970-02-28"`},
		{"key_person.birthday", `"1970-02-30"`, "!bad_date"},
		{"key_person.birthday", `"1970-2-3"`, "!bad_date"},
		{"key_person.birthday", `""`, "!bad_date"},
		{"key_person.own_mobile", `"+86 138-0571-２３４５"`, `"13805712345"`},
		{"key_person.own_mobile", `"0571-8888 0000"`, `"0571-8888 0000"`},
		{"key_person.customer", `"c-1"`, `"c-1"`},
		{"key_person.customer", `"a/b"`, "!bad_ref"},
		{"key_person.customer", `""`, "!bad_ref"},
		{"visit_plan.plan_month", `"2016-05"`, `"2016-05"`},
		{"visit_plan.plan_month", `"2016-13"`, "!bad_date"},
		{"event_desk.gift_stock", `-0`, `0`},
		{"event_desk.gift_stock", `9007199254740991`, `9007199254740991`},
		{"event_desk.gift_stock", `9007199254740992`, "!out_of_range"},
		{"event_desk.gift_stock", `99999999999999999999`, "!out_of_range"},
		{"event_desk.gift_stock", `1.5`, "!wrong_type"},
		{"event_desk.gift_stock", `01`, "!wrong_type"},
		{"visit_record.purposes", `"V3"`, `"V3"`}, // one element of a set
		{"visit_record.purposes", `["V3"]`, "!wrong_type"},
		{"staff.roles", `[ "CSM", "TL" ]`, `["CSM","TL"]`}, // the list is one value
		{"staff.roles", `"CSM"`, "!wrong_type"},
		{"staff.roles", `["CSM",null]`, "!wrong_type"},
		{"work_order.notes", `{"text":"好","by":"s1","at":"2016-05-10T09:30:00Z","z":{"b":1.0,"a":[]}}`,
			`{"at":"2016-05-10T09:30:00Z","by":"s1","text":"好","z":{"a":[],"b":1.0}}`},
		{"work_order.notes", `{"text":5}`, "!wrong_type"},
		{"work_order.notes", `{"z":"\ud800"}`, "!bad_utf8"},
		{"work_order.notes", `[]`, "!wrong_type"},
	} {
		f := field(t, c.field)
		got, p := f.Normalize(json.RawMessage(c.in))
		result := string(got)
		if p != nil {
			result = "!" + p.Code
			if !p.Unfit || !strings.HasPrefix(p.Field, f.Name) || p.Message == "" || p.ZH == "" {
				t.Errorf("%s %s: incomplete problem %+v", c.field, c.in, p)
			}
		}
		if result != c.want {
			t.Errorf("%s %s = %s, want %s", c.field, c.in, result, c.want)
		}
		if (f.Check(json.RawMessage(c.in)) == nil) != (p == nil) {
			t.Errorf("%s %s: Check and Normalize differ", c.field, c.in)
		}
	}
}

func TestNormalizeIsStable(t *testing.T) {
	f := field(t, "work_order.notes")
	once, p := f.Normalize(json.RawMessage(`{"b":"𠮷","a":{"y":1,"x":"\u00e9"}}`))
	if p != nil {
		t.Fatal(p)
	}
	if twice, _ := f.Normalize(once); string(twice) != string(once) || string(once) != `{"a":{"x":"é","y":1},"b":"𠮷"}` {
		t.Errorf("once %s twice %s", once, twice)
	}
}

func TestElements(t *testing.T) {
	f := field(t, "visit_record.purposes")
	got, p := f.Elements(json.RawMessage(`[ "V3" , "V4" ]`))
	if p != nil || len(got) != 2 || string(got[1]) != `"V4"` {
		t.Errorf("elements %s, %v", got, p)
	}
	if _, p := f.Elements(json.RawMessage(`["V3",4]`)); p == nil || p.Code != "wrong_type" {
		t.Errorf("a number among texts: %v", p)
	}
	if _, p := f.Elements(json.RawMessage("[" + strings.Repeat(`"a",`, MaxList) + `"a"]`)); p == nil || p.Code != "too_long" {
		t.Errorf("too many: %v", p)
	}
}

func FuzzNormalize(f *testing.F) {
	for _, seed := range []string{`"张"`, `{"at":1}`, `["a"]`, `-0`, `"\ud842\udfb7"`, ``, `{"lat":1,"lng":1}`} {
		f.Add(seed)
	}
	var fields []*Field // one of each sort
	seen := map[string]bool{}
	for _, c := range Default().Collections() {
		for _, f := range c.Fields {
			sort := fmt.Sprint(f.Kind, f.List, f.PerElement(), f.Norm)
			if !seen[sort] {
				seen[sort] = true
				fields = append(fields, f)
			}
		}
	}
	f.Fuzz(func(t *testing.T, in string) {
		for _, field := range fields {
			once, p := field.Normalize(json.RawMessage(in))
			if p != nil {
				continue
			}
			if !json.Valid(once) {
				t.Fatalf("%s: %q gives no JSON: %q", field.Name, in, once)
			}
			if twice, p := field.Normalize(once); p != nil || string(twice) != string(once) {
				t.Fatalf("%s: %q is not stable: %q then %q", field.Name, in, once, twice)
			}
		}
	})
}
