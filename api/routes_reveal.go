package api

import (
	"encoding/json"

	"fieldsync/sync"
)

// revealLimit bounds the body of one question.
const revealLimit = 4 << 10

var revealRoutes = []operation{
	typed(operation{
		method: "POST", path: "/v1/reveals", name: "reveal", limit: revealLimit,
		summary: "Shows one field that the user sees masked; who asked and why is in the audit log before the answer leaves",
		codes:   revealCodes,
	}, reveal),
}

var revealCodes = []string{codeInvalid, changesync.CodeNotFound, changesync.CodeBadReason, changesync.CodeNotPersonal, changesync.CodeNotAllowed, changesync.FlagNoConsent, codeRateLimited, codeFull}

type revealInput struct {
	Collection string `json:"collection" validate:"required,max=64,plain,excludesall=/"`
	ID         string `json:"id" validate:"required,max=64,plain,excludesall=/"`
	Field      string `json:"field" validate:"required,max=64,plain"`
	Reason     string `json:"reason" validate:"required,max=2000" doc:"What the value is needed for, 4 to 200 characters; it is kept"`
}

type revealOutput struct {
	Value json.RawMessage `json:"value" doc:"The shown value, null where there is none"`
}

func reveal(c *call, in *revealInput) (*revealOutput, error) { return c.reveal(c.device, in) }

func officeReveal(c *call, in *revealInput) (*revealOutput, error) {
	return c.reveal(changesync.Device{User: c.person.User.Name, ID: "session " + c.person.Session}, in)
}

func (c *call) reveal(caller changesync.Device, in *revealInput) (*revealOutput, error) {
	if !c.s.revealRate.allow(caller.User) {
		return nil, fail(codeRateLimited, "", "too many values revealed, try again in a minute")
	}
	key := changesync.Key{Collection: in.Collection, ID: in.ID}
	value, err := c.s.engine.Reveal(c.r.Context(), caller, key, in.Field, in.Reason)
	if err != nil {
		return nil, err
	}
	return &revealOutput{Value: value}, nil
}
