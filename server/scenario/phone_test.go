package scenario

import (
	"encoding/json"
	"testing"

	"fieldsync/server/trial"
)

// phone is a phone of the story.
type phone struct {
	*trial.Phone
	t *testing.T
}

func newPhone(t *testing.T, s *trial.Server, n *network, user string) *phone {
	t.Helper()
	return &phone{trial.NewPhone(t, s, n.url, user), t}
}

type conflict struct {
	ID         string          `json:"id"`
	Collection string          `json:"collection"`
	Record     string          `json:"record"`
	Field      string          `json:"field"`
	Base       json.RawMessage `json:"base"`
	Open       bool            `json:"open"`
	Values     []struct {
		Value         json.RawMessage `json:"value"`
		Author        string          `json:"author"`
		Device        string          `json:"device"`
		DeviceTime    string          `json:"device_time"`
		EffectiveTime string          `json:"effective_time"`
		Dot           string          `json:"dot"`
	} `json:"values"`
}

func (p *phone) conflicts() (c []conflict) {
	p.t.Helper()
	p.Into(&c, "conflicts")
	return c
}
