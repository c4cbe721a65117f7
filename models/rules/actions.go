package rules

import (
	"strconv"
	"strings"

	"fieldsync/models"
	"fieldsync/models/star"
)

// Actions that are asked about before they are done, beside ActionCall. Their
// values travel in In.Record.
const (
	// ActionShare gives data to somebody: outside (bool).
	ActionShare = "@share"
	// ActionShow shows points: points (价值积分 or another kind), to_customer.
	ActionShow = "@show"
	// ActionOpen opens one masked field: view, collection.
	ActionOpen = "@open"
	// ActionAccount does something to a caller's account: identity_verified.
	ActionAccount = "@account"
	// ActionLeave leaves the office: at, approved, planned_visit.
	ActionLeave = "@leave"
	// ActionRight uses a right of a star: right (1 to 12), star, star_from,
	// star_to, on; used (days), service, number_state, package_allows, bought,
	// stop_kind, stopped_on, stop_reason, unpaid, identity_verified as needed.
	ActionRight = "@right"
	// ActionPurchase buys a star: registered_by, id_doc_type, kinds (of the
	// numbers in use, one for each).
	ActionPurchase = "@purchase"
	// ActionPoints counts points: month_points, valid_points.
	ActionPoints = "@points"
	// ActionRelate puts a customer under another, with the fields of a
	// customer_relation. The server finds rings itself, also those that two
	// people close between them, and flags them as R-CUST-04.
	ActionRelate = "@relate"
	// ActionArrears compares a unit's arrears with its target: arrears, target.
	ActionArrears = "@arrears"
)

// Action runs the rules asked before something is done that is no record. They
// are made when first asked for, as officeRules are.
func Action(name string, in In) (out []models.Problem) {
	for _, r := range actionRules() {
		if r.about(name) {
			out = append(out, r.found(&in)...)
		}
	}
	return append(out, Entry(name, in)...)
}

// Actions names what Action knows, without the @, in order.
func Actions() []string {
	seen := map[string]bool{}
	for _, r := range append(actionRules(), entryRules...) {
		for name := range strings.FieldsSeq(r.Collection) {
			if action, is := strings.CutPrefix(name, "@"); is {
				seen[action] = true
			}
		}
	}
	return sorted(seen)
}

// ActionGrade is how severe a problem found by Action is.
func ActionGrade(id string, in In) Severity {
	for _, r := range append(actionRules(), entryRules...) {
		if r.ID == id {
			return r.GradeOf(in)
		}
	}
	return Warn
}

func (r Rule) found(in *In) []models.Problem {
	list := r.Check(in)
	for i := range list {
		list[i].Code = r.ID
	}
	return list
}

func actionRules() []Rule {
	return []Rule{
		judge("R-CUST-04", ActionRelate, Block, checkTree),
		judge("R-DATA-05", ActionShare, Block, func(in *In) []models.Problem {
			return forbidden(in.yes("outside"), "outside", "customer data are not given to anybody outside", "严守客户商业机密,不得向外传播客户资料")
		}),
		judge("R-PTS-02", ActionShow, Block, func(in *In) []models.Problem {
			p := star.ShowValue(in.text("points"))
			return forbidden(p != nil && in.yes("to_customer"), "points", "value points are for the company and never shown to a customer", "价值积分仅供内部使用,不得向客户展示")
		}),
		judge("R-PRIV-01", ActionOpen, Block, func(in *In) []models.Problem {
			right := models.RightIn(in.text("view"), in.text("collection"))
			return forbidden(right.See != models.LevelFull && !right.May(models.Reveal), "view", "does not open this field: ask whoever is responsible for the customer", "无权查看该敏感信息,请联系负责人")
		}),
		judge("R-PRIV-02", ActionAccount, Block, func(in *In) []models.Problem {
			return forbidden(!in.yes("identity_verified"), "identity_verified", "is not done: verify who is calling first", "未核实身份,请先核实来电人身份")
		}),
		judge("R-VISIT-20", ActionLeave, Warn, checkLeaving),
		judge("R-RIGHT-01", ActionRight, Block, checkRight),
		judge("R-STAR-05", ActionPurchase, Block, checkPurchase),
		judge("R-PTS-01", ActionPoints, Warn, checkPoints),
		judge("R-ARR-03", ActionArrears, Warn, checkTarget),
	}
}

// judge is a rule on entry.
func judge(id, collection string, s Severity, check func(*In) []models.Problem) Rule {
	return Rule{ID: id, Collection: collection, On: OnEntry, Severity: s, Check: check}
}

func forbidden(is bool, field, en, zh string) []models.Problem {
	if !is {
		return nil
	}
	return one(field, en, zh)
}

func checkLeaving(in *In) []models.Problem {
	at, ok := in.moment("at")
	if !ok || in.yes("approved") || !in.empty("planned_visit") || !in.calendar().Working(at) || !in.open("office_windows", at) {
		return nil
	}
	return one("approved", "is not given: ask the team leader, or plan a visit", "工作时间外出须经现场管理人员同意或有拜访计划")
}

// checkTarget warns a unit whose arrears exceed its target.
func checkTarget(in *In) []models.Problem {
	owed, err := models.ParseMoney(in.text("arrears"))
	target, bad := models.ParseMoney(in.text("target"))
	if err != nil || bad != nil || owed <= target {
		return nil
	}
	gap := (owed - target).String()
	return one("arrears", "exceed the target by "+gap+" yuan: collect", "欠费超出目标"+gap+"元,请加紧追缴")
}

// checkPurchase asks the star model with the least that it wants to know.
func checkPurchase(in *In) []models.Problem {
	month := models.CalMonth(in.Now.In(models.China).Format("2006-01"))
	data := star.Input{Month: month, Who: star.Who{IDDocType: in.text("id_doc_type")}}
	yes := true
	for i, kind := range in.texts("kinds") {
		n := star.Number{ID: strconv.Itoa(i), Unit: in.text("registered_by") == "单位证件+使用人"}
		n.Kind, n.InUse, n.JoinedMonth = kind, &yes, "2000-01"
		data.Numbers = append(data.Numbers, n)
	}
	_, problems, err := star.Purchase(data, 1, star.Defaults())
	if err != nil {
		return one("id_doc_type", err.Error(), "无法判断:"+err.Error())
	}
	return problems
}

func checkRight(in *In) []models.Problem {
	answer, err := askRight(in)
	if err != nil {
		return one("right", err.Error(), "无法判断:"+err.Error())
	}
	if answer.Allowed {
		return nil
	}
	return one("right", answer.EN, answer.ZH)
}

func askRight(in *In) (star.Answer, error) {
	level, _ := in.number("star")
	held := star.Held{Star: int(level), From: models.CalDate(in.text("star_from")), To: models.CalDate(in.text("star_to"))}
	var used []models.CalDate
	for _, day := range in.texts("used") {
		used = append(used, models.CalDate(day))
	}
	p, on := star.Defaults(), models.CalDate(in.text("on"))
	restore := star.Restore{At: models.Moment(in.text("at")), Used: used, Unpaid: in.yes("unpaid"), Verified: in.yes("identity_verified"),
		Stop: models.StopEvent{Kind: in.text("stop_kind"), On: models.CalDate(in.text("stopped_on")), Reason: in.text("stop_reason")}}
	no, _ := in.number("right")
	switch no {
	case star.RightCard:
		return star.CardChange(held, used, on, p)
	case star.RightBroadband:
		return star.Broadband(held, restore, p)
	case star.RightPhone:
		return star.Phone(held, restore, p)
	case star.RightHome:
		return star.HomeService(held, in.yes("bought"), in.text("service"), used, on)
	case star.RightRoaming:
		return star.Roaming(held, in.text("number_state"), in.yes("package_allows"), on)
	case star.RightTraffic:
		return star.Traffic(held, len(used) > 0, on, p)
	}
	for _, r := range star.Rights(held.Star) {
		if r.No == int(no) && held.On(on) {
			return star.Answer{Allowed: true}, nil
		}
	}
	return star.Answer{EN: "is no right of this star on that day", ZH: "该星级当日不享有此项权益"}, nil
}

func checkPoints(in *In) (out []models.Problem) {
	month, _ := in.number("month_points")
	valid, _ := in.number("valid_points")
	alert, paused := star.Caps(star.Whole(month), star.Whole(valid), star.Defaults())
	if alert {
		out = append(out, problem("month_points", "are above the month's limit: check them", "当月消费积分超过上限,请核查"))
	}
	if paused {
		out = append(out, problem("valid_points", "are above the limit: no more are counted", "有效消费积分超过上限,暂停累积"))
	}
	return out
}
