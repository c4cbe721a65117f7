package models

import (
	"slices"
	"strings"
	"testing"
)

// TestEveryCollectionHasRights: a collection without a line in the table, or a
// line without a collection, fails.
func TestEveryCollectionHasRights(t *testing.T) {
	known := map[string]bool{unknownCollections: true}
	for _, c := range Default().Collections() {
		known[c.Name] = true
		for _, line := range c.Lines {
			known[line] = true
		}
		for _, p := range Profiles() {
			if _, ok := profiles[p][c.Name]; !ok {
				t.Errorf("%s: add a line to the table of rights: who sees it, who does what", c.Name)
				break
			}
		}
	}
	for name := range profiles[Profiles()[0]] {
		if !known[name] {
			t.Errorf("%s has rights and is no collection", name)
		}
	}
}

// TestRightsOfTheHandbook holds the table to the matrix of domain.md 1.6, cell
// by cell where the matrix speaks of one of our collections.
func TestRightsOfTheHandbook(t *testing.T) {
	for _, c := range []struct {
		collection string
		see        map[string]Level
	}{
		{"customer", map[string]Level{"csm": LevelFull, "am": LevelFull, "leader": LevelFull, "svm": LevelFull, "qc": LevelMasked, "approver": LevelFull, "csd": LevelMasked, "guest": LevelMasked}},
		{"key_person", map[string]Level{"csm": LevelFull, "am": LevelFull, "ssm": LevelMasked, "leader": LevelMasked, "svm": LevelMasked, "qc": LevelMasked, "approver": LevelFull, "csd": LevelCount, "member": LevelNone, "desk": LevelNone, "guest": LevelNone}},
		{"visit_record", map[string]Level{"csm": LevelFull, "am": LevelFull, "ssm": LevelFull, "leader": LevelFull, "svm": LevelFull, "approver": LevelNone, "csd": LevelNone, "guest": LevelNone, "desk": LevelNone}},
		{"event_lead", map[string]Level{"csm": LevelFull, "am": LevelFull, "events": LevelFull, "svm": LevelFull, "qc": LevelNone, "approver": LevelNone, "member": LevelFull, "desk": LevelFull}},
		{"complaint_case", map[string]Level{"csm": LevelFull, "am": LevelFull, "leader": LevelFull, "svm": LevelFull, "qc": LevelNone, "approver": LevelNone, "desk": LevelNone}},
		{"arrears_case", map[string]Level{"csm": LevelFull, "am": LevelFull, "ssm": LevelNone, "leader": LevelFull, "svm": LevelFull, "bo": LevelNone, "qc": LevelNone, "approver": LevelNone}},
		{"recording_qc", map[string]Level{"qc": LevelFull, "leader": LevelFull, "self": LevelMasked, "svm": LevelMasked, "csm": LevelNone, "bo": LevelNone}},
		{"kpi_result", map[string]Level{"colleague": LevelFull}},
		{"kpi_feedback", map[string]Level{"self": LevelFull, "leader": LevelFull, "svm": LevelFull, "colleague": LevelNone, "csm": LevelNone}},
		{"work_order", map[string]Level{"csm": LevelFull, "am": LevelFull, "ssm": LevelFull, "leader": LevelFull, "svm": LevelFull, "qc": LevelNone, "approver": LevelNone, "desk": LevelNone}},
		{"key_person_application", map[string]Level{"csm": LevelFull, "am": LevelFull, "ssm": LevelNone, "leader": LevelNone, "svm": LevelNone, "qc": LevelNone, "approver": LevelFull, "csd": LevelCount, "desk": LevelNone}},
		{"phone_contact", map[string]Level{"csm": LevelFull, "am": LevelFull, "ssm": LevelFull, "leader": LevelFull, "svm": LevelFull, "qc": LevelMasked, "approver": LevelNone, "csd": LevelNone, "desk": LevelNone}},
		{"sms_message", map[string]Level{"csm": LevelFull, "am": LevelFull, "ssm": LevelFull, "leader": LevelFull, "svm": LevelFull, "qc": LevelNone, "approver": LevelNone, "csd": LevelNone, "desk": LevelNone}},
		{"customer_relation", map[string]Level{"csm": LevelFull, "am": LevelFull, "leader": LevelFull, "svm": LevelFull, "qc": LevelMasked, "approver": LevelFull, "csd": LevelMasked}},
	} {
		for view, want := range c.see {
			if got := RightIn(view, c.collection).See; got != want {
				t.Errorf("%s sees %q of %s, the handbook says %q", view, got, c.collection, want)
			}
		}
	}
}

// TestFieldsOfTheHandbook holds the lines about single fields to domain.md 8,
// as a second reading: who sees a field in full by each profile, on a device or
// at a desk, and who may ask for it; nobody else who sees the record.
func TestFieldsOfTheHandbook(t *testing.T) {
	for fields, who := range map[string]struct{ full, desk, asks string }{
		// leaders, AM
		"customer.annual_revenue": {full: "am leader approver"},
		// responsible manager and approvers, each view recorded
		"key_person.id_card_no":   {full: "am csm approver", asks: "ssm leader bo"},
		"vpn_user.id_doc_no":      {full: "am csm", asks: "leader bo"},
		"star_customer.id_doc_no": {full: "am csm ssm", asks: "leader bo"},
		// visible to the responsible manager
		"key_person.qq_no key_person.wechat_id": {full: "am csm", asks: "ssm"},
		// responsible manager only
		"customer_info_form.fee_reimbursed customer_info_form.reimbursement_quota": {full: "am csm ssm"},
		// own team
		"customer_info_form.competitor_info customer_info_form.customer_trend": {full: "am csm ssm leader"},
		// list holder and leaders
		"arrears_case.amount arrears_case.credit_remark": {full: "am csm leader svm"},
		// QC and team leader; not on phones
		"recording_qc.recording phone_contact.recording_ref": {desk: "leader qc"},
		// not visible to event desks
		"customer_info_form.interests customer_info_form.habits customer_info_form.social_circle customer_info_form.education customer_info_form.living_standard": {
			full: "am csm ssm admin", asks: "leader svm bo"},
	} {
		for _, name := range strings.Fields(fields) {
			f, collection := field(t, name), strings.Split(name, ".")[0]
			line := f.Line
			if line == "" {
				line = collection
			} else if f.Mask == MaskNone {
				t.Errorf("%s has rights of its own and no mask", name)
			}
			for _, p := range Profiles() {
				right, in := RightIn(p, line), func(list string) bool { return slices.Contains(strings.Fields(list), p) }
				want := LevelMasked
				switch {
				case !RightIn(p, collection).See.Sees():
					want = LevelNone
				case in(who.full):
					want = LevelFull
				case in(who.desk):
					want = LevelDesk
				}
				if asks := right.May(Reveal) && right.See == LevelMasked; right.See != want && RightIn(p, collection).See.Sees() || asks != in(who.asks) {
					t.Errorf("%s: %s sees %q, asks %v; the handbook says %q, %v", name, p, right.See, asks, want, in(who.asks))
				}
				if whole := RightIn(p, collection); f.Line != "" && f.Policy != Fixed && whole.May(Edit) && !right.May(Edit) && right.See != LevelDesk {
					t.Errorf("%s: %s writes the record, and not the field: nothing in the handbook says so", name, p)
				}
			}
		}
	}
	if JoinViews("csm", "leader") != "csm+leader" || RightIn("csm+leader", "customer.annual_revenue").See != LevelFull {
		t.Error("a leader who holds the customer himself sees its revenue")
	}
}

func TestRightsOfSeveralProfiles(t *testing.T) {
	both := JoinViews("leader", "csm", "leader")
	if both != "csm+leader" {
		t.Fatalf("joined: %s", both)
	}
	if got := RightIn(both, "key_person"); got.See != LevelFull || !got.May(Create|Edit|Settle) {
		t.Errorf("a leader who holds the customer himself: %+v", got)
	}
	if got := RightIn("leader", "customer"); !got.May(Settle) || got.May(Edit) || got.May(Settle|Edit) {
		t.Errorf("a leader settles and does not edit: %+v", got)
	}
	if got := RightIn("full", "customer"); got != (Right{}) {
		t.Errorf("an unknown profile gives %+v", got)
	}
	if self := RightIn("self", "kpi_feedback"); !self.May(Create) || self.May(Edit) {
		t.Errorf("one says something of one's own appraisal, and leaves what the leader wrote: %+v", self)
	}
	if RightIn("csm", "of_tomorrow").See != LevelFull || RightIn("leader", "of_tomorrow").See != LevelNone {
		t.Error("what this version does not know goes to those who see everything")
	}
	if got := RightIn("colleague+csm", "rule_param"); got.May(Create) || !got.MayInUnit(Create|Edit|Delete|Settle) || RightIn("csm", "customer").MayInUnit(Delete) {
		t.Errorf("what the head of a unit may do: %+v", got)
	}
	if !Writes("csm") || Writes("csd") || Writes("guest") {
		t.Error("who writes")
	}
}

func TestRightsTableIsChecked(t *testing.T) {
	for table, want := range map[string]string{
		"collection a\nx count:ue":         "does not see",
		"collection a\nx full:q":           "unknown deed",
		"collection a\nx some":             "unknown level",
		"collection a\nx count:e":          "does not see",
		"collection a b\nx full":           "1 cells for 2",
		"collection a\nx full\nx full":     "twice",
		"collection a\nx desk":             "single fields",
		"collection a\nx.f full":           "than of the record",
		"collection a\nx -\nx.f full":      "than of the record",
		"collection a\nx full\nx.f full:d": "than of the record",
	} {
		if _, err := parseRights(table); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", table, err, want)
		}
	}
}
