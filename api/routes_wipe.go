package api

import "fieldsync/sync"

type wipeInput struct {
	Order  string `json:"order" validate:"required,max=64,plain" doc:"As GET /v1/devices/me names it"`
	State  string `json:"state" validate:"oneof=delivering done" doc:"delivering: it still holds unsent work; done: it erases itself now"`
	Unsent int    `json:"unsent" validate:"min=0" doc:"Changesets without a receipt"`
	Proof  string `json:"proof" validate:"len=86,b64url" doc:"Ed25519 signature over 'fieldsync/wipe/1', device, order, state and unsent, each after a newline; base64url"`
}

func reportWipe(c *call, in *wipeInput) (*changesync.Wipe, error) {
	return c.s.engine.ReportWipe(c.r.Context(), c.device, changesync.WipeReport{
		Order: in.Order, State: in.State, Unsent: in.Unsent, Proof: unbase64(in.Proof),
	})
}
