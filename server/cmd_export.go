package main

import (
	"bufio"
	"errors"
	"os"
	"strings"
	"time"

	"fieldsync/api/export"
	"fieldsync/models"
	reports "fieldsync/models/report"
	changesync "fieldsync/sync"
)

type exportCommand struct {
	folder
	What   string `arg:"" help:"A collection, such as customer, or a report; see below."`
	As     string `required:"" help:"User whose rights count: nothing goes out that this user may not see." placeholder:"USER"`
	Format string `help:"json, csv or xlsx." enum:"json,csv,xlsx" default:"csv" placeholder:"FORMAT"`
	Out    string `help:"File to write (default: standard output)." type:"path" placeholder:"FILE"`
	Lang   string `help:"Language of labels and messages: zh or en." enum:",zh,en" default:"" placeholder:"LANG"`
	On     string `help:"A day, YYYY-MM-DD: a report is of the month, quarter or half-year it falls on (default: today in China)." placeholder:"DATE"`
}

func (exportCommand) Help() string {
	return `
Writes a collection or a report as far as the user sees it: masked values stay
masked, and who may only count gets nothing. Texts that a spreadsheet would take
for formulas are kept from being one. What goes out is in the audit log, by ids.

The reports: ` + strings.Join(reports.Names(), ", ") + `.
Each figure stands beside the counts it is the ratio of and its formula. Examples:
  fieldsync export customer --as svm01 --format xlsx --out customers.xlsx
  fieldsync export visit-compliance --as svm01 --on 2016-05-10 --format json`
}

// Run writes the export. A file appears whole or not at all.
func (c *exportCommand) Run(con *console) error {
	if c.Lang != "" {
		con.zh = c.Lang == "zh"
	}
	day := con.now()
	if c.On != "" {
		var err error
		if day, err = time.ParseInLocation(time.DateOnly, c.On, models.China); err != nil {
			return &models.Error{Code: "usage", Field: "on", Message: "a day is written YYYY-MM-DD"}
		}
	}
	return c.use(con, func(o *office) error {
		if u, ok, err := o.engine.User(con, c.As); err != nil || !ok || !u.Active {
			return errors.Join(err, &models.Error{Code: changesync.CodeNotFound, Field: "as", Message: "there is no active user of the name " + c.As})
		}
		req := export.Request{User: c.As, What: c.What, Format: c.Format, Chinese: con.zh, Day: day}
		if c.Out == "" {
			_, err := export.Write(con, o.engine, req, con.out)
			return err
		}
		return c.toFile(con, o, req)
	})
}

// toFile writes beside the file and then puts it in its place. It may hold
// personal data, so nobody else reads it.
func (c *exportCommand) toFile(con *console, o *office, req export.Request) error {
	part := c.Out + ".part"
	file, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return &models.Error{Code: "no_file", Field: "out", Message: "the file cannot be written", ZH: "无法写入文件", Err: err}
	}
	buffer := bufio.NewWriter(file)
	rows, err := export.Write(con, o.engine, req, buffer)
	if err == nil {
		err = buffer.Flush()
	}
	if err = finally(err, file.Close); err != nil {
		return errors.Join(err, os.Remove(part))
	}
	if err := os.Rename(part, c.Out); err != nil {
		return err
	}
	con.note("%s: %d rows", c.Out, rows)
	return nil
}
