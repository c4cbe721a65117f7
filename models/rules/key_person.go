package rules

import (
	"slices"
	"strings"

	"fieldsync/models"
)

var keyPersonRules = []Rule{{
	ID: "R-KP-01", Collection: "key_person", On: OnEntry, Severity: Block,
	Check: func(in *In) []models.Problem {
		if in.draft() {
			return nil
		}
		return in.needed("kp_name", "gender", "department", "position", "position_rank", "birthday",
			"home_address", "kp_service_manager", "fault_level")
	},
}, {
	ID: "R-KP-02", Collection: "key_person", On: OnEntry, Severity: Block,
	Check: func(in *In) []models.Problem {
		if in.draft() || !in.empty("qq_no") || !in.empty("wechat_id") || in.declined("qq_no") || in.declined("wechat_id") {
			return nil
		}
		return []models.Problem{problem("wechat_id", "is missing, and so is qq_no: fill in one of the two", "QQ号、微信号至少填写一项")}
	},
}, {
	ID: "R-KP-03", Collection: "key_person", On: OnEntry, Severity: Block,
	Check: func(in *In) (out []models.Problem) {
		c := models.Default().Collection("key_person")
		for _, name := range []string{"customer_star", "decision_influence", "relation_tendency", "important_customer_type"} {
			if options := c.Field(name).Options; !in.empty(name) && !slices.Contains(options, in.text(name)) {
				list := strings.Join(options, ", ")
				out = append(out, problem(name, "must be one of "+list, "应为以下之一:"+list))
			}
		}
		return out
	},
}}
