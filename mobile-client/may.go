package mobile

import (
	"context"
	"slices"
	"strings"

	"fieldsync/models"
	"fieldsync/models/rules"
)

// May asks the handbook's rules about something before it is done that is no
// record: a call, the use of a right, leaving the office. Actions and their
// values are those of rules.Action, without the @; a customer or a member of
// staff among the values leads to what this device knows. It writes nothing.
// Errors: unknown_action, unknown_value, required.
func (c *Client) May(ctx context.Context, action string, values models.Values) ([]Advice, error) {
	if err := c.mayUse(); err != nil {
		return nil, err
	}
	if known := rules.Actions(); !slices.Contains(known, action) {
		list := strings.Join(known, ", ")
		return nil, &models.Error{Code: CodeUnknownAction, Field: "action", Message: "no rule is about " + action,
			ZH: "没有关于 " + action + " 的规则", Hint: "ask about one of " + list, HintZH: "可询问:" + list}
	}
	if err := rules.CheckAction(action, values); err != nil {
		return nil, err
	}
	w := &ruleWorld{c: c, ctx: ctx, r: c.replica}
	in := w.in(Key{Collection: "@" + action}, values)
	var out []Advice
	for _, p := range rules.Action("@"+action, in) {
		out = append(out, Advice{Collection: "@" + action, Field: p.Field, Code: p.Code, Severity: string(rules.ActionGrade(p.Code, in)), Message: p.Message, ZH: p.ZH})
	}
	return out, w.failed
}
