package models

import (
	"encoding/json"
	"testing"
)

func TestMaskValue(t *testing.T) {
	for _, c := range []struct{ field, in, want string }{
		{"key_person.own_mobile", `"13805712345"`, `"••••2345"`},
		{"key_person.own_mobile", `"1234567"`, `"••••"`},
		{"key_person.id_card_no", `"330106197005101234"`, `"330106••••1234"`},
		{"key_person.id_card_no", `"33010619"`, `"••••"`},
		{"key_person.birthday", `"1970-05-10"`, `"••••-05-10"`},
		{"key_person.home_address", `"浙江省杭州市西湖区文三路1号"`, `"浙江省杭州市西湖区••••"`},
		{"key_person.qq_no", `"10001"`, `"••••"`},
		{"key_person.qq_no", `null`, `null`},
		{"key_person.kp_name", `"王小明"`, `"王小明"`},
		{"event_lead.lead_name", `"王小明"`, `"王••"`},
		{"event_lead.lead_name", `"𠮷田"`, `"𠮷••"`},
		{"event_lead.lead_name", `"王"`, `"••••"`},
		{"event_lead.entries", `[{"said":"要5G"}]`, `"••••"`},
		{"visit_record.photos", `["f1","f2"]`, `"••••"`},
		{"customer_info_form.fee_reimbursed", `true`, `"••••"`},
		{"customer.annual_revenue", `"1.00"`, `"••••"`},
		{"visit_record.arrival_place", `{"lat":30,"lng":120}`, `"••••"`},
	} {
		if got := string(MaskValue(field(t, c.field), json.RawMessage(c.in))); got != c.want {
			t.Errorf("%s %s = %s, want %s", c.field, c.in, got, c.want)
		}
	}
}

// TestMaskAddress: what stands behind the district is never shown, whatever
// the address looks like.
func TestMaskAddress(t *testing.T) {
	for in, want := range map[string]string{
		"浙江省杭州市西湖区文三路1号":       "浙江省杭州市西湖区",
		"杭州市江干区市民中心2幢":         "杭州市江干区",
		"北京市海淀区中关村大街27号":       "北京市海淀区",
		"西湖区文三路1号":             "西湖区",
		"浙江省义乌市稠州北路1号":         "浙江省义乌市",
		"黑龙江省哈尔滨市道里区中央大街1号":    "黑龙江省哈尔滨市道里区",
		"内蒙古自治区呼和浩特市新城区海拉尔路1号": "内蒙古自治区呼和浩特市新城区",
		"广西壮族自治区桂林市阳朔县西街1号":    "广西壮族自治区桂林市阳朔县",
		"吉林省延边朝鲜族自治州延吉市公园路1号":  "吉林省延边朝鲜族自治州延吉市",
		"福建省厦门市思明区鼓浪屿1号":       "福建省厦门市思明区",
		"河北省石家庄市长安区中山路1号":      "河北省石家庄市长安区",
		"浙江省杭州市阳光小区3幢201室":     "浙江省杭州市",
		"江苏省镇江市京口区1号":          "江苏省镇江市京口区",
		"文三路1号阳光小区":            "",
		"翠苑三区12幢":              "",
		"no such place":        "",
		"":                     "",
	} {
		if got := maskAddress([]rune(in)); got != want+Dots {
			t.Errorf("%s = %s, want %s", in, got, want+Dots)
		}
	}
}
