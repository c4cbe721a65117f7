package main

import (
	"slices"
	"strings"
	"time"

	"fieldsync/models"
	changesync "fieldsync/sync"
)

type assignCommand struct {
	folder
	Customer string `required:"" help:"Id or number of the customer." placeholder:"ID"`
	To       string `required:"" help:"User who gets the customer." placeholder:"USER"`
	Post     string `help:"CSM, AM or SSM; by default the one that the user's roles name." enum:",CSM,AM,SSM" default:"" placeholder:"POST"`
	Until    string `help:"Last day, YYYY-MM-DD, itself included, in China Standard Time (UTC+8): a cover that ends by itself, beside who has the customer now." placeholder:"DATE"`
	Reason   string `help:"分配, 异地回退, 代班 or 调整; chosen by what happens when left out." enum:",分配,异地回退,代班,调整" default:"" placeholder:"REASON"`
	As       string `help:"Who answers for it; stands in the history." default:"admin" placeholder:"NAME"`
	JSON     bool   `name:"json" help:"Print {\"assignment\",\"ended\",\"changed\"}."`
}

func (assignCommand) Help() string {
	return `
For good, which ends the assignment of whoever has that post now:
  fieldsync assign --customer 0189… --to csm02

As a cover for the holidays, up to and including a day; it ends at midnight,
China Standard Time (UTC+8), whatever the zone of this machine:
  fieldsync assign --customer 0189… --to csm02 --until 2016-10-07

Both work while the server runs; phones learn it at their next sync.`
}

// Run writes the assignment, and the end of the ones it replaces, as one change.
func (c *assignCommand) Run(con *console) error {
	return c.use(con, func(o *office) error {
		plan, err := c.plan(con, o)
		if err != nil {
			return err
		}
		if len(plan.edits) > 0 {
			if _, err := o.engine.WriteAs(con, c.As, plan.edits...); err != nil {
				return err
			}
		}
		if c.JSON {
			return con.print(map[string]any{"assignment": plan.id, "ended": plan.ended, "changed": len(plan.edits) > 0})
		}
		if len(plan.edits) == 0 {
			con.say("%s has customer %s as %s already%s.", c.To, plan.customer, plan.post, plan.ends(con))
			return nil
		}
		con.say("%s has customer %s as %s%s; %d earlier assignment(s) ended.", c.To, plan.customer, plan.post, plan.ends(con), len(plan.ended))
		return nil
	})
}

// assignment is what a customer's assignment says.
type assignment struct{ id, staff, post, from, to string }

// covers says whether it holds on a day; both its days are included.
func (a assignment) covers(day string) bool {
	return a.from <= day && (a.to == "" || day <= a.to)
}

type assignPlan struct {
	customer, post, staff string
	today, until          string
	id                    string // of the assignment that gives the customer
	ended                 []string
	edits                 []changesync.Edit
}

// ends says for people when it ends by itself.
func (p *assignPlan) ends(con *console) string {
	if p.until == "" {
		return ""
	}
	return con.text(", up to and including %s in China Standard Time (UTC+8)", p.until)
}

func (c *assignCommand) plan(con *console, o *office) (*assignPlan, error) {
	p := &assignPlan{today: today(con.now()), until: c.Until, ended: []string{}}
	if _, err := time.Parse(time.DateOnly, c.Until); c.Until != "" && err != nil {
		return nil, &models.Error{Code: "usage", Field: "until", Message: "a day is written YYYY-MM-DD"}
	}
	if c.Until != "" && c.Until < p.today {
		return nil, &models.Error{Code: "bad_date", Field: "until", Message: "the last day is today (" + p.today + " in China Standard Time, UTC+8) or later"}
	}
	var err error
	if p.customer, err = o.findCustomer(con, c.Customer); err != nil {
		return nil, err
	}
	if p.staff, p.post, err = c.person(con, o); err != nil {
		return nil, err
	}
	held, err := o.assignments(con, p.customer, p.post)
	if err != nil {
		return nil, err
	}
	return p, c.decide(o, p, held)
}

// decide ends what others hold now and adds what is missing. Days are
// inclusive, so an assignment ends now by having ended yesterday; one that
// began today then holds on no day at all, which is what it comes to.
func (c *assignCommand) decide(o *office, p *assignPlan, held []assignment) error {
	yesterday := before(p.today)
	for _, a := range held {
		switch {
		case a.staff == p.staff && a.covers(p.today) && (a.to == "" || c.Until != "" && c.Until <= a.to):
			p.id, p.until = a.id, a.to
		case c.Until == "" && a.covers(p.today):
			v, err := values("valid_to", yesterday)
			if err != nil {
				return err
			}
			p.edits = append(p.edits, changesync.Edit{Key: changesync.Key{Collection: "assignment", ID: a.id}, Set: v})
			p.ended = append(p.ended, a.id)
		}
	}
	if p.id != "" {
		return nil
	}
	p.id = newID()
	pairs := []any{"customer", p.customer, "staff", p.staff, "post", p.post, "valid_from", p.today, "reason", c.reason(len(p.ended) > 0)}
	if p.until != "" {
		pairs = append(pairs, "valid_to", p.until)
	}
	added, err := o.create("assignment", p.id, pairs...)
	p.edits = append(p.edits, added)
	return err
}

func (c *assignCommand) reason(replaces bool) string {
	switch {
	case c.Reason != "":
		return c.Reason
	case c.Until != "":
		return "代班"
	case replaces:
		return "调整"
	}
	return "分配"
}

// person finds who gets the customer, and as what.
func (c *assignCommand) person(con *console, o *office) (staff, post string, err error) {
	u, ok, err := o.engine.User(con, c.To)
	if err != nil {
		return "", "", err
	}
	if !ok || !u.Active || u.Staff == "" {
		return "", "", &models.Error{Code: changesync.CodeNotFound, Field: "to", Message: "there is no active user of the name " + c.To}
	}
	if c.Post != "" {
		return u.Staff, c.Post, nil
	}
	v, err := o.record(con, "staff", u.Staff)
	if err != nil {
		return "", "", err
	}
	var posts []string
	for _, role := range list(v, "roles") {
		if slices.Contains([]string{"CSM", "AM", "SSM"}, role) {
			posts = append(posts, role)
		}
	}
	if len(posts) != 1 {
		return "", "", &models.Error{Code: "required", Field: "post", Message: "the roles of " + c.To + " do not name one post (" + strings.Join(posts, ", ") + ")",
			Hint: "give --post CSM, AM or SSM"}
	}
	return u.Staff, posts[0], nil
}
