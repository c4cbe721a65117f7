package rules

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"fieldsync/models"
)

const smallestTeam = 3

var eventRules = []Rule{{
	ID: "R-SHOW-03", Collection: "showcase_event", On: OnEntry, Severity: Block,
	Check: func(in *In) []models.Problem {
		members, _ := team(in)
		if !confirmed(in) || len(members) >= smallestTeam {
			return nil
		}
		n := strconv.Itoa(smallestTeam)
		return []models.Problem{problem("team", "has fewer than "+n+" people: name more", "团队不足"+n+"人,请补充")}
	},
}, {
	ID: "R-SHOW-04", Collection: "showcase_event", On: OnEntry, Severity: Warn,
	Check: func(in *In) []models.Problem {
		_, posts := team(in)
		missing := slices.DeleteFunc(slices.Clone(in.Params.Words("event_posts")), func(p string) bool { return posts[p] })
		if !confirmed(in) || len(missing) == 0 {
			return nil
		}
		list := strings.Join(missing, ", ")
		return []models.Problem{problem("team", "lacks "+list+": name somebody", "团队缺少岗位:"+list)}
	},
}, {
	ID: "R-SHOW-05", Collection: "showcase_event", On: OnEntry, Severity: Block,
	Check: func(in *In) []models.Problem {
		if !confirmed(in) || len(in.texts("target_reason")) > 0 {
			return nil
		}
		return []models.Problem{problem("target_reason", "is empty: choose at least one of T1 to T6", "请至少选择一类目标客户")}
	},
}, {
	ID: "R-SHOW-10", Collection: "event_lead", On: OnEntry, Severity: Block,
	Check: func(in *In) []models.Problem {
		if in.draft() {
			return nil
		}
		return in.needed("lead_name", "mobile")
	},
}}

// confirmed reports whether the event is past its planning: what a plan still
// lacks is no fault yet, nor what a cancelled one lacked.
func confirmed(in *In) bool {
	return !slices.Contains([]string{"", "计划中", "已派单", "已取消"}, in.text("status"))
}

// team returns the members, each counted once, and the posts that are filled.
func team(in *In) (members, posts map[string]bool) {
	var list []models.EventMember
	members, posts = map[string]bool{}, map[string]bool{}
	if json.Unmarshal(in.Record["team"], &list) != nil {
		return members, posts
	}
	for _, m := range list {
		if m.Member != "" {
			members[m.Member], posts[m.Post] = true, true
		}
	}
	return members, posts
}
