package models

import (
	"strings"
	"testing"
)

// TestClassesOfSection8 holds the fields to the table of domain.md section 8.
func TestClassesOfSection8(t *testing.T) {
	for class, names := range map[Class]string{
		Sensitive: `vpn_user.id_doc_no vpn_user.id_doc_photos key_person.id_card_no star_customer.id_doc_no key_person.home_address key_person.personal_detail
			customer_info_form.family_members customer_info_form.family_hobbies
			customer_info_form.fee_reimbursed customer_info_form.reimbursement_quota showcase_event.signup_key
			arrears_case.amount arrears_case.collected arrears_case.credit_remark arrears_case.nature non_billing_case.arrears_months`,
		Personal: `customer_info_form.address key_person.install_address key_person.birthday customer_info_form.birthday
			key_person.home_phone key_person.other_network_mobile key_person.own_mobile customer_info_form.second_contact
			key_person.qq_no key_person.wechat_id key_person.personal_wireless_account key_person.home_broadband_no
			key_person.group_vpn_account customer_info_form.interests customer_info_form.habits
			customer_info_form.social_circle customer_info_form.living_standard customer_info_form.education
			customer_info_form.personality_type customer_info_form.purchase_type
			visit_record.arrival_place key_person.collected_place visit_record.photos visit_record.signature
			recording_qc.recording phone_contact.recording_ref recording_qc.score kpi_result.value kpi_result.rank kpi_feedback.content
			event_lead.lead_name event_lead.mobile event_lead.business_needs vpn_user.user_no vpn_user.second_contact sms_batch.test_numbers`,
		Business: `key_person.relation_tendency key_person.decision_influence customer_info_form.competitor_info
			customer_info_form.customer_trend customer.annual_revenue`,
	} {
		for _, name := range strings.Fields(names) {
			if f := field(t, name); f.Class != class || f.Mask == MaskNone {
				t.Errorf("%s is class %d with mask %q, want class %d and a mask", name, f.Class, f.Mask, class)
			}
		}
	}
}
