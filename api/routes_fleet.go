package api

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
}

func devices(c *call, in *devicesInput) (*devicesOutput, error) {
	list, err := c.s.engine.Devices(c.r.Context(), in.User)
	out := &devicesOutput{Devices: []deviceItem{}}
	for _, d := range list {
		out.Devices = append(out.Devices, deviceItem{d.ID, d.User, d.Name, d.Status, d.N, d.Enrolled, d.LastSeen})
	}
	return out, err
}

func revokeDevice(c *call, in *challengeInput) (*done, error) {
	return &done{true}, c.s.engine.RevokeAs(c.r.Context(), c.person.User.Name, in.ID)
}
