package api_test

import (
	"fmt"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"fieldsync/models"
)

// plan is a small organisation drawn at random: who works as what, who holds
// which customer, and what lies there.
type plan struct {
	people []worker
	desks  []int           // who works a desk at the event of c1
	team   map[int]string  // who is in its team, by post
	agreed map[string]bool // kinds of scopes in which people agreed to what is kept of them
}

type worker struct {
	name, role string
	posts      map[string]string // by customer; a star customer of c1 is "s1"
	leads      []int             // members of the team that he leads
}

var planRoles = []string{"CSM", "AM", "SSM", "TL", "SVM", "SUP", "QC", "BO", "GEL", "VP", "CSD", "PM", "COUNS", "ADM"}

func drawPlan(t *rapid.T) plan {
	var p plan
	n := rapid.IntRange(2, 4).Draw(t, "people")
	for i := range n {
		w := worker{name: fmt.Sprintf("u%d", i), role: rapid.SampledFrom(planRoles).Draw(t, "role"), posts: map[string]string{}}
		for _, c := range []string{"k1", "k2", "s1"} {
			if post := rapid.SampledFrom([]string{"", "", "AM", "CSM", "SSM"}).Draw(t, "post"); post != "" {
				w.posts[c] = post
			}
		}
		p.people = append(p.people, w)
	}
	// One team at most, since somebody is in one.
	if leader := rapid.IntRange(-1, n-1).Draw(t, "leader"); leader >= 0 {
		p.people[leader].leads = rapid.SliceOfNDistinct(rapid.IntRange(0, n-1), 1, n, rapid.ID).Draw(t, "members")
	}
	if desk := rapid.IntRange(-1, n-1).Draw(t, "desk"); desk >= 0 {
		p.desks = []int{desk}
	}
	if member := rapid.IntRange(-1, n-1).Draw(t, "member"); member >= 0 {
		p.team = map[int]string{member: rapid.SampledFrom([]string{"AM", "CSM", "PM", "SUPP", "DESK"}).Draw(t, "post at the event")}
	}
	p.agreed = map[string]bool{"customer": rapid.Bool().Draw(t, "agreed"), "star": rapid.Bool().Draw(t, "agreed")}
	return p
}

// view says as what somebody holds a scope: a second reading of domain.md 1.3
// and 1.6, beside changesync's.
func (p plan) view(who int, scope models.Scope) string {
	me := p.people[who]
	views := []string{map[string]string{"ADM": "admin", "GEL": "approver", "VP": "approver", "CSD": "csd",
		"SVM": "svm", "SUP": "supervisor", "TL": "events", "BO": "bo", "QC": "qc"}[me.role]}
	post := func(w worker, held string) string { return strings.ToLower(w.posts[held]) }
	led := func(held string) {
		for _, m := range me.leads {
			if p.people[m].posts[held] != "" {
				views = append(views, "leader")
			}
		}
	}
	inTeam := p.team[who]
	desk := slices.Contains(p.desks, who) || inTeam == "PM" || inTeam == "SUPP" || inTeam == "DESK"
	switch kind, id, _ := strings.Cut(string(scope), "/"); kind {
	case "org":
		views = append(views, "colleague")
	case "staff":
		if id == me.name {
			views = append(views, "self")
		}
		for _, m := range me.leads {
			if p.people[m].name == id {
				views = append(views, "leader")
			}
		}
	case "customer":
		views = append(views, post(me, id))
		led(id)
		if desk && id == "k1" {
			views = append(views, "guest")
		}
	case "star": // s1 belongs to k1
		views = append(views, post(me, "s1"), post(me, "k1"))
		led("s1")
	case "event": // e1 is at k1
		views = append(views, post(me, "k1"))
		if desk {
			views = append(views, "desk")
		}
		if inTeam == "AM" || inTeam == "CSM" {
			views = append(views, "member")
		}
	}
	return models.JoinViews(views...)
}

// secret is one value that lies somewhere, and how sensitive it is.
type secret struct {
	collection, id, field, value string
	scope                        models.Scope
	personal                     bool
	home                         string // the field that says where the record lives, "" for its id
	sealed                       bool   // sensitive, and nobody has said that the person agreed
	money                        bool
}

// overwritten are the values with which somebody makes the record anew.
func (s secret) overwritten() models.Values {
	v := models.Values{s.field: text("mine")}
	if s.money {
		v[s.field] = text("1.00")
	}
	if _, owner, _ := models.ParseScope(s.scope); s.home != "" {
		v[s.home] = text(owner)
	}
	return v
}

// stricter are the fields for which domain.md 8 is stricter than for their
// record: who sees them in full, at a desk of the office only, and who may ask
// for a reason. A second reading, beside the table of rights.
var stricter = map[string]struct{ full, desk, asks []string }{
	"customer.annual_revenue":                {full: []string{"am", "leader", "approver"}},
	"key_person.id_card_no":                  {full: []string{"am", "csm", "approver"}, asks: []string{"ssm", "leader", "bo"}},
	"vpn_user.id_doc_no":                     {full: []string{"am", "csm"}, asks: []string{"leader", "bo"}},
	"star_customer.id_doc_no":                {full: []string{"am", "csm", "ssm"}, asks: []string{"leader", "bo"}},
	"key_person.wechat_id":                   {full: []string{"am", "csm"}, asks: []string{"ssm"}},
	"customer_info_form.competitor_info":     {full: []string{"am", "csm", "ssm", "leader"}},
	"customer_info_form.reimbursement_quota": {full: []string{"am", "csm", "ssm"}},
	"arrears_case.amount":                    {full: []string{"am", "csm", "leader", "svm"}},
	"arrears_case.credit_remark":             {full: []string{"am", "csm", "leader", "svm"}},
	"recording_qc.recording":                 {desk: []string{"leader", "qc"}},
	"phone_contact.recording_ref":            {desk: []string{"leader", "qc"}},
}

// may says whether somebody sees the value as it is, on a device or at a desk.
func (p plan) may(who int, s secret, desk bool) bool {
	view := p.view(who, s.scope)
	see := models.RightIn(view, s.collection).See
	if of, single := stricter[s.collection+"."+s.field]; single {
		return !s.sealed && see.Sees() && (holds(view, of.full) || desk && holds(view, of.desk))
	}
	return !s.sealed && (see == models.LevelFull || see == models.LevelMasked && !s.personal)
}

// asks says whether somebody is told the value when he says why.
func (p plan) asks(who int, s secret) bool {
	view := p.view(who, s.scope)
	right := models.RightIn(view, s.collection)
	if of, single := stricter[s.collection+"."+s.field]; single {
		return !s.sealed && right.See.Sees() && holds(view, append(of.asks, of.full...))
	}
	return s.personal && !s.sealed && (right.See == models.LevelFull || right.See == models.LevelMasked && right.May(models.Reveal))
}

// holds says whether one of these profiles is in a view.
func holds(view string, profiles []string) bool {
	return slices.ContainsFunc(strings.Split(view, "+"), func(p string) bool { return slices.Contains(profiles, p) })
}
