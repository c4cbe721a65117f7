package rules

import (
	"slices"

	"fieldsync/models"
)

var visitRules = []Rule{{
	ID: "R-VISIT-12", Collection: "visit_record", On: OnEntry, Severity: Block,
	Check: func(in *In) []models.Problem {
		if in.draft() || len(in.texts("purposes")) > 0 {
			return nil
		}
		return []models.Problem{problem("purposes", "is empty: choose at least one of V1 to V6", "请至少选择一项拜访内容")}
	},
}, {
	ID: "R-VISIT-15", Collection: "visit_record", On: OnEntry, Severity: Flag,
	Check: checkGoods,
}, {
	ID: "R-VISIT-16", Collection: "visit_record", On: OnEntry, Severity: Block,
	Check: func(in *In) []models.Problem {
		if in.draft() || !slices.Contains(in.texts("onsite_services"), "上门收费") {
			return nil
		}
		return in.needed("collected_amount")
	},
}}

var formRules = []Rule{{
	ID: "R-VISIT-14", Collection: "customer_info_form", On: OnEntry, Severity: Warn,
	Check: func(in *In) []models.Problem {
		return in.needed("customer_name", "birthday", "second_contact", "address")
	},
}}

func checkGoods(in *In) (out []models.Problem) {
	if in.text("gift_offered_by_customer") == "已收下(违规)" {
		out = append(out, problem("gift_offered_by_customer", "was accepted: hand it back and tell the team leader", "已收受客户财物,请退还并报告班组长"))
	}
	if in.yes("service_fee_taken") {
		out = append(out, problem("service_fee_taken", "was taken: pay it back and tell the team leader", "已收取服务费,请退还并报告班组长"))
	}
	return out
}

func checkInfoForm(in *In) []models.Problem {
	if !in.empty("info_form") || in.yes("info_confirmed_unchanged") {
		return nil
	}
	return []models.Problem{problem("info_form", "is missing: return the record, or confirm the data unchanged",
		"缺少信息资料收集表,应退回补充或确认资料无变化")}
}
