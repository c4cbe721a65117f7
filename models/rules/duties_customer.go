package rules

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"fieldsync/models"
	"fieldsync/models/calendar"
)

// customerDuties are about customers, assignments and key persons.
func customerDuties() []Rule {
	return []Rule{
		duty("R-CUST-02", "staff", OnDay, Task, maintenance),
		duty("R-CUST-03", "customer", OnArrival, Task, maintainNew),
		duty("R-CUST-05", "customer", OnDay, Warn, chainOpen),
		duty("R-CUST-07", "customer star_customer", OnDay, Task, unassigned),
		duty("R-CUST-08", "customer", OnArrival, Warn, sameNumber),
		duty("R-KP-07", "key_person_application", OnArrival, Set, growthByRank),
		duty("R-KP-08", "key_person_application", OnArrival, Set, growthByRevenue),
		duty("R-KP-09", "key_person_application", OnDay, Set, identityOver),
	}
}

// maintenance lists, once for each round, the customers of a manager whose data
// were not gone over in it.
func maintenance(in *In) []Effect {
	if in.Now.IsZero() || in.Related == nil || !in.works("CSM") {
		return nil
	}
	name, due := in.round()
	field := map[string]string{"月中": "maintained_at_1", "月末": "maintained_at_2"}[name]
	var open []string
	for _, f := range in.related("assignment", "staff", in.ID, time.Time{}) {
		a := In{Record: f.Values, Now: in.Now}
		if a.text("post") != "CSM" || !a.inForce() || a.empty("customer") {
			continue
		}
		customer := in.lookup("customer", a.text("customer"))
		at, ok := momentOf(customer, field)
		if customer != nil && (!ok || !calendar.Month.Same(at, in.Now)) {
			open = append(open, textOf(customer, "customer_name"))
		}
	}
	if len(open) == 0 {
		return nil
	}
	n, list := strconv.Itoa(len(open)), strings.Join(open[:min(len(open), 20)], "、")
	return during(in.month()+name, chore(To{Staff: in.ID}, due, "go over the data of "+n+" customers: "+list, "请维护"+n+"个客户的资料:"+list))
}

// inForce says whether now lies between valid_from and valid_to.
func (in *In) inForce() bool {
	today := models.CalDate(in.today())
	from, to := models.CalDate(in.text("valid_from")), models.CalDate(in.text("valid_to"))
	return from <= today && (to == "" || today <= to)
}

func maintainNew(in *In) []Effect {
	made, ok := MadeAt(in.ID)
	if !ok || in.Now.IsZero() || !calendar.Month.Same(made, in.Now) {
		return nil
	}
	_, due := in.round()
	return []Effect{in.order(7, To{Role: "CSM"}, due, "a new customer: complete its data at the next round", "新建客户,请在下一轮维护时完善资料", "上门", "电话")}
}

// unassigned tells the team leaders of a customer whom nobody serves after some
// days; one who came from elsewhere too. Acceptance of the work is R-WO-01.
func unassigned(in *In) []Effect {
	made, ok := MadeAt(in.ID)
	if !ok || !in.empty("service_manager") || !in.empty("star_manager") || in.Now.Before(made.AddDate(0, 0, in.Params.Int("assign_days"))) {
		return nil
	}
	return during(in.month(), in.followUp(To{Role: "TL"}, inDays(in.Now, 1), "nobody serves this customer: assign somebody", "该客户尚未分配服务经理,请及时分配"))
}

// sameNumber tells of a customer that was entered twice: lists find neither.
func sameNumber(in *In) []Effect {
	number := in.text("customer_no")
	if number == "" || !slices.ContainsFunc(in.related("customer", "customer_no", number, time.Time{}), func(f Found) bool { return f.ID != in.ID }) {
		return nil
	}
	return during(number, tell(To{Role: "SVM"}, "another customer has the number "+number+": correct one, or delete what was entered twice", "客户编号"+number+"重复,请更正或删除重复客户"))
}

// growth sets the direct growth of somebody who is listed.
func (in *In) growth(value int) []Effect {
	if in.text("status") != listed || value == 0 {
		return nil
	}
	n := strconv.Itoa(value)
	return during(in.text("valid_from"), in.unless(put("direct_growth", value, "direct growth "+n, "直享成长值"+n))...)
}

func growthByRank(in *In) []Effect {
	if in.text("customer_class") != "党政军重要客户" {
		return nil
	}
	param := map[string]string{"厅局级或同等级别": "growth_bureau_rank", "处级或同等级别": "growth_division_rank", "科级或同等级别": "growth_section_rank"}[textOf(in.linked("key_person", "key_person"), "position_rank")]
	if param == "" {
		return nil
	}
	return in.growth(in.Params.Int(param))
}

// growthByRevenue goes by the province's table, "1000000=8000 500000=6000" with
// yuan a year, the highest first. It is lost in the source: none is the default.
func growthByRevenue(in *In) []Effect {
	if in.text("customer_class") != "金融、大企业、高端聚类(含管理机构)" {
		return nil
	}
	customer := In{Record: in.linked("customer", "customer")}
	revenue, ok := customer.money("annual_revenue")
	for _, band := range in.Params.Words("revenue_growth") {
		from, value, _ := strings.Cut(band, "=")
		yuan, err := strconv.ParseInt(from, 10, 64)
		n, bad := strconv.Atoi(value)
		if ok && err == nil && bad == nil && revenue >= models.MoneyAmount(yuan)*100 {
			return in.growth(n)
		}
	}
	return nil
}

// identityOver ends the growth with the identity; the next rating is without it.
func identityOver(in *In) []Effect {
	end, ok := in.date("valid_to")
	over := in.text("status") == "已撤销" || ok && calendar.Day(in.Now).After(end)
	if n, known := in.number("direct_growth"); !over || !known || n == 0 || in.Now.IsZero() {
		return nil
	}
	return during(in.text("valid_to"), put("direct_growth", 0, "the identity is over: no direct growth", "关键人身份已失效,直享成长值清零"))
}
