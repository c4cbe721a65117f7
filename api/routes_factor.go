package api

import (
	"net/http"

	"fieldsync/api/accounts"
)

// factorRoutes are where people look after their second factor.
var factorRoutes = []operation{
	typed(operation{
		method: "GET", path: "/v1/me/second-factor", name: "mySecondFactor", summary: "Tells of the own second factor",
	}, mySecondFactor),
	typed(operation{
		method: "POST", path: "/v1/me/second-factor", name: "beginSecondFactor", limit: signInLimit, status: http.StatusCreated,
		summary: "Takes the password and draws the secret of an authenticator app; sign-in asks for nothing yet",
		codes:   []string{codeInvalid, accounts.CodeBadCredentials, accounts.CodeLocked, accounts.CodeHasSecondFactor, codeFull},
	}, beginSecondFactor),
	typed(operation{
		method: "PUT", path: "/v1/me/second-factor", name: "setUpSecondFactor", limit: signInLimit,
		summary: "Takes the app's first code; from then on sign-in asks for one, and all other sessions end",
		codes: []string{codeInvalid, accounts.CodeBadSecondFactor, accounts.CodeLocked,
			accounts.CodeHasSecondFactor, accounts.CodeNoSecondFactor, codeFull},
	}, setUpSecondFactor),
	typed(operation{
		method: "POST", path: "/v1/me/second-factor/remove", name: "removeSecondFactor", limit: signInLimit,
		summary: "Takes password and code and removes the own second factor; all other sessions end",
		codes:   proofCodes,
	}, removeSecondFactor),
	typed(operation{
		method: "POST", path: "/v1/me/second-factor/recovery-codes", name: "newRecoveryCodes", limit: signInLimit, status: http.StatusCreated,
		summary: "Takes password and code and gives new recovery codes, once; the earlier ones end",
		codes:   proofCodes,
	}, newRecoveryCodes),
	typed(operation{
		method: "DELETE", path: "/v1/users/{user}/second-factor", name: "resetSecondFactor",
		summary: "Takes the second factor away from a person who has lost it; his sessions end",
		codes:   []string{accounts.CodeNoSecondFactor, accounts.CodeYourself, codeFull},
	}, resetSecondFactor),
}

// proofCodes are the problems where password and code are given once more.
var proofCodes = []string{codeInvalid, accounts.CodeBadCredentials, accounts.CodeSecondFactor, accounts.CodeBadSecondFactor, accounts.CodePasswordExposed,
	accounts.CodeNoSecondFactor, accounts.CodeLocked, codeFull}

type secondFactorOutput struct {
	Set      bool  `json:"set" doc:"A code is asked for at sign-in"`
	Since    int64 `json:"since" doc:"Unix ms, 0: there is none"`
	Recovery int   `json:"recovery_codes" doc:"How many are left"`
	Missing  bool  `json:"missing" doc:"Nothing else may be done until one is set up"`
}

func mySecondFactor(c *call, _ *none) (*secondFactorOutput, error) {
	f, err := c.s.people.SecondFactor(c.r.Context(), c.person.User.Name)
	return &secondFactorOutput{f.Set, f.Since, f.Recovery, c.person.Lacks}, err
}

type beginFactorInput struct {
	Password string `json:"password" validate:"required,max=1024"`
}

type beginFactorOutput struct {
	Secret  string `json:"secret" doc:"Base32, to be typed into an authenticator app: SHA-1, 30 seconds, 6 digits"`
	URI     string `json:"uri" doc:"The same as otpauth://totp/…, to be shown as a QR code"`
	Expires int64  `json:"expires" doc:"The first code is taken until then, in this session, Unix ms"`
}

func beginSecondFactor(c *call, in *beginFactorInput) (*beginFactorOutput, error) {
	s, err := c.s.people.BeginSecondFactor(c.r.Context(), c.person, in.Password)
	return &beginFactorOutput{s.Secret, s.URI, s.Expires.UnixMilli()}, err
}

type setUpFactorInput struct {
	Code string `json:"code" validate:"required,max=64,plain" doc:"That the app shows now"`
}

type recoveryOutput struct {
	Recovery []string `json:"recovery_codes" doc:"To be kept on paper: each works once in the place of a code. They are not shown again"`
}

func setUpSecondFactor(c *call, in *setUpFactorInput) (*recoveryOutput, error) {
	codes, err := c.s.people.SetUpSecondFactor(c.r.Context(), c.person, in.Code)
	return &recoveryOutput{codes}, err
}

type proofInput struct {
	Password string `json:"password" validate:"required,max=1024"`
	Code     string `json:"code,omitempty" validate:"max=64,plain" doc:"Of the second factor, where the account has one"`
}

func (in *proofInput) proof() accounts.Proof {
	return accounts.Proof{Password: in.Password, Code: in.Code}
}

func removeSecondFactor(c *call, in *proofInput) (*done, error) {
	return &done{true}, c.s.people.RemoveSecondFactor(c.r.Context(), c.person, in.proof())
}

func newRecoveryCodes(c *call, in *proofInput) (*recoveryOutput, error) {
	codes, err := c.s.people.NewRecoveryCodes(c.r.Context(), c.person, in.proof())
	return &recoveryOutput{codes}, err
}

func resetSecondFactor(c *call, in *userInput) (*done, error) {
	return &done{true}, c.s.people.ResetSecondFactor(c.r.Context(), c.person.User.Name, in.User)
}
