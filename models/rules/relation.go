package rules

import (
	"slices"
	"strings"
	"time"

	"fieldsync/models"
	"fieldsync/models/tree"
)

func one(field, en, zh string) []models.Problem { return []models.Problem{problem(field, en, zh)} }

// checkTree asks the one reader of the trees whether a relation that is entered
// now would be ignored.
func checkTree(in *In) []models.Problem {
	why := tree.Would(tree.Of(in.ID, in.Record, 0), func(customer string) (out []tree.Edge) {
		for _, f := range in.related("customer_relation", "child", customer, time.Time{}) {
			out = append(out, tree.Of(f.ID, f.Values, 0))
		}
		return out
	})
	if why == "" {
		return nil
	}
	en, zh := why.Words()
	return one("parent", en, zh)
}

// chainOpen tells who serves a customer which of the three roles nobody of the
// decision chain has, once a month. It is the chain that is incomplete, not one
// of its members.
func chainOpen(in *In) []Effect {
	members := in.related("decision_chain_member", "customer", in.ID, time.Time{})
	if in.Now.IsZero() || len(members) == 0 {
		return nil
	}
	missing := map[string]bool{"user": true, "checker": true, "approver": true}
	for _, f := range members {
		delete(missing, textOf(f.Values, "chain_role"))
	}
	if len(missing) == 0 {
		return nil
	}
	role := models.Default().Collection("decision_chain_member").Field("chain_role")
	var zh, en []string
	for _, name := range sorted(missing) {
		label := role.OptionLabel(name)
		zh, en = append(zh, label.ZH), append(en, strings.ToLower(label.EN))
	}
	return during(in.month(), tell(in.someone("CSM", "service_manager"),
		"the decision chain lacks "+strings.Join(en, ", ")+": add them", "决策链还缺:"+strings.Join(zh, "、")))
}

func sorted(set map[string]bool) (list []string) {
	for name := range set {
		list = append(list, name)
	}
	slices.Sort(list)
	return list
}

// checkProposal keeps high-value services from a customer in growth who did not
// ask for them.
func checkProposal(in *In) []models.Problem {
	if !in.empty("needs") || in.empty("proposal") {
		return nil
	}
	if textOf(in.linked("customer", "customer"), "lifecycle_stage") != "成长期" {
		return nil
	}
	proposal := in.text("proposal")
	for _, word := range in.Params.Words("high_value_words") {
		if strings.Contains(proposal, word) {
			return one("proposal", "offers "+word+" to a customer in growth who did not ask: begin with simple services",
				"成长期客户未提出需求,不宜推荐"+word)
		}
	}
	return nil
}
