package scenario

import (
	"encoding/json"
	"path/filepath"
	"testing"
)

// phone is a home of the field command.
type phone struct {
	t    *testing.T
	user string
	home string
}

func newPhone(t *testing.T, s *server, n *network, user string) *phone {
	t.Helper()
	p := &phone{t: t, user: user, home: filepath.Join(t.TempDir(), user)}
	p.field("enroll", "--server", n.url, "--code", s.code(user))
	p.field("sync")
	return p
}

// try runs field and gives its answer and exit status.
func (p *phone) try(args ...string) ([]byte, int) {
	p.t.Helper()
	out, errs, status := run(p.t, "field", append([]string{"--home", p.home, "--json"}, args...)...)
	if status != 0 {
		p.t.Logf("%s: field %v: status %d: %s", p.user, args, status, errs)
	}
	return out, status
}

// field runs it and expects success.
func (p *phone) field(args ...string) []byte {
	p.t.Helper()
	out, status := p.try(args...)
	if status != 0 {
		p.t.Fatalf("%s: field %v failed:\n%s", p.user, args, out)
	}
	return out
}

func (p *phone) into(v any, args ...string) {
	p.t.Helper()
	out := p.field(args...)
	if err := json.Unmarshal(out, v); err != nil {
		p.t.Fatalf("%s: field %v printed %q: %v", p.user, args, out, err)
	}
}

type written struct {
	ID        string `json:"id"`
	Changeset string `json:"changeset"`
}

// put writes one record and gives its id.
func (p *phone) put(collection string, sets ...string) string {
	p.t.Helper()
	args := []string{"put", collection}
	if len(sets) > 0 && !isSet(sets[0]) {
		args, sets = append(args, sets[0]), sets[1:]
	}
	for _, s := range sets {
		args = append(args, "--set", s)
	}
	var w written
	p.into(&w, args...)
	return w.ID
}

func isSet(s string) bool {
	for _, c := range s {
		if c == '=' {
			return true
		}
	}
	return false
}

type record struct {
	ID     string                     `json:"id"`
	Scope  string                     `json:"scope"`
	Values map[string]json.RawMessage `json:"values"`
}

func (r record) text(field string) string {
	var s string
	_ = json.Unmarshal(r.Values[field], &s)
	return s
}

func (p *phone) list(collection string) []record {
	p.t.Helper()
	var out []record
	p.into(&out, "list", collection)
	return out
}

func (p *phone) get(collection, id string) record {
	p.t.Helper()
	var out record
	p.into(&out, "get", collection, id)
	return out
}

type status struct {
	State     string `json:"state"`
	Waiting   int    `json:"waiting"`
	Attention int    `json:"attention"`
}

func (p *phone) status() (s status) {
	p.t.Helper()
	p.into(&s, "status")
	return s
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
	p.into(&c, "conflicts")
	return c
}
