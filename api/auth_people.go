package api

import (
	"net/http"

	"fieldsync/models"
	"fieldsync/sync"
)

// signedIn is the step that finds the person who calls.
func signedIn(s *Server, next handler) handler {
	return func(c *call) error {
		token := bearer(c.r)
		if token == "" {
			return fail(changesync.CodeUnauthorised, "Authorization", "send the session's token as a bearer token")
		}
		who, err := s.people.Authenticate(c.r.Context(), token)
		if err != nil {
			return err
		}
		c.person = who
		c.trace.session = who.Session
		if !s.deviceRate.allow("session " + who.Session) {
			return fail(codeRateLimited, "", "this session asks too often: try again in a minute")
		}
		return next(c)
	}
}

// onlyAdministrator is the step before what concerns other people's accounts.
// What changes something asks for a password that was given just now.
func onlyAdministrator(_ *Server, next handler) handler {
	return func(c *call) error {
		if !c.person.Administers() {
			return fail(codeForbidden, "", "this is for administrators")
		}
		if c.r.Method != http.MethodGet && !c.person.Fresh {
			return &models.Error{Code: codeConfirm, Field: "password", Message: "give your password once more", ZH: "请再次输入密码",
				Hint: "POST /v1/me/confirm, then try again", HintZH: "确认密码后重试"}
		}
		return next(c)
	}
}
