package main

import (
	"fieldsync/models"
	"fieldsync/models/calendar"
	"fieldsync/server/festivals"
)

type calendarCommand struct {
	Year int  `arg:"" optional:"" help:"The year; by default this one." placeholder:"YEAR"`
	JSON bool `name:"json" help:"Print {\"year\",\"days\",\"festivals\"}."`
}

func (calendarCommand) Help() string {
	return `
Working days are Monday to Friday, but for the holidays and make-up days that
were announced. Examples:
  fieldsync calendar 2016
  fieldsync calendar --json`
}

// Run prints what the server knows of a year.
func (c *calendarCommand) Run(con *console) error {
	year := c.Year
	if year == 0 {
		year = con.now().In(models.China).Year()
	}
	days, err := festivals.Announced(year)
	if err != nil {
		return err
	}
	greeted, err := festivals.Of(year)
	if err != nil {
		return err
	}
	if c.JSON {
		return con.print(map[string]any{"year": year, "days": days, "festivals": greeted})
	}
	for _, d := range days {
		if d.Kind == calendar.MakeUp {
			con.say("%s  work     %s", d.Day, d.Name)
		} else {
			con.say("%s  holiday  %s", d.Day, d.Name)
		}
	}
	if len(days) == 0 {
		con.note("The holidays of %d are not announced, as far as this version knows.", year)
	}
	for _, f := range greeted {
		con.say("%s  festival %s", f.Day, f.Name)
	}
	return nil
}
