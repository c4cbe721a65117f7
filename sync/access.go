package changesync

import (
	"cmp"
	"encoding/json"
	"time"

	"fieldsync/models"
)

// directory reads the records that grants are derived from.
type directory interface {
	values(key Key) (models.Values, error) // nil when missing or deleted
	referring(collection, field, value string) ([]string, error)
}

// entitled is what a user holds now, by scope.
type entitled struct {
	dir    directory
	now    int64 // Unix ms
	due    int64 // next boundary in time, 0: none
	grants map[models.Scope]Grant
	user   string
}

// add gives a scope in a further way.
func (e *entitled) add(scope models.Scope, view string) {
	view = models.JoinViews(e.grants[scope].View, view)
	e.grants[scope] = Grant{User: e.user, Scope: scope, View: view, Write: models.Writes(view)}
}

// deriveGrants is the one rule from people, teams, assignments and events to
// grants; whoever is not named here sees nothing (domain.md 1.3, 1.6).
func deriveGrants(dir directory, user User, now int64) (map[models.Scope]Grant, int64, error) {
	e := &entitled{dir: dir, now: now, grants: map[models.Scope]Grant{}, user: user.Name}
	staff, err := e.employed(user)
	if err != nil || staff == nil {
		return e.grants, e.due, err
	}
	e.add(models.Scope(models.ScopeOrg), "colleague")
	e.add(models.MakeScope(models.ScopeStaff, user.Staff), "self")
	for _, role := range texts(staff, "roles") {
		if view, wide := roleViews[role]; wide {
			e.add(AllScopes, view)
		}
	}
	for _, step := range []func(string) error{e.assigned, e.events, e.teams} {
		if err := step(user.Staff); err != nil {
			return nil, 0, err
		}
	}
	return e.grants, e.due, nil
}

// employed reads the staff record of an account that is in force today; nil
// when the account or the person is not active, or there is no such person.
func (e *entitled) employed(user User) (models.Values, error) {
	if !user.Active || user.Staff == "" {
		return nil, nil
	}
	staff, err := e.dir.values(Key{"staff", user.Staff})
	if err != nil || staff == nil || !flag(staff, "active") || !e.within(staff) {
		return nil, err
	}
	return staff, nil
}

// roleViews are the roles that see something of the whole organisation
// (domain.md 1.6), with the profile as which they do.
var roleViews = map[string]string{
	"ADM": "admin", "GEL": "approver", "VP": "approver", "CSD": "csd",
	"SVM": "svm", "SUP": "supervisor", "TL": "events", "BO": "bo", "QC": "qc", "VCD": "vcd",
}

// postViews are the posts in which somebody holds a customer.
var postViews = map[string]string{"AM": "am", "CSM": "csm", "SSM": "ssm"}

// assigned gives the customers and star customers of a member of staff, and
// what belongs to them.
func (e *entitled) assigned(staff string) error {
	return e.eachAssignment(staff, func(a models.Values) error {
		view, known := postViews[text(a, "post")]
		if !known {
			return nil
		}
		if star := text(a, "star_customer"); star != "" {
			e.add(models.MakeScope(models.ScopeStar, star), view)
		}
		customer := text(a, "customer")
		if customer == "" {
			return nil
		}
		e.add(models.MakeScope(models.ScopeCustomer, customer), view)
		if err := e.addAll("star_customer", customer, models.ScopeStar, view); err != nil {
			return err
		}
		return e.addAll("showcase_event", customer, models.ScopeEvent, view)
	})
}

func (e *entitled) eachAssignment(staff string, fn func(models.Values) error) error {
	ids, err := e.dir.referring("assignment", "staff", staff)
	if err != nil {
		return err
	}
	for _, id := range ids {
		a, err := e.dir.values(Key{"assignment", id})
		if err != nil {
			return err
		}
		if a == nil || !e.within(a) {
			continue
		}
		if err := fn(a); err != nil {
			return err
		}
	}
	return nil
}

func (e *entitled) addAll(collection, customer string, kind models.ScopeKind, view string) error {
	ids, err := e.dir.referring(collection, "customer", customer)
	for _, id := range ids {
		e.add(models.MakeScope(kind, id), view)
	}
	return err
}

// events gives the events where somebody works a desk or is in the team. Those
// who only work there see the customer as guests, managers see customers that
// are their own.
func (e *entitled) events(staff string) error {
	desks, err := e.dir.referring("event_desk", "operator", staff)
	if err != nil {
		return err
	}
	for _, id := range desks {
		desk, err := e.dir.values(Key{"event_desk", id})
		if err != nil {
			return err
		}
		if err := e.event(text(desk, "event"), "desk"); err != nil {
			return err
		}
	}
	events, err := e.dir.referring("showcase_event", teamMember, staff)
	if err != nil {
		return err
	}
	for _, id := range events {
		v, err := e.dir.values(Key{"showcase_event", id})
		if err != nil {
			return err
		}
		for _, m := range teamOf(v) {
			if m.Member != staff {
				continue
			}
			if err := e.event(id, cmp.Or(eventViews[m.Post], "member")); err != nil {
				return err
			}
		}
	}
	return nil
}

// eventViews are the posts at events of those who have no customers of their
// own (domain.md 1.6); all others are members.
var eventViews = map[string]string{"PM": "desk", "SUPP": "desk", "DESK": "desk"}

func (e *entitled) event(id, view string) error {
	if id == "" {
		return nil
	}
	v, err := e.dir.values(Key{"showcase_event", id})
	if err != nil || e.over(v) {
		return err
	}
	e.add(models.MakeScope(models.ScopeEvent, id), view)
	if view != "desk" {
		return nil
	}
	if customer := text(v, "customer"); customer != "" {
		e.add(models.MakeScope(models.ScopeCustomer, customer), "guest")
	}
	return nil
}

// eventGrace is how long after the end of an event its desks may still deliver
// and look things up.
const eventGrace = 14 * 24 * time.Hour

// over says whether those who only work at an event have done with it: it was
// called off or evaluated, or its agreed end is two weeks ago, whether or not
// somebody said that it ended (domain.md 2.12 leaves the time open). Who looks
// after the customer holds the event on.
func (e *entitled) over(event models.Values) bool {
	switch text(event, "status") {
	case "已取消", "已评估":
		return true
	}
	end, err := models.Moment(text(event, "agreed_end")).Time()
	if err != nil {
		return false
	}
	last := end.Add(eventGrace).UnixMilli()
	if e.now >= last {
		return true
	}
	e.boundary(last)
	return false
}

// teamMember is the path by which events are found by their members.
const teamMember = "team.member"

// teamOf reads the team of an event, nil when there is none.
func teamOf(event models.Values) []models.EventMember {
	var team []models.EventMember
	if json.Unmarshal(event["team"], &team) != nil {
		return nil
	}
	return team
}

// teams gives a leader what the members of the team and of those below it
// hold, and their plans.
func (e *entitled) teams(staff string) error {
	todo, err := e.dir.referring("team", "leader", staff)
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for len(todo) > 0 {
		team := todo[0]
		todo = todo[1:]
		if seen[team] {
			continue
		}
		seen[team] = true
		below, err := e.dir.referring("team", "parent", team)
		if err != nil {
			return err
		}
		todo = append(todo, below...)
		if err := e.members(team); err != nil {
			return err
		}
	}
	return nil
}

func (e *entitled) members(team string) error {
	ids, err := e.dir.referring("staff", "team", team)
	if err != nil {
		return err
	}
	for _, id := range ids {
		e.add(models.MakeScope(models.ScopeStaff, id), "leader")
		err := e.eachAssignment(id, func(a models.Values) error {
			if c := text(a, "customer"); c != "" {
				e.add(models.MakeScope(models.ScopeCustomer, c), "leader")
			}
			if s := text(a, "star_customer"); s != "" {
				e.add(models.MakeScope(models.ScopeStar, s), "leader")
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
