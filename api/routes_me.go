package api

import (
	"net/http"
	"slices"

	"fieldsync/api/accounts"
	"fieldsync/models"
	"fieldsync/sync"
)

// meRoutes are what a person who is signed in does for himself.
var meRoutes = []operation{
	typed(operation{
		method: "GET", path: "/v1/me", name: "whoAmI", summary: "Says who is signed in",
	}, whoAmI),
	typed(operation{
		method: "PUT", path: "/v1/me/password", name: "changePassword", limit: signInLimit,
		summary: "Changes the own password; all other sessions end",
		codes:   append([]string{accounts.CodeWeakPassword}, proofCodes...),
	}, changePassword),
	typed(operation{
		method: "POST", path: "/v1/me/confirm", name: "confirmPassword", limit: signInLimit,
		summary: "Takes the password, and the code of a second factor, once more, as an administrator's deeds need after fifteen minutes",
		codes:   proofCodes,
	}, confirmPassword),
	typed(operation{
		method: "GET", path: "/v1/me/devices", name: "myDevices", summary: "Lists the own devices",
	}, myDevices),
	typed(operation{
		method: "POST", path: "/v1/me/devices/{id}/revoke", name: "revokeMyDevice",
		summary: "Takes the rights of an own device, as one that was lost: what it still delivers goes into quarantine",
		codes:   []string{codeFull},
	}, revokeMyDevice),
	typed(operation{
		method: "POST", path: "/v1/me/device-codes", name: "newDeviceCode", status: http.StatusCreated,
		summary: "Gives a single-use code of ten minutes that enrols an own device; an administrator has to have given the password lately",
		codes:   []string{codeRateLimited, codeConfirm, codeFull},
	}, newDeviceCode),
	typed(operation{
		method: "GET", path: "/v1/me/sessions", name: "mySessions", summary: "Lists the own sessions that still hold",
	}, mySessions),
	typed(operation{
		method: "DELETE", path: "/v1/me/sessions", name: "signOutEverywhere", summary: "Ends all own sessions, this one too",
		codes: []string{codeFull},
	}, signOutEverywhere),
	typed(operation{
		method: "DELETE", path: "/v1/me/sessions/{id}", name: "signOut", summary: "Ends one own session; current is this one",
		codes: []string{codeFull},
	}, signOut),
}

type whoOutput struct {
	User          string   `json:"user"`
	Staff         string   `json:"staff"`
	Name          string   `json:"name" doc:"Of the person"`
	Roles         []string `json:"roles"`
	Administrator bool     `json:"administrator"`
	Session       string   `json:"session" doc:"Id of this session"`
	Expires       int64    `json:"expires" doc:"At the latest, Unix ms"`
	SecondFactor  bool     `json:"second_factor" doc:"Where the password is asked for, a code is as well"`
	Missing       bool     `json:"second_factor_missing" doc:"Nothing else may be done until one is set up: POST /v1/me/second-factor"`
}

func whoAmI(c *call, _ *none) (*whoOutput, error) {
	p := c.person
	return &whoOutput{p.User.Name, p.User.Staff, p.Name(), p.Roles, p.Administers(), p.Session, p.Expires, p.Factor, p.Lacks}, nil
}

type changePasswordInput struct {
	Old      string `json:"old_password" validate:"required,max=1024"`
	Code     string `json:"code,omitempty" validate:"max=64,plain" doc:"Of the second factor, where the account has one"`
	Password string `json:"password" validate:"required,max=1024" doc:"12 to 128 characters of any kind, not easily guessed"`
}

// done is the answer where there is nothing to tell.
type done struct {
	Done bool `json:"done"`
}

func changePassword(c *call, in *changePasswordInput) (*done, error) {
	return &done{true}, c.s.people.ChangePassword(c.r.Context(), c.person, accounts.Proof{Password: in.Old, Code: in.Code}, in.Password)
}

func confirmPassword(c *call, in *proofInput) (*done, error) {
	return &done{true}, c.s.people.Confirm(c.r.Context(), c.person, in.proof())
}

func myDevices(c *call, _ *none) (*devicesOutput, error) {
	return devices(c, &devicesInput{User: c.person.User.Name})
}

// revokeMyDevice answers for a device of somebody else as for none.
func revokeMyDevice(c *call, in *challengeInput) (*done, error) {
	list, err := c.s.engine.Devices(c.r.Context(), c.person.User.Name)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(list, func(d changesync.Device) bool { return d.ID == in.ID }) {
		return nil, &models.Error{Code: changesync.CodeNotFound, Message: "there is nothing here, or nothing that you may see"}
	}
	return revokeDevice(c, in)
}

type deviceCodeOutput struct {
	Code    string `json:"code" doc:"To be typed; case, spaces and the dash do not matter"`
	Expires int64  `json:"expires" doc:"Unix ms"`
	Server  string `json:"server" doc:"Address to be typed with the code"`
	URL     string `json:"url" doc:"Address and code in one, to be shown as a QR code"`
}

func newDeviceCode(c *call, _ *none) (*deviceCodeOutput, error) {
	if err := c.confirmed(); err != nil {
		return nil, err
	}
	if !c.s.codeRate.allow(c.person.User.Name) {
		return nil, fail(codeRateLimited, "", "too many codes, try again in a minute")
	}
	code, err := c.s.engine.NewCode(c.r.Context(), c.person.User.Name)
	if err != nil {
		return nil, err
	}
	server := c.s.opt.PublicURL
	return &deviceCodeOutput{code.Code, code.Expires.UnixMilli(), server, changesync.EnrolLink(server, code.Code)}, nil
}

type sessionsOutput struct {
	Sessions []sessionItem `json:"sessions"`
}

type sessionItem struct {
	ID      string `json:"id"`
	Current bool   `json:"current"`
	Made    int64  `json:"made" doc:"Unix ms"`
	Used    int64  `json:"used" doc:"About, Unix ms"`
	Expires int64  `json:"expires" doc:"At the latest, Unix ms"`
	Agent   string `json:"agent"`
}

func mySessions(c *call, _ *none) (*sessionsOutput, error) {
	list, err := c.s.people.Sessions(c.r.Context(), c.person.User.Name)
	out := &sessionsOutput{Sessions: []sessionItem{}}
	for _, s := range list {
		out.Sessions = append(out.Sessions, sessionItem{s.ID, s.ID == c.person.Session, s.Made, s.Used, s.Expires, s.Agent})
	}
	return out, err
}

func signOutEverywhere(c *call, _ *none) (*done, error) {
	return &done{true}, c.s.people.SignOut(c.r.Context(), c.person.User.Name, "")
}

type signOutInput struct {
	ID string `path:"id" validate:"required,max=64,plain"`
}

func signOut(c *call, in *signOutInput) (*done, error) {
	if in.ID == "current" {
		in.ID = c.person.Session
	}
	return &done{true}, c.s.people.SignOut(c.r.Context(), c.person.User.Name, in.ID)
}
