package main

import (
	"strings"
	"time"

	"fieldsync/models"
	"fieldsync/models/calendar"
	"fieldsync/server/festivals"
	changesync "fieldsync/sync"
)

type calendarCommand struct {
	Show    calendarShow    `cmd:"" default:"withargs" help:"Print the holidays, make-up days and festivals of a year."`
	List    calendarList    `cmd:"" help:"Print the days on file of a year, corrections included."`
	Correct calendarCorrect `cmd:"" help:"Say what a day is, whatever was announced."`
}

type calendarShow struct {
	Year int  `arg:"" optional:"" help:"The year; by default this one." placeholder:"YEAR"`
	JSON bool `name:"json" help:"Print {\"year\",\"days\",\"festivals\"}."`
}

func (calendarShow) Help() string {
	return `
Working days are Monday to Friday, but for the holidays and make-up days that
were announced. Examples:
  fieldsync calendar 2016
  fieldsync calendar --json
A server puts the years around today on file, so that phones have them:
  fieldsync calendar list 2016`
}

// Run prints what the program knows of a year.
func (c *calendarShow) Run(con *console) error {
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

type calendarList struct {
	folder
	Year int  `arg:"" optional:"" help:"The year; by default this one." placeholder:"YEAR"`
	JSON bool `name:"json" help:"Print the records."`
}

// Run prints the records of a year.
func (c *calendarList) Run(con *console) error {
	if c.Year == 0 {
		c.Year = con.now().In(models.China).Year()
	}
	return c.use(con, func(o *office) error {
		days, err := o.runner(con).Days(con, c.Year)
		if err != nil {
			return err
		}
		if c.JSON {
			return con.print(days)
		}
		w := con.table()
		for _, d := range days {
			why := ""
			if d.Correction != "" {
				why = con.text("corrected: %s", d.Note)
			}
			w.row(d.Day, d.Says(), d.AnnouncedName, strings.Join(d.Festivals, " "), why)
		}
		return w.flush()
	})
}

type calendarCorrect struct {
	folder
	Day  string `arg:"" help:"The day, YYYY-MM-DD."`
	Kind string `arg:"" help:"holiday, work, weekday (as any such day of the week) or announced (take the correction back)." enum:"holiday,work,weekday,announced"`
	Note string `help:"Why." placeholder:"TEXT"`
	As   string `help:"Who answers for it; stands in the history." default:"admin" placeholder:"NAME"`
	JSON bool   `name:"json" help:"Print {\"day\",\"correction\"}."`
}

func (calendarCorrect) Help() string {
	return `
A correction holds until it is taken back, however often the server works the
year out anew; phones learn it at their next sync. An administrator can write the
same on a phone: the record's id is the day. Examples:
  fieldsync calendar correct 2016-06-12 holiday --note 本省不调休
  fieldsync calendar correct 2016-06-12 announced`
}

var correctionOf = map[string]any{"holiday": models.DayOff, "work": models.DayWorked, "weekday": models.DayByWeekday, "announced": nil}

// Run writes the correction.
func (c *calendarCorrect) Run(con *console) error {
	if _, err := time.Parse(time.DateOnly, c.Day); err != nil {
		return &models.Error{Code: "usage", Field: "day", Message: "a day is written YYYY-MM-DD"}
	}
	return c.use(con, func(o *office) error {
		pairs := []any{"correction", correctionOf[c.Kind], "note", nil}
		if c.Note != "" {
			pairs[3] = c.Note
		}
		there, err := o.record(con, "calendar_day", c.Day)
		if err != nil {
			return err
		}
		edit := changesync.Edit{Key: changesync.Key{Collection: "calendar_day", ID: c.Day}}
		if there == nil {
			edit, err = o.create("calendar_day", c.Day, append(pairs, "day", c.Day)...)
		} else {
			edit.Set, err = values(pairs...)
		}
		if err == nil {
			_, err = o.engine.WriteAs(con, c.As, edit)
		}
		if err != nil {
			return err
		}
		if c.JSON {
			return con.print(map[string]any{"day": c.Day, "correction": correctionOf[c.Kind]})
		}
		con.say("%s is %s.", c.Day, c.Kind)
		return nil
	})
}
