package trial

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
)

// Phone is a home of the field command.
type Phone struct {
	User string
	Home string
	t    testing.TB
}

// NewPhone enrols a phone at a server, by way of url, and syncs it.
func NewPhone(t testing.TB, s *Server, url, user string) *Phone {
	t.Helper()
	return PhoneIn(t, s, url, user, filepath.Join(t.TempDir(), user))
}

// PhoneIn is NewPhone with a folder for its home.
func PhoneIn(t testing.TB, s *Server, url, user, home string) *Phone {
	t.Helper()
	p := &Phone{t: t, User: user, Home: home}
	p.Field("enroll", "--server", url, "--code", s.Code(user))
	p.Field("sync")
	return p
}

// Database is the path of its database.
func (p *Phone) Database() string { return filepath.Join(p.Home, "field.db") }

// Call runs field with more variables and gives all of the result.
func (p *Phone) Call(env []string, args ...string) Result {
	p.t.Helper()
	return Run(p.t, env, "field", append([]string{"--home", p.Home, "--json"}, args...)...)
}

// Try runs field and gives its answer and exit status.
func (p *Phone) Try(args ...string) ([]byte, int) {
	p.t.Helper()
	r := p.Call(nil, args...)
	if r.Status != 0 {
		p.t.Logf("%s: field %v: status %d: %s", p.User, args, r.Status, r.Err)
	}
	return r.Out, r.Status
}

// Field runs it and expects success.
func (p *Phone) Field(args ...string) []byte {
	p.t.Helper()
	out, status := p.Try(args...)
	if status != 0 {
		p.t.Fatalf("%s: field %v failed:\n%s", p.User, args, out)
	}
	return out
}

// Into reads the JSON that a successful command prints.
func (p *Phone) Into(v any, args ...string) {
	p.t.Helper()
	out := p.Field(args...)
	if err := json.Unmarshal(out, v); err != nil {
		p.t.Fatalf("%s: field %v printed %q: %v", p.User, args, out, err)
	}
}

// Put writes one record, named in the first of sets when that has no "=", and
// gives its id.
func (p *Phone) Put(collection string, sets ...string) string {
	p.t.Helper()
	args := []string{"put", collection}
	if len(sets) > 0 && !strings.Contains(sets[0], "=") {
		args, sets = append(args, sets[0]), sets[1:]
	}
	for _, s := range sets {
		args = append(args, "--set", s)
	}
	var w struct {
		ID string `json:"id"`
	}
	p.Into(&w, args...)
	return w.ID
}

// Record is a record as field prints it.
type Record struct {
	ID     string                     `json:"id"`
	Scope  string                     `json:"scope"`
	Values map[string]json.RawMessage `json:"values"`
}

// Text is the value of a text field.
func (r Record) Text(field string) string {
	var s string
	_ = json.Unmarshal(r.Values[field], &s)
	return s
}

// List lists a collection.
func (p *Phone) List(collection string) []Record {
	p.t.Helper()
	var out []Record
	p.Into(&out, "list", collection)
	return out
}

// Get reads a record.
func (p *Phone) Get(collection, id string) Record {
	p.t.Helper()
	var out Record
	p.Into(&out, "get", collection, id)
	return out
}

// Status is what field status prints.
type Status struct {
	State     string          `json:"state"`
	Waiting   int             `json:"waiting"`
	Attention int             `json:"attention"`
	Salvaged  json.RawMessage `json:"salvaged"`
}

// Status asks for it.
func (p *Phone) Status() (s Status) {
	p.t.Helper()
	p.Into(&s, "status")
	return s
}

// Handover is what field handover prints, which fails when it says no.
type Handover struct {
	Safe    bool     `json:"safe"`
	Reasons []string `json:"reasons"`
	Notes   []string `json:"notes"`
}

// Handover asks for it.
func (p *Phone) Handover() (h Handover) {
	p.t.Helper()
	out, _ := p.Try("handover")
	if err := json.Unmarshal(out, &h); err != nil {
		p.t.Fatalf("%s: handover printed %q: %v", p.User, out, err)
	}
	return h
}
