package rules

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"fieldsync/models"
)

var prepareRules = []Rule{
	{ID: "R-SHOW-06", Collection: "showcase_event", On: OnEntry, Severity: Warn, Check: checkPlanned},
	{ID: "R-SHOW-07", Collection: "showcase_event", On: OnEntry, Severity: Warn, Check: checkWarmedUp},
	{ID: "R-SHOW-09", Collection: "showcase_event", On: OnEntry, Severity: Block, Grade: gradeDesks, Check: checkDesks},
	{ID: "R-SHOW-13", Collection: "event_gift", On: OnEntry, Severity: Block, Check: checkStock},
}

// neededMaterials of every event (L1483).
var neededMaterials = []string{"台签", "二维码", "辐射测试仪", "小礼品"}

// checkPlanned asks for a whole plan once the event is said to be prepared.
func checkPlanned(in *In) []models.Problem {
	if !in.oneOf("status", "准备就绪", "预热中", "进行中") {
		return nil
	}
	out := in.needed("purpose", "agreed_start", "place", "team", "agenda", "pitch_material")
	var list []models.EventMaterial
	if json.Unmarshal(in.Record["materials"], &list) != nil {
		list = nil
	}
	missing := slices.DeleteFunc(slices.Clone(neededMaterials), func(name string) bool {
		return slices.ContainsFunc(list, func(m models.EventMaterial) bool { return strings.Contains(m.Name, name) })
	})
	if len(missing) > 0 {
		names := strings.Join(missing, "、")
		out = append(out, problem("materials", "lacks "+names+": bring it", "还缺物料:"+names))
	}
	return out
}

func checkWarmedUp(in *In) []models.Problem {
	if !in.oneOf("status", "预热中", "进行中") || in.Related == nil || len(in.related("event_warmup", "event", in.ID, time.Time{})) > 0 {
		return nil
	}
	return one("status", "says the event is announced and no warm-up W1 to W4 is on record: enter it", "未登记任何预热渠道(W1至W4)")
}

// desksMissing are the kinds of desk that the event has not, once it begins.
func desksMissing(in *In) []string {
	if in.text("status") != "进行中" || in.Related == nil {
		return nil
	}
	kinds := slices.Clone(in.Params.Words("event_desks"))
	for _, f := range in.related("event_desk", "event", in.ID, time.Time{}) {
		kinds = slices.DeleteFunc(kinds, func(k string) bool { return k == textOf(f.Values, "desk_kind") })
	}
	return kinds
}

// gradeDesks: an event without interaction and gifts is none.
func gradeDesks(in *In) Severity {
	missing := desksMissing(in)
	if slices.ContainsFunc(in.Params.Words("event_desks_needed"), func(k string) bool { return slices.Contains(missing, k) }) {
		return Block
	}
	return Warn
}

func checkDesks(in *In) []models.Problem {
	missing := desksMissing(in)
	if len(missing) == 0 {
		return nil
	}
	list := strings.Join(missing, ", ")
	return one("status", "says the event runs without the desks "+list+": set them up", "现场缺少台席:"+list)
}

// checkEvaluated: an event is closed with figures, and with its own.
func checkEvaluated(in *In) []models.Problem {
	e := in.linked("evaluation", "event_evaluation")
	if in.text("status") != "已评估" || textOf(e, "event") == in.ID && e["participants"] != nil {
		return nil
	}
	return one("evaluation", "is not this event's, or has no figures yet: fill it in", "不是本次活动的评估,或尚无数据,请先填写")
}

// checkTwice finds a sign-up of the same number that was made under another id.
func checkTwice(in *In) []models.Problem {
	for _, f := range in.related("event_lead", "mobile", in.text("mobile"), time.Time{}) {
		if textOf(f.Values, "event") == in.text("event") && textOf(f.Values, "review") != "void" {
			return one("mobile", "is signed up at this event already: one person gets one gift", "该号码在本次活动已登记,礼品只发一次")
		}
	}
	return nil
}

func checkGiftTwice(in *In) []models.Problem {
	for _, f := range in.related("event_gift", "lead", in.text("lead"), time.Time{}) {
		if f.ID != in.ID {
			return one("lead", "has had a gift at this event: one person gets one", "该报名人员已领取礼品,礼品只发一次")
		}
	}
	return nil
}

// checkStock: what is left of a desk's allotment is that less what it gave.
func checkStock(in *In) []models.Problem {
	stock, limited := numberOf(in.linked("desk", "event_desk"), "gift_stock")
	quantity, ok := in.number("quantity")
	if !limited || !ok {
		return nil
	}
	for _, f := range in.related("event_gift", "desk", in.text("desk"), time.Time{}) {
		n, _ := numberOf(f.Values, "quantity")
		stock -= n
	}
	if quantity <= stock {
		return nil
	}
	return one("quantity", "is more than the desk has left: ask for more gifts", "超出台席剩余礼品数量,请补充礼品")
}
