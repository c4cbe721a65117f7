package models

import "testing"

// TestPhoneNumbers: what people type for a number, and what is none.
func TestPhoneNumbers(t *testing.T) {
	for text, want := range map[string]bool{
		"13800001111": true, "138 0000 1111": true, "+86 138-0000-1111": true, "１３８００００１１１１": true,
		"0571-87654321": true, "057187654321": true, "(0571) 8765 4321": true, "（０５７１）８７６５４３２１": true, "0571-8765432": true,
		"010-12345678": false, "010-62345678": true, "02187654321": true, "021 8765 4321": true, "+86 571 87654321": true, "0086-10-62345678": true,
		"+86 0571 87654321": true, "0571-87654321-123": true, "0571-87654321转8": true, "0571-87654321转": false, "0571-87654321转1234567": false,
		"400-123-4567": true, "8001234567": true, "400-123-456": false,
		"": false, "abc": false, "87654321": false, "1380000111": false, "138000011112": false, "12800001111": false, "0571": false,
		"0571-8765": false, "0571-876543210": false, "0071-87654321": false, "011-62345678": false, "0571-87654321x": false, "无": false, "-": false, "转1": false,
	} {
		if got := IsPhone(text); got != want {
			t.Errorf("%q is a number: %v, want %v", text, got, want)
		}
	}
}

// TestNumbersAreChecked: every field of a number says which, and a wrong one is
// a flag that never puts anything aside.
func TestNumbersAreChecked(t *testing.T) {
	mobiles := map[string]bool{"key_person.own_mobile": true, "key_person.other_network_mobile": true, "event_lead.mobile": true,
		"staff.own_mobile": true, "customer_info_form.business_mobile": true}
	phones := map[string]bool{"key_person.home_phone": true, "decision_chain_member.phone": true,
		"customer_info_form.second_contact": true, "vpn_user.user_no": true, "vpn_user.second_contact": true, "customer_info_form.main_number": true}
	others := map[string]string{"customer.credit_code": "bad_credit_code", "key_person.id_card_no": "bad_id_number"}
	for _, c := range Default().Collections() {
		for _, f := range c.Fields {
			name := c.Name + "." + f.Name
			for value, want := range map[string]string{`"abc"`: "garbage", `"0571-87654321"`: "landline", `"138 0000 1111"`: "", `""`: "", `null`: ""} {
				code := ""
				if p := c.CheckFormat(f, Values{f.Name: []byte(value)}); p != nil {
					code = p.Code
					if p.Field != f.Name || p.Unfit || p.Message == "" || p.ZH == "" {
						t.Errorf("%s: %+v", name, p)
					}
				}
				expect := ""
				switch {
				case others[name] != "" && value != `""` && value != `null`:
					expect = others[name]
				case mobiles[name] && want != "":
					expect = "bad_mobile"
				case phones[name] && want == "garbage":
					expect = "bad_phone"
				}
				if code != expect {
					t.Errorf("%s with %s: %q, want %q", name, value, code, expect)
				}
			}
			if p := f.Check([]byte(`"abc"`)); (mobiles[name] || phones[name] || others[name] != "") && p != nil {
				t.Errorf("%s puts aside what is only wrong: %+v", name, p)
			}
			if f.Norm == "mobile" && !mobiles[name] && !phones[name] {
				t.Errorf("%s takes anything for a number", name)
			}
		}
	}
	problems := Default().Collection("key_person").Validate(Values{"own_mobile": []byte(`"abc"`), "home_phone": []byte(`"87654321"`)})
	codes := map[string]string{}
	for _, p := range problems {
		codes[p.Field] = p.Code
		if p.Unfit {
			t.Errorf("%+v", p)
		}
	}
	if codes["own_mobile"] != "bad_mobile" || codes["home_phone"] != "bad_phone" {
		t.Errorf("flags: %v", codes)
	}
}
