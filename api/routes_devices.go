package api

import (
	"net/http"

	"fieldsync/sync"
)

const signInLimit = 8 << 10

var deviceRoutes = []operation{
	typed(operation{
		method: "POST", path: "/v1/devices", name: "enrol", limit: signInLimit, status: http.StatusCreated,
		summary: "Exchanges a single-use code, with proof of the device's key, for a device and its token",
		codes:   []string{codeInvalid, changesync.CodeBadCode, changesync.CodeOtherUser, changesync.CodeBadSignature},
	}, enrol),
	typed(operation{
		method: "POST", path: "/v1/devices/{id}/challenge", name: "challenge",
		summary: "Gives a nonce to sign for a new token; it holds two minutes",
		codes:   []string{changesync.CodeNotFound},
	}, challenge),
	typed(operation{
		method: "POST", path: "/v1/devices/{id}/token", name: "refreshToken", limit: signInLimit,
		summary: "Gives a new token for the nonce signed with the device's key; the old one lives until the new one is used",
		codes:   []string{codeInvalid, changesync.CodeNotFound, changesync.CodeUnauthorised},
	}, refreshToken),
	typed(operation{
		method: "GET", path: "/v1/devices/me", name: "me",
		summary: "Says how the server knows the calling device",
	}, me),
	typed(operation{
		method: "POST", path: "/v1/devices/me/wipe", name: "reportWipe", limit: signInLimit,
		summary: "Takes the device's word about the order to erase itself: what it still holds, or that nothing is left to deliver",
		codes:   []string{codeInvalid, changesync.CodeNotFound, changesync.CodeBadSignature, changesync.CodeUnsentKept},
	}, reportWipe),
}

type enrolInput struct {
	Code      string `json:"code" validate:"required,max=32,plain" doc:"As shown or scanned; case, spaces and the dash do not matter"`
	Name      string `json:"name" validate:"max=100,plain" doc:"What people call the device"`
	User      string `json:"user,omitempty" validate:"max=64,plain" doc:"Whose data the device holds already: a code of somebody else is refused and not used up"`
	PublicKey string `json:"public_key" validate:"len=43,b64url" doc:"Ed25519, base64url"`
	Proof     string `json:"proof" validate:"len=86,b64url" doc:"Ed25519 signature over 'fieldsync/enrol/1', newline, the code in upper case without spaces and dashes, O read as 0, I and L as 1, newline, the key's bytes; base64url"`
}

func enrol(c *call, in *enrolInput) (*changesync.Enrolment, error) {
	return c.s.engine.EnrolAs(c.r.Context(), in.User, in.Code, in.Name, unbase64(in.PublicKey), unbase64(in.Proof))
}

type challengeInput struct {
	ID string `path:"id" validate:"required,max=64,plain"`
}

type challengeOutput struct {
	Nonce string `json:"nonce"`
}

func challenge(c *call, in *challengeInput) (*challengeOutput, error) {
	nonce, err := c.s.engine.Challenge(c.r.Context(), in.ID)
	return &challengeOutput{nonce}, err
}

type tokenInput struct {
	ID       string `path:"id" validate:"required,max=64,plain"`
	Nonce    string `json:"nonce" validate:"required,max=128,plain"`
	Proof    string `json:"proof" validate:"len=86,b64url" doc:"Ed25519 signature over 'fieldsync/refresh/1', newline, the device, newline, the nonce; base64url"`
	OldToken string `json:"old_token,omitempty" validate:"max=256,plain" doc:"Ends when the new token is first used"`
	// Certificate is as enrolment gave it.
	Certificate string `json:"certificate,omitempty" validate:"max=2048,plain" doc:"From enrolment: a server restored from an older backup knows the device again by it and then asks for another challenge"`
}

type tokenOutput struct {
	Token   string `json:"token"`
	Expires int64  `json:"expires" doc:"Unix ms"`
}

func refreshToken(c *call, in *tokenInput) (*tokenOutput, error) {
	token, expires, err := c.s.engine.Refresh(c.r.Context(), in.ID, in.Nonce, in.OldToken, in.Certificate, unbase64(in.Proof))
	return &tokenOutput{token, expires}, err
}

type meOutput struct {
	Device    string `json:"device"`
	User      string `json:"user"`
	Name      string `json:"name"`
	Status    string `json:"status" doc:"active or revoked"`
	ExpectedN uint64 `json:"expected_n" doc:"The next n that the server takes from this device"`
	Enrolled  int64  `json:"enrolled" doc:"Unix ms"`
	LastSeen  int64  `json:"last_seen" doc:"Last push, Unix ms, 0: none"`
	Epoch     string `json:"epoch"`
	// Wipe is the order it is under.
	Wipe *changesync.Wipe `json:"wipe,omitempty" doc:"The order to erase itself, where there is one"`
}

func me(c *call, _ *none) (*meOutput, error) {
	d := &c.device
	wipe, err := c.s.engine.WipeOf(c.r.Context(), d.ID)
	return &meOutput{
		Device: d.ID, User: d.User, Name: d.Name, Status: d.Status, ExpectedN: d.N + 1,
		Enrolled: d.Enrolled, LastSeen: d.LastSeen, Epoch: c.s.engine.Epoch(), Wipe: wipe,
	}, err
}
