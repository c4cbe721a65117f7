package main

import (
	"cmp"
	"fmt"

	"fieldsync/models"
	"fieldsync/server/chores"
	changesync "fieldsync/sync"
)

type starCommand struct {
	folder
	Customer string `required:"" help:"Id of the star customer, or a number that the person uses." placeholder:"ID"`
	Month    string `help:"Month of the rating, YYYY-MM; by default this one. The star counts from the month after it." placeholder:"MONTH"`
	JSON     bool   `name:"json" help:"Print {\"customer\",\"name\",\"held\",\"result\"}."`
}

func (starCommand) Help() string {
	return `
Works out a star from the bills, numbers, stops and direct accounts on file, step
by step, and writes nothing: a running server does that by itself, after every
change and when a month begins. Examples:
  fieldsync star --customer 0189…
  fieldsync star --customer 13305710133 --month 2015-09
  LANG=zh_CN.UTF-8 fieldsync star --customer 0189…`
}

// Run prints how a star comes about.
func (c *starCommand) Run(con *console) error {
	if _, err := models.CalMonth(c.Month).Time(); c.Month != "" && err != nil {
		return &models.Error{Code: "usage", Field: "month", Message: "a month is written YYYY-MM"}
	}
	return c.use(con, func(o *office) error {
		id, err := o.findStar(con, c.Customer)
		if err != nil {
			return err
		}
		rating, err := o.runner(con).Star(con, id, models.CalMonth(c.Month))
		if err != nil {
			return err
		}
		if rating == nil {
			return &models.Error{Code: "clock_behind", Field: "month", Message: "the star of a later month is on file: give --month, or look at the clock"}
		}
		if c.JSON {
			return con.print(rating)
		}
		tellStar(con, rating)
		return nil
	})
}

// findStar takes the id of a star customer or a number of his.
func (o *office) findStar(con *console, name string) (string, error) {
	v, err := o.record(con, "star_customer", name)
	if err != nil || v != nil {
		return name, err
	}
	ids, err := o.find(con, "account_number", "number", name)
	if err != nil {
		return "", err
	}
	if len(ids) != 1 {
		return "", &models.Error{Code: changesync.CodeNotFound, Field: "customer", Message: fmt.Sprintf("%d star customers have the id or number %s", len(ids), name)}
	}
	if v, err = o.record(con, "account_number", ids[0]); err != nil {
		return "", err
	}
	return text(v, "star_customer"), nil
}

func tellStar(con *console, r *chores.Rating) {
	con.say("%s, rated in %s", cmp.Or(r.Name, r.Customer), r.Result.Month)
	if r.Held.Star > 0 {
		con.say("held before: %d, from %s to %s", r.Held.Star, r.Held.From, cmp.Or(string(r.Held.To), "-"))
	}
	for _, s := range r.Result.Explain {
		line := s.EN
		if con.zh {
			line = s.ZH
		}
		con.say("  %-11s %s", s.Rule, line)
	}
}
