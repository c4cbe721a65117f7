package rules

import (
	"slices"
	"strings"

	"fieldsync/models"
)

var preparationRules = []Rule{{
	ID: "R-VISIT-07", Collection: "appointment", On: OnEntry, Severity: Block,
	Check: func(in *In) []models.Problem {
		if in.draft() {
			return nil
		}
		return in.needed("stated_intent", "agreed_start")
	},
}, {
	ID: "R-VISIT-09", Collection: "visit_preparation", On: OnEntry, Severity: Warn,
	Check: func(in *In) (out []models.Problem) {
		for _, f := range []string{"package_checked", "consumption_checked", "profile_checked"} {
			if !in.yes(f) {
				out = append(out, problem(f, "is not done: look it up before leaving", "尚未查询,请在出发前了解"))
			}
		}
		return out
	},
}, {
	ID: "R-VISIT-10", Collection: "visit_preparation", On: OnEntry, Severity: Warn,
	Check: func(in *In) []models.Problem {
		if in.yes("uniform_ok") {
			return nil
		}
		return []models.Problem{problem("uniform_ok", "is not confirmed: check uniform and badge", "请确认着装和工号牌")}
	},
}, {
	ID: "R-VISIT-11", Collection: "visit_preparation", On: OnEntry, Severity: Warn,
	Check: func(in *In) []models.Problem {
		missing := missingBelongings(in)
		if len(missing) == 0 {
			return nil
		}
		list := strings.Join(missing, "、")
		return []models.Problem{problem("belongings", "lacks "+list+": take it along", "还应携带:"+list)}
	},
}}

// missingBelongings is what is wanted for every visit or for one of its purposes
// and not taken along (domain.md 2.6).
func missingBelongings(in *In) (missing []string) {
	taken, wanted := in.texts("belongings"), in.Params.Words("belongings_always")
	for _, p := range in.texts("purposes") {
		switch p {
		case "V1", "V2", "V5":
			wanted = slices.Concat(wanted, in.Params.Words("belongings_"+p))
		}
	}
	for _, item := range wanted {
		if !slices.Contains(taken, item) {
			missing = append(missing, item)
		}
	}
	return missing
}
