package models

import "testing"

func TestParseText(t *testing.T) {
	for _, c := range []struct{ field, in, want string }{
		{"key_person.birthday", "1970-05-10", `"1970-05-10"`},
		{"key_person.birthday", "10.5.1970", "!bad_date"},
		{"key_person.birthday", "", "null"},
		{"customer.annual_revenue", "120.5", `"120.50"`},
		{"customer.annual_revenue", "much", "!bad_money"},
		{"visit_record.purposes", "V3,V4", `["V3","V4"]`},
		{"visit_record.purposes", "V3、V4,", `["V3","V4"]`},
		{"visit_record.purposes", `["V3"]`, `["V3"]`},
		{"visit_record.purposes", `["V3"`, "!wrong_type"},
		{"customer.is_vpn_group", "是", "true"},
		{"customer.is_vpn_group", "false", "false"},
		{"customer.is_vpn_group", "也许", "!wrong_type"},
		{"customer.customer_name", `"引号"与,逗号`, `"\"引号\"与,逗号"`},
		{"customer.customer_name", "true", `"true"`},
		{"customer.place", `{"lat":30.25,"lng":120.2}`, `{"lat":30.25,"lng":120.2}`},
		{"customer.place", `杭州`, "!wrong_type"},
		{"customer.maintained_at_1", "2016-05-10 14:00", `"2016-05-10T14:00:00+08:00"`},
		{"customer.maintained_at_1", "2016-05-10T14:00:00Z", `"2016-05-10T14:00:00Z"`},
		{"event_desk.gift_stock", " 20 ", "20"},
		{"event_desk.gift_stock", "many", "!wrong_type"},
		{"work_order.notes", `{"text":"好"}`, `[{"text":"好"}]`},
		{"work_order.notes", `好`, "!wrong_type"},
		{"event_lead.mobile", "138 0571 2345", `"13805712345"`},
	} {
		got, p := ParseText(field(t, c.field), c.in)
		result := string(got)
		if p != nil {
			result = "!" + p.Code
		}
		if result != c.want {
			t.Errorf("%s=%s gives %s, want %s", c.field, c.in, result, c.want)
		}
	}
}
