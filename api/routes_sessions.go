package api

import (
	"net/http"

	"fieldsync/api/accounts"
	"fieldsync/sync"
)

// sessionRoutes let people in. There is no cookie: a browser sends nothing by
// itself, so no other site can use a session.
var sessionRoutes = []operation{
	typed(operation{
		method: "POST", path: "/v1/sessions", name: "signIn", limit: signInLimit, status: http.StatusCreated,
		summary: "Lets a person in by name and password, or gives a ticket where a code is needed too; after five wrong ones in a row the same way waits, longer each time",
		codes:   []string{codeInvalid, accounts.CodeBadCredentials, accounts.CodePublicPassword, accounts.CodeSecondFactor, accounts.CodeLocked, codeFull},
	}, openSession),
	typed(operation{
		method: "POST", path: "/v1/sessions/code", name: "signInCode", limit: signInLimit, status: http.StatusCreated,
		summary: "Finishes a sign-in by the ticket that it gave and a code of the second factor; wrong codes count like wrong passwords",
		codes:   []string{codeInvalid, accounts.CodeBadTicket, accounts.CodeBadSecondFactor, accounts.CodePasswordExposed, accounts.CodeLocked, codeFull},
	}, finishSession),
	typed(operation{
		method: "POST", path: "/v1/passwords", name: "setPassword", limit: signInLimit, status: http.StatusCreated,
		summary: "Sets a password by a single-use code from an administrator, ends all sessions and lets the person in, or gives a ticket where a second factor is set",
		codes:   []string{codeInvalid, changesync.CodeBadCode, accounts.CodeWeakPassword, accounts.CodeSecondFactor, codeFull},
	}, setPassword),
}

type sessionInput struct {
	User     string `json:"user" validate:"required,max=64,plain"`
	Password string `json:"password" validate:"required,max=1024" doc:"Of any characters"`
	Known    string `json:"known,omitempty" validate:"max=256,plain" doc:"From an earlier sign-in at the same place, or the token of an enrolled device of the user: strangers' guesses do not hold up a known place"`
	Agent    string `json:"agent,omitempty" validate:"max=100,plain" doc:"What the program calls itself, for the list of sessions"`
}

type sessionOutput struct {
	Token         string   `json:"token" doc:"Of the session, a bearer token"`
	Known         string   `json:"known" doc:"To be kept, and sent at the next sign-in from here"`
	Expires       int64    `json:"expires" doc:"At the latest, Unix ms; earlier when the session is not used"`
	User          string   `json:"user"`
	Staff         string   `json:"staff"`
	Name          string   `json:"name" doc:"Of the person"`
	Roles         []string `json:"roles"`
	Administrator bool     `json:"administrator"`
	Missing       bool     `json:"second_factor_missing" doc:"Nothing else may be done until one is set up: POST /v1/me/second-factor"`
}

func openSession(c *call, in *sessionInput) (*sessionOutput, error) {
	got, err := c.s.people.SignIn(c.r.Context(), accounts.Attempt{User: in.User, Password: in.Password, Known: in.Known, Agent: in.Agent})
	if err != nil {
		return nil, err
	}
	return sessionOf(got), nil
}

type finishInput struct {
	User   string `json:"user" validate:"required,max=64,plain"`
	Ticket string `json:"ticket" validate:"required,max=256,plain" doc:"That came with second_factor_required"`
	Code   string `json:"code" validate:"required,max=64,plain" doc:"That the app shows now, or a recovery code"`
	Known  string `json:"known,omitempty" validate:"max=256,plain" doc:"The same as with the password"`
	Agent  string `json:"agent,omitempty" validate:"max=100,plain" doc:"What the program calls itself, for the list of sessions"`
}

func finishSession(c *call, in *finishInput) (*sessionOutput, error) {
	got, err := c.s.people.SignInCode(c.r.Context(), accounts.Attempt{User: in.User, Known: in.Known, Agent: in.Agent}, in.Ticket, in.Code)
	if err != nil {
		return nil, err
	}
	return sessionOf(got), nil
}

func sessionOf(in *accounts.SignedIn) *sessionOutput {
	return &sessionOutput{
		Token: in.Token, Known: in.Known, Expires: in.Expires, User: in.User.Name, Staff: in.User.Staff,
		Name: in.Name(), Roles: in.Roles, Administrator: in.Administers(), Missing: in.Lacks,
	}
}

type passwordInput struct {
	User     string `json:"user" validate:"required,max=64,plain"`
	Code     string `json:"code" validate:"required,max=32,plain" doc:"Case, spaces and the dash do not matter"`
	Password string `json:"password" validate:"required,max=1024" doc:"12 to 128 characters of any kind, not easily guessed"`
	Agent    string `json:"agent,omitempty" validate:"max=100,plain" doc:"What the program calls itself, for the list of sessions"`
}

func setPassword(c *call, in *passwordInput) (*sessionOutput, error) {
	got, err := c.s.people.SetPassword(c.r.Context(), accounts.Attempt{User: in.User, Password: in.Password, Agent: in.Agent}, in.Code)
	if err != nil {
		return nil, err
	}
	return sessionOf(got), nil
}
