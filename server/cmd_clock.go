package main

import (
	"time"

	"fieldsync/models"
	"fieldsync/server/chores"
)

type clockCommand struct {
	folder
	At     string `help:"Day or moment to look at, YYYY-MM-DD or RFC 3339; by default now. Needs --dry-run." placeholder:"DATE"`
	DryRun bool   `help:"List what the rules come to and do nothing."`
	JSON   bool   `name:"json" help:"Print {\"at\",\"duties\"}, or {\"duties\",\"stars\",\"days\",\"results\"} of what was done."`
}

func (clockCommand) Help() string {
	return `
A running server asks the rules of the hour and of the day by itself, once each,
and also works out stars, the calendar and the results of the month that is over. This does one such round now, or says
what a round would come to at another time, with the rule and the reason:
  fieldsync clock --at 2016-07-01 --dry-run
What is listed as done was made before; nobody: there is no one to do it yet.`
}

// Run does or lists what is due.
func (c *clockCommand) Run(con *console) error {
	at, err := c.moment(con)
	if err != nil {
		return err
	}
	return c.use(con, func(o *office) error {
		r := o.runner(con)
		if c.DryRun {
			due, err := r.Due(con, at)
			if err != nil {
				return err
			}
			return c.list(con, at, due)
		}
		if err := r.Round(con); err != nil {
			return err
		}
		done := r.Report()
		if c.JSON {
			return con.print(map[string]any{"duties": done.Duties, "stars": done.Stars, "days": done.Days, "results": done.Results})
		}
		con.say("%d order(s), notices and values, %d star(s), %d day(s) of the calendar, %d result(s) of the month written", done.Duties, done.Stars, done.Days, done.Results)
		return nil
	})
}

// moment reads --at; a day is looked at from its last second, when all of it is
// due.
func (c *clockCommand) moment(con *console) (time.Time, error) {
	if c.At == "" {
		return con.now(), nil
	}
	if !c.DryRun {
		return time.Time{}, &models.Error{Code: "usage", Field: "at", Message: "another time can only be looked at: add --dry-run"}
	}
	if day, err := models.CalDate(c.At).Time(); err == nil {
		return day.AddDate(0, 0, 1).Add(-time.Second), nil
	}
	at, err := models.Moment(c.At).Time()
	if err != nil {
		return at, &models.Error{Code: "usage", Field: "at", Message: "a day is written YYYY-MM-DD, a moment as RFC 3339"}
	}
	return at, nil
}

func (c *clockCommand) list(con *console, at time.Time, due []chores.Duty) error {
	if due == nil {
		due = []chores.Duty{}
	}
	if c.JSON {
		return con.print(map[string]any{"at": models.MomentOf(at.In(models.China)), "duties": due})
	}
	for _, d := range due {
		why, what := d.EN, d.Collection
		if con.zh {
			why = d.ZH
		}
		if d.Field != "" && d.Value != nil {
			what += "." + d.Field + " = " + string(d.Value)
		}
		con.say("%-6s %-12s %s/%s -> %s %s %s: %s", d.Waits, d.Rule, d.About, d.Subject, what, d.To, d.Due, why)
	}
	con.say("%d in all", len(due))
	return nil
}
