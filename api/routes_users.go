package api

import (
	"net/http"

	"fieldsync/api/accounts"
	"fieldsync/sync"
)

// userRoutes are for administrators; what they do stands in the audit log
// under their name.
var userRoutes = []operation{
	typed(operation{
		method: "GET", path: "/v1/users", name: "users", summary: "Lists accounts by name",
	}, users),
	typed(operation{
		method: "POST", path: "/v1/users", name: "addUser", limit: signInLimit, status: http.StatusCreated,
		summary: "Makes an account, for somebody in the directory or somebody new, and an invitation for the person",
		codes: []string{codeInvalid, accounts.CodeExists, accounts.CodeRequired,
			changesync.CodeBadUser, changesync.CodeNotFound, codeFull},
	}, addUser),
	typed(operation{
		method: "POST", path: "/v1/users/{user}/invite", name: "invite", status: http.StatusCreated,
		summary: "Gives a single-use code of 72 hours with which the person sets the first password",
		codes:   []string{accounts.CodeHasPassword, accounts.CodeNotActive, codeFull},
	}, invite),
	typed(operation{
		method: "POST", path: "/v1/users/{user}/reset", name: "resetPassword", status: http.StatusCreated,
		summary: "Gives a single-use code of one hour with which the person sets a new password; all sessions end then",
		codes:   []string{accounts.CodeNoPassword, accounts.CodeNotActive, codeFull},
	}, resetPassword),
	typed(operation{
		method: "POST", path: "/v1/users/{user}/unlock", name: "unlock",
		summary: "Lets a person who waits after wrong passwords try again at once",
		codes:   []string{codeFull},
	}, unlock),
	typed(operation{
		method: "PUT", path: "/v1/users/{user}/active", name: "setActive", limit: signInLimit,
		summary: "Deactivates an account, which ends its sessions and takes its rights, or activates it again",
		codes:   []string{codeInvalid, accounts.CodeYourself, codeFull},
	}, setActive),
}

type usersInput struct {
	After string `query:"after" validate:"max=64,plain" doc:"The last name of the page before"`
	Limit int    `query:"limit" validate:"min=0,max=500" doc:"0: 100"`
}

type usersOutput struct {
	Users []userItem `json:"users"`
}

type userItem struct {
	User     string   `json:"user"`
	Staff    string   `json:"staff"`
	Name     string   `json:"name"`
	Roles    []string `json:"roles"`
	Active   bool     `json:"active" doc:"The account is, and the person is at work"`
	Password bool     `json:"password" doc:"A password was set"`
	Factor   bool     `json:"second_factor" doc:"A second factor was set up"`
	Invited  bool     `json:"invited" doc:"A code to set one is out"`
	Waiting  int64    `json:"waiting" doc:"After wrong passwords nobody is let in from a new place before, Unix ms; 0: no wait"`
	LastIn   int64    `json:"last_sign_in" doc:"Unix ms, 0: never"`
}

func users(c *call, in *usersInput) (*usersOutput, error) {
	limit := in.Limit
	if limit == 0 {
		limit = 100
	}
	list, err := c.s.people.List(c.r.Context(), in.After, limit)
	out := &usersOutput{Users: []userItem{}}
	for _, e := range list {
		out.Users = append(out.Users, userItem{e.User, e.Staff, e.Name, e.Roles, e.Active, e.HasPassword, e.SecondFactor, e.Invited, e.Waiting, e.LastIn})
	}
	return out, err
}

type addUserInput struct {
	User  string   `json:"user" validate:"required,max=64,plain" doc:"Name to sign in with"`
	Staff string   `json:"staff,omitempty" validate:"max=64,plain" doc:"Id or staff number of somebody in the directory; without it name and roles are needed"`
	Name  string   `json:"name,omitempty" validate:"max=60,plain" doc:"Of somebody new"`
	Roles []string `json:"roles,omitempty" validate:"max=24,dive,max=16,plain"`
	Team  string   `json:"team,omitempty" validate:"max=64,plain" doc:"Id or name; may be left out where there is only one"`
}

type addUserOutput struct {
	Staff string `json:"staff"`
	invitation
}

type invitation struct {
	User    string `json:"user"`
	Code    string `json:"code" doc:"For the person alone; case, spaces and the dash do not matter"`
	Expires int64  `json:"expires" doc:"Unix ms"`
}

func addUser(c *call, in *addUserInput) (*addUserOutput, error) {
	if (in.Staff == "") == (in.Name == "") {
		return nil, fail(codeInvalid, "staff", "give either staff, or name and roles of somebody new")
	}
	hired, err := c.s.people.Hire(c.r.Context(), c.person.User.Name,
		accounts.Hire{User: in.User, Staff: in.Staff, Name: in.Name, Roles: in.Roles, Team: in.Team, Invite: true})
	return &addUserOutput{hired.Staff, invitationOf(in.User, hired.Code)}, err
}

func invitationOf(user string, code accounts.Code) invitation {
	return invitation{user, code.Code, code.Expires.UnixMilli()}
}

type userInput struct {
	User string `path:"user" validate:"required,max=64,plain"`
}

func invite(c *call, in *userInput) (*invitation, error) {
	code, err := c.s.people.Invite(c.r.Context(), c.person.User.Name, in.User)
	out := invitationOf(in.User, code)
	return &out, err
}

func resetPassword(c *call, in *userInput) (*invitation, error) {
	code, err := c.s.people.Reset(c.r.Context(), c.person.User.Name, in.User)
	out := invitationOf(in.User, code)
	return &out, err
}

func unlock(c *call, in *userInput) (*done, error) {
	return &done{true}, c.s.people.Unlock(c.r.Context(), c.person.User.Name, in.User)
}

type setActiveInput struct {
	User   string `path:"user" validate:"required,max=64,plain"`
	Active bool   `json:"active" validate:"boolean"`
}

func setActive(c *call, in *setActiveInput) (*done, error) {
	return &done{true}, c.s.people.SetActive(c.r.Context(), c.person.User.Name, in.User, in.Active, false)
}
