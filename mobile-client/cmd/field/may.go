package main

import (
	"encoding/json"
	"slices"
	"strings"

	mobile "fieldsync/mobile-client"
	"fieldsync/models"
	"fieldsync/models/rules"
)

// permission is the answer for programs.
type permission struct {
	Allowed bool            `json:"allowed"`
	Advice  []mobile.Advice `json:"advice"`
}

// Run asks; it fails where a rule blocks, and tells what one warns of.
func (m *mayCmd) Run(a *app) error {
	c, err := a.unlocked()
	if err != nil {
		return err
	}
	values := models.Values{}
	for _, pair := range m.Set {
		name, value, ok := strings.Cut(pair, "=")
		if !ok {
			return &models.Error{Code: "usage", Field: pair, Message: "say name=value", ZH: "请写成 名称=值"}
		}
		values[name] = jsonOrText(value)
	}
	found, err := c.May(a.ctx, m.Action, values)
	if err != nil {
		return err
	}
	allowed := !slices.ContainsFunc(found, func(p mobile.Advice) bool { return p.Severity == string(rules.Block) })
	a.advise(found)
	err = a.print(permission{allowed, slices.Concat([]mobile.Advice{}, found)}, func() {
		if allowed {
			a.line("%s", a.say("may"))
		}
	})
	if err == nil && !allowed {
		a.warn("field: %s", a.say("may_not"))
		err = errTold
	}
	return err
}

// jsonOrText takes a value as JSON where it is such, otherwise as a text.
func jsonOrText(value string) json.RawMessage {
	if json.Valid([]byte(value)) {
		return json.RawMessage(value)
	}
	raw, _ := json.Marshal(value) // a string always marshals
	return raw
}
