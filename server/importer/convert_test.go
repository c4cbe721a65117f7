package importer

import (
	"strings"
	"testing"

	"fieldsync/models"
)

// TestSpellings: what people type, and what is refused by name. An expected
// text without quotes is the code of the problem.
func TestSpellings(t *testing.T) {
	for _, c := range []struct{ field, typed, want string }{
		{"star_customer.star_from", "2016/5/9", `"2016-05-09"`},
		{"star_customer.star_from", "2016.05.09", `"2016-05-09"`},
		{"star_customer.star_from", "2016年5月9日", `"2016-05-09"`},
		{"star_customer.star_from", "20160509", `"2016-05-09"`},
		{"star_customer.star_from", "2016-5-9", `"2016-05-09"`},
		{"star_customer.star_from", "2016-05-09 00:00:00", `"2016-05-09"`},
		{"star_customer.star_from", "2016-05-09 10:00", "bad_date"},
		{"star_customer.star_from", "2016-02-30", "bad_date"},
		{"star_customer.star_from", "5/9/2016", "ambiguous_date"},
		{"star_customer.star_from", "9.5.16", "ambiguous_date"},
		{"monthly_bill.month", "2016年5月", `"2016-05"`},
		{"monthly_bill.month", "201605", `"2016-05"`},
		{"monthly_bill.month", "2016-05-01", `"2016-05"`},
		{"monthly_bill.month", "2016-05-02", "bad_date"},
		{"monthly_bill.month", "2016-13", "bad_date"},
		{"monthly_bill.receivable", "¥1,234.5", `"1234.50"`},
		{"monthly_bill.receivable", "12元", `"12.00"`},
		{"monthly_bill.receivable", "(12.30)", `"-12.30"`},
		{"monthly_bill.receivable", "-12.300", `"-12.30"`},
		{"monthly_bill.receivable", "1,2", "bad_money"},
		{"monthly_bill.receivable", "0.305", "bad_money"},
		{"monthly_bill.receivable", "=1+1", "bad_money"},
		{"customer.maintained_at_1", "2016/5/9 9:30", `"2016-05-09T09:30:00+08:00"`},
		{"customer.maintained_at_1", "2016年5月9日 9时30分", `"2016-05-09T09:30:00+08:00"`},
		{"customer.maintained_at_1", "2016-05-09T09:30:00+08:00", `"2016-05-09T09:30:00+08:00"`},
		{"customer.is_vpn_group", "√", "true"},
		{"customer.is_vpn_group", "否", "false"},
		{"customer.is_vpn_group", "N", "false"},
		{"customer.is_vpn_group", "也许", "wrong_type"},
		{"customer.place", "30.27, 120.15", `{"lat":30.27,"lng":120.15}`},
		{"customer.customer_no", "K00１", `"K001"`},
		{"customer.customer_no", "1.38E+10", "lost_digits"},
		{"customer.customer_no", "#REF!", "cell_error"},
		{"customer.customer_name", "  杭州1号 ", `"杭州1号"`},
		{"customer.customer_name", "'=甲", `"=甲"`},
		{"customer.customer_name", "@甲", `"@甲"`},
		{"staff.roles", "CSM、AM", `["CSM","AM"]`},
		{"visit_record.purposes", "收集完善客户资料及个性化信息;V3", `["V4","V3"]`},
	} {
		collection, name, _ := strings.Cut(c.field, ".")
		got, p := convert(models.Default().Collection(collection).Field(name), clean(c.typed))
		said := string(got)
		if p != nil {
			said = p.Code
		}
		if said != c.want {
			t.Errorf("%s %q: %s, want %s", c.field, c.typed, said, c.want)
		}
	}
}
