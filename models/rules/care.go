package rules

import (
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"fieldsync/models"
)

var careRules = []Rule{
	{ID: "R-VISIT-04", Collection: "visit_plan", On: OnEntry, Severity: Block, Check: checkHomeVisits},
	{ID: "R-DATA-03", Collection: "customer_info_form", On: OnEntry, Severity: Warn, Check: checkQuestions},
}

// checkHomeVisits looks at each planned visit: who said no gets none.
func checkHomeVisits(in *In) []models.Problem {
	var items []models.PlanItem
	if json.Unmarshal(in.Record["items"], &items) != nil {
		return nil
	}
	for _, item := range items {
		star, customer := in.lookup("star_customer", item.StarCustomer), in.lookup("customer", item.Customer)
		if string(star["no_home_visit"]) == "true" || star == nil && string(customer["no_home_visit"]) == "true" {
			return one("items", "plan a visit ("+item.ID+") to a customer who wants none: take it out", "计划中有明确不需要上门拜访的客户("+item.ID+"),请删除")
		}
	}
	return nil
}

// askedFields are those that are got by asking.
var askedFields = []string{"spoken_language", "interests", "hobbies", "family_members", "family_hobbies", "education", "living_standard", "social_circle", "habits"}

// checkQuestions counts what was asked at one time; what was seen or read off
// is no question.
func checkQuestions(in *In) []models.Problem {
	most, n := in.Params.Int("questions_at_once"), 0
	if in.text("collect_method") != "询问法" {
		return nil
	}
	for _, field := range askedFields {
		if !in.empty(field) {
			n++
		}
	}
	if n <= most {
		return nil
	}
	return one("collect_method", "took "+strconv.Itoa(n)+" questions at once: ask one or two at a time", "一次询问了"+strconv.Itoa(n)+"项,每次宜问一到两个问题")
}

// checkIdentity: the acceptance is the verification, so what is verified has to
// be there.
func checkIdentity(in *In) []models.Problem {
	return in.needed("user_name", "id_doc_type", "id_doc_no")
}

func checkRevisited(in *In) []models.Problem {
	if in.text("status") != "已关闭" || in.draft() {
		return nil
	}
	return in.needed("revisit_at")
}

// openComplaint says whether a complaint is still being dealt with. One that is
// not known here is taken for open, being named as such.
func openComplaint(v models.Values) bool {
	state := textOf(v, "status")
	return state != "已关闭" && state != "已解决待回访"
}

// checkComplaints holds renewals until the complaints of the group are closed.
func checkComplaints(in *In) []models.Problem {
	if n, ok := in.number("renewed_count"); in.draft() || !ok || n == 0 {
		return nil
	}
	open := slices.ContainsFunc(in.texts("open_complaints"), func(id string) bool { return openComplaint(in.lookup("complaint_case", id)) })
	for _, f := range in.related("complaint_case", "customer", in.text("group_customer"), time.Time{}) {
		open = open || textOf(f.Values, "kind") == "投诉" && openComplaint(f.Values)
	}
	if !open {
		return nil
	}
	return one("renewed_count", "waits for an open complaint of the customer: close that first", "客户有未处理完毕的投诉,应先处理投诉再续约")
}

func checkWeight(in *In) []models.Problem {
	n, err := strconv.Atoi(in.text("value"))
	if in.text("param") != "qc_weight_points" || err != nil || n >= 10 {
		return nil
	}
	return one("value", "is less than the 10 points that are advised for call inspection", "外呼质检权重建议不低于10分")
}

// checkParam refuses a value that no rule could work with.
func checkParam(in *In) []models.Problem {
	p, known := ParamByName(in.text("param"))
	if !known {
		return one("param", "is no parameter of the rules: see docs/rules.md", "没有这个规则参数,参见 docs/rules.md")
	}
	if _, err := p.read(in.text("value")); err != nil {
		e := err.(*models.Error)
		return one("value", e.Message, e.ZH)
	}
	return nil
}
