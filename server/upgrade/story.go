package upgrade

import (
	"context"
	"errors"
	"fieldsync/server/tomorrow"
	"fmt"
	"net/http"
	"os"
	"path/filepath"

	changesync "fieldsync/sync"
)

// Expected is what the story left on the kept device, for the tests to find.
type Expected struct {
	Epoch       string            `json:"epoch"`
	Waiting     int               `json:"waiting"`     // changesets without a receipt
	Quarantined changesync.Dot    `json:"quarantined"` // put aside by the server
	Draft       string            `json:"draft"`       // id of a visit record
	SignUp      string            `json:"sign_up"`     // id of an event lead
	Shown       map[string]string `json:"shown"`       // "collection/id/field" with an own edit: its value
	Conflict    string            `json:"conflict"`    // id of the conflict that was open
}

// story makes everything that a kept folder holds.
type story struct {
	ctx      context.Context
	folder   string // work space: server, phone and others below it
	clock    *clock
	office   *office
	kept     *phone // the device whose home is kept
	other    *phone // am01's
	newer    *phone // am01's second, with a newer program
	late     *phone // csm02's, which enrols under the trace
	code     string // for it
	noting   bool
	trace    []Exchange
	expected Expected
}

func (s *story) path(name string) string { return filepath.Join(s.folder, name) }

// tell runs the story; the office and the devices are closed in the end.
func (s *story) tell() error {
	for _, dir := range []string{"server", "phone", "other", "newer", "late"} {
		if err := os.MkdirAll(s.path(dir), 0o700); err != nil {
			return err
		}
	}
	if err := s.open(); err != nil {
		return err
	}
	for _, step := range []struct {
		name string
		do   func() error
	}{
		{"people", s.office.people}, {"enrol", s.enrol}, {"checkpoint", s.checkpoint}, {"traced", s.traced}, {"offline", s.offline},
	} {
		if err := step.do(); err != nil {
			return fmt.Errorf("%s: %w", step.name, err)
		}
	}
	return errors.Join(s.kept.db.Close(), s.other.db.Close(), s.newer.db.Close(), s.late.db.Close(), s.office.close())
}

func (s *story) open() (err error) {
	s.office, err = openOffice(s.ctx, s.path("server"), s.clock.Now)
	return err
}

func (s *story) line(name string) *recorder {
	return &recorder{device: name, now: s.clock.Now, left: -1, to: func() http.Handler { return s.office }, note: func(e Exchange) {
		if s.noting {
			s.trace = append(s.trace, e)
		}
	}}
}

func (s *story) enrol() error {
	reg, err := tomorrow.Registry()
	if err != nil {
		return err
	}
	if s.kept, err = openPhone(s.ctx, s.path("phone"), s.line("csm01"), nil); err != nil {
		return err
	}
	if s.other, err = openPhone(s.ctx, s.path("other"), s.line("am01"), nil); err != nil {
		return err
	}
	if s.newer, err = openPhone(s.ctx, s.path("newer"), s.line("newer"), reg); err != nil {
		return err
	}
	if s.late, err = openPhone(s.ctx, s.path("late"), s.line("late"), nil); err != nil {
		return err
	}
	for p, user := range map[*phone]string{s.kept: "csm01", s.other: "am01", s.newer: "am01"} {
		if err := p.enrol(s.office, user); err != nil {
			return err
		}
		if err := p.sync(); err != nil {
			return err
		}
	}
	return nil
}

// checkpoint keeps the server as it is when the trace begins: customer c2 has
// changed hands while the kept device holds an unsent edit of it.
func (s *story) checkpoint() error {
	if _, err := s.kept.put("customer", "c2", `{"address":"杭州市西湖区天目山路7号"}`); err != nil {
		return err
	}
	if err := s.office.write("customer/c2", "assignment", "a2", `{"valid_to":"2016-05-01"}`); err != nil {
		return err
	}
	if err := s.office.write("customer/c2", "assignment", "a4", assignment("c2", "csm02", "CSM")); err != nil {
		return err
	}
	code, err := s.office.engine.NewCode(s.ctx, "csm02")
	if err != nil {
		return err
	}
	s.code = code.Code
	if err := s.office.close(); err != nil { // folds all of it into the file
		return err
	}
	raw, err := os.ReadFile(s.path("server/" + databaseName))
	if err == nil {
		err = os.WriteFile(s.path("before.db"), raw, 0o600)
	}
	return errors.Join(err, s.open())
}

// traced is a working day with a network: everything of it is in the trace.
func (s *story) traced() error {
	s.noting = true
	defer func() { s.noting = false }()
	nickname, note := `{"nickname_of_tomorrow":"老王"}`, `{"customer":"c1","text":"明天再说"}`
	for _, w := range []struct {
		p                        *phone
		collection, id, set, key string
	}{
		{s.kept, "key_person", "k0", `{"own_mobile":"13911110000"}`, ""}, {s.other, "key_person", "k0", `{"own_mobile":"13922220000"}`, ""},
		{s.kept, "customer", "c1", `{"marketing_grid":"HZ-77"}`, ""}, {s.other, "key_person", "k1", `{"department":"办公室"}`, ""},
		{s.newer, "key_person", "k2", nickname, ""}, {s.newer, "note_of_tomorrow", "n1", note, ""},
	} {
		if _, err := w.p.put(w.collection, w.id, w.set); err != nil {
			return err
		}
	}
	if _, err := s.other.Delete(s.ctx, "key_person", "k7"); err != nil {
		return err
	}
	if err := s.late.Enrol(s.ctx, address, s.code, "csm02"); err != nil {
		return err
	}
	for range 2 {
		for _, p := range []*phone{s.kept, s.other, s.newer, s.late} {
			if err := p.sync(); err != nil {
				return err
			}
		}
	}
	return nil
}
