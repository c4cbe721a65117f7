package api

import (
	"net/http"

	"fieldsync/api/accounts"
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

// withBothFactors is the step that stops who needs a second factor and has
// none: he was let in to set it up.
func withBothFactors(_ *Server, next handler) handler {
	return func(c *call) error {
		if c.person.Lacks {
			return &models.Error{Code: accounts.CodeSetUpSecondFactor, Message: "your role needs a second factor at sign-in: set one up first",
				ZH: "您的角色须先设置第二因素", Hint: "POST /v1/me/second-factor, then PUT the code that the app shows", HintZH: "请先设置身份验证应用"}
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
		if c.r.Method != http.MethodGet {
			if err := c.confirmed(); err != nil {
				return err
			}
		}
		return next(c)
	}
}

// confirmed says no to an administrator who has not given his password lately.
func (c *call) confirmed() error {
	if !c.person.Administers() || c.person.Fresh {
		return nil
	}
	return &models.Error{Code: codeConfirm, Field: "password", Message: "give your password once more, and the code if you have a second factor", ZH: "请再次输入密码(设有第二因素的,同时输入验证码)",
		Hint: "POST /v1/me/confirm, then try again", HintZH: "确认密码后重试"}
}
