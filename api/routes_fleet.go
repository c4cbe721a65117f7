package api

import "fieldsync/sync"

// deviceAdminRoutes are what an administrator sees and does of everybody's
// devices.
var deviceAdminRoutes = []operation{
	typed(operation{
		method: "GET", path: "/v1/devices", name: "devices", summary: "Lists the enrolled devices, the server's own ones too",
	}, devices),
	typed(operation{
		method: "POST", path: "/v1/devices/{id}/revoke", name: "revokeDevice",
		summary: "Takes a device's rights: what it still delivers goes into quarantine",
		codes:   []string{codeFull},
	}, revokeDevice),
	typed(operation{
		method: "POST", path: "/v1/devices/{id}/wipe", name: "wipeDevice", limit: signInLimit,
		summary: "Orders a lost device to deliver what it holds and then to erase itself",
		codes:   []string{codeInvalid, codeFull},
	}, orderWipe),
}

type devicesInput struct {
	User string `query:"user" validate:"max=64,plain" doc:"Only the devices of this user"`
}

type devicesOutput struct {
	Devices []deviceItem `json:"devices"`
}

type deviceItem struct {
	ID         string `json:"id"`
	User       string `json:"user"`
	Name       string `json:"name"`
	Status     string `json:"status" doc:"active, revoked or server"`
	Changesets uint64 `json:"changesets"`
	Enrolled   int64  `json:"enrolled" doc:"Unix ms"`
	LastPush   int64  `json:"last_push" doc:"Unix ms, 0: never"`
	Copied     int64  `json:"copied,omitempty" doc:"When it turned out that there is a copy of it, Unix ms"`
	// Wipe is the order it is under.
	Wipe *changesync.Wipe `json:"wipe,omitempty" doc:"The order to erase itself, where there is one, with how far it is"`
}

func devices(c *call, in *devicesInput) (*devicesOutput, error) {
	list, err := c.s.engine.Devices(c.r.Context(), in.User)
	out := &devicesOutput{Devices: []deviceItem{}}
	if err != nil {
		return nil, err
	}
	wipes, err := c.s.engine.Wipes(c.r.Context())
	if err != nil {
		return nil, err
	}
	copied, err := c.s.engine.Copied(c.r.Context())
	if err != nil {
		return nil, err
	}
	for _, d := range list {
		out.Devices = append(out.Devices, deviceItem{d.ID, d.User, d.Name, d.Status, d.N, d.Enrolled, d.LastSeen, copied[d.ID], wipes[d.ID]})
	}
	return out, nil
}

func revokeDevice(c *call, in *challengeInput) (*done, error) {
	return &done{true}, c.s.engine.RevokeAs(c.r.Context(), c.person.User.Name, in.ID)
}

type wipeOrderInput struct {
	ID      string `path:"id" validate:"required,max=64,plain"`
	Discard bool   `json:"discard_unsent,omitempty" validate:"boolean" doc:"It may also erase what it cannot deliver"`
}

func orderWipe(c *call, in *wipeOrderInput) (*changesync.Wipe, error) {
	ctx := c.r.Context()
	if err := c.s.engine.OrderWipeAs(ctx, c.person.User.Name, in.ID, in.Discard); err != nil {
		return nil, err
	}
	return c.s.engine.WipeOf(ctx, in.ID)
}
