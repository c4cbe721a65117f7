package rules

import (
	"slices"
	"time"

	"fieldsync/models"
)

var applicationRules = []Rule{
	{ID: "R-KP-04", Collection: "key_person_application", On: OnEntry, Severity: Block, Check: checkApplicant},
}

const listed = "已纳入名单"

// checkApplicant is silent where the customer or its manager is not known here.
func checkApplicant(in *In) []models.Problem {
	own := textOf(in.linked("customer", "customer"), "account_manager")
	if in.draft() || own == "" || in.text("applicant") == own {
		return nil
	}
	return one("applicant", "is not the customer's account manager: let him apply", "不是该客户的客户经理,应由所属客户经理申请")
}

func checkOrder(in *In) []models.Problem {
	if in.empty("vp_decision") || in.text("leader_decision") == "通过" {
		return nil
	}
	return one("vp_decision", "comes before the department's leader has approved: wait for him", "应先经政企部领导审批通过")
}

// checkQuota counts the others that are listed in the unit whose quota it is; no
// quota is 0.
func checkQuota(in *In) []models.Problem {
	quota := in.Params.Int("key_person_quota")
	if quota == 0 || in.text("status") != listed {
		return nil
	}
	unit, n := in.Params.Unit("key_person_quota"), 0
	for _, f := range in.related("key_person_application", "status", listed, time.Time{}) {
		if f.ID != in.ID && in.within(textOf(in.lookup("staff", textOf(f.Values, "applicant")), "team"), unit) {
			n++
		}
	}
	if n < quota {
		return nil
	}
	return one("status", "exceeds the number of key persons that are allowed: ask the customer service department", "关键人数量已达控制总量,请联系客服部")
}

// grounds are the industries whose leaders are key persons whatever the grade.
var grounds = []string{"党政军", "事业单位", "行业客户", "高端聚类客户"}

func checkGround(in *In) []models.Problem {
	customer := in.linked("customer", "customer")
	grade := textOf(customer, "service_grade")
	if grade == "" || in.text("customer_class") == "集团管控的清单级" || slices.Contains(grounds, textOf(customer, "industry_category")) {
		return nil
	}
	if slices.Contains(in.Params.Words("key_person_grades"), grade) {
		return nil
	}
	return one("customer", "has grade "+grade+" and no other ground for a key person: check it", "客户服务等级为"+grade+",未见其他认定依据,请核实")
}
