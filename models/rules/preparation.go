package rules

import (
	"slices"
	"strings"

	"fieldsync/models"
)

// What to take along, for every visit and by purpose (domain.md 2.6).
var (
	alwaysTaken = []string{"名片", "笔", "拜访记录登记表", "鞋套"}
	takenFor    = map[string][]string{
		"V1": {"会员卡"},
		"V2": {"礼品"},
		"V5": {"宣传资料", "计算器", "笔记本电脑", "上网卡"},
	}
)

var preparationRules = []Rule{{
	ID: "R-VISIT-07", Collection: "appointment", On: OnEntry, Severity: Block,
	Check: func(in In) []models.Problem {
		if in.draft() {
			return nil
		}
		return in.needed("stated_intent", "agreed_start")
	},
}, {
	ID: "R-VISIT-09", Collection: "visit_preparation", On: OnEntry, Severity: Warn,
	Check: func(in In) (out []models.Problem) {
		for _, f := range []string{"package_checked", "consumption_checked", "profile_checked"} {
			if !in.yes(f) {
				out = append(out, problem(f, "is not done: look it up before leaving", "尚未查询,请在出发前了解"))
			}
		}
		return out
	},
}, {
	ID: "R-VISIT-10", Collection: "visit_preparation", On: OnEntry, Severity: Warn,
	Check: func(in In) []models.Problem {
		if in.yes("uniform_ok") {
			return nil
		}
		return []models.Problem{problem("uniform_ok", "is not confirmed: check uniform and badge", "请确认着装和工号牌")}
	},
}, {
	ID: "R-VISIT-11", Collection: "visit_preparation", On: OnEntry, Severity: Warn,
	Check: func(in In) []models.Problem {
		missing := missingBelongings(in.texts("belongings"), in.texts("purposes"))
		if len(missing) == 0 {
			return nil
		}
		list := strings.Join(missing, "、")
		return []models.Problem{problem("belongings", "lacks "+list+": take it along", "还应携带:"+list)}
	},
}}

func missingBelongings(taken, purposes []string) (missing []string) {
	wanted := slices.Clone(alwaysTaken)
	for _, p := range purposes {
		wanted = append(wanted, takenFor[p]...)
	}
	for _, item := range wanted {
		if !slices.Contains(taken, item) {
			missing = append(missing, item)
		}
	}
	return missing
}
