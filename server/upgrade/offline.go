package upgrade

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// offline leaves the kept device in the middle of its work: an acknowledged
// edit that base has not passed, staged pages of a pull that was cut off, then
// edits that wait, a draft and a sign-up.
func (s *story) offline() error {
	for i := range 6 {
		set := fmt.Sprintf(`{"personal_detail":"改%d %s","customer_consent":true}`, i, strings.Repeat("字", 200))
		if err := s.office.write("customer/c1", "key_person", fmt.Sprint("k", i), set); err != nil {
			return err
		}
	}
	s.expected = Expected{Epoch: s.office.engine.Epoch(), Shown: map[string]string{}}
	if err := s.own("key_person", "k4", "department", "财务科"); err != nil {
		return err
	}
	s.kept.line.left = 2 // the push and one page
	if err := s.kept.sync(); !errors.Is(err, errCut) {
		return fmt.Errorf("the cut line says %w", err)
	}
	s.kept.line.left = 0
	if err := s.own("key_person", "k5", "position", "处长"); err != nil {
		return err
	}
	if err := s.own("customer", "c1", "special_visit_need", "只在周五下午"); err != nil {
		return err
	}
	var err error
	if s.expected.Draft, err = s.kept.put("visit_record", "", `{"customer":"c1","visitor":"s-csm01","submission":"draft","result_summary":"还没写完"}`); err != nil {
		return err
	}
	if s.expected.SignUp, err = s.kept.put("event_lead", "", SignUp); err != nil {
		return err
	}
	return s.look()
}

// SignUp is the visitor of the event that the kept device entered.
const SignUp = `{"event":"e1","desk":"d1","lead_name":"来宾","mobile":"139 1234 0001","intent_level":"中",
	"entries":[{"desk":"d1","operator":"s-csm01","at":"2016-05-10T10:00:00+08:00","said":"想换套餐"}]}`

// own is an edit by the kept device that must never get lost.
func (s *story) own(collection, id, field, value string) error {
	raw, err := json.Marshal(value)
	if err != nil {
		return err
	}
	s.expected.Shown[collection+"/"+id+"/"+field] = value
	_, err = s.kept.put(collection, id, fmt.Sprintf(`{%q:%s}`, field, raw))
	return err
}

// look reads from the device what is expected of it later.
func (s *story) look() error {
	status, err := s.kept.Status(s.ctx)
	if err != nil {
		return err
	}
	s.expected.Waiting = status.Waiting
	aside, err := s.kept.Quarantine(s.ctx)
	if err != nil || len(aside) != 1 {
		return fmt.Errorf("%d changesets in quarantine, the story has one: %w", len(aside), err)
	}
	s.expected.Quarantined = aside[0].ID
	conflicts, err := s.kept.Conflicts(s.ctx)
	if err != nil || len(conflicts) != 1 {
		return fmt.Errorf("%d conflicts, the story has one: %w", len(conflicts), err)
	}
	s.expected.Conflict = conflicts[0].ID
	return nil
}
