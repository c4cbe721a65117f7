package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"

	"fieldsync/api/sheet"
	"fieldsync/models"
	"fieldsync/server/importer"
)

type importCommand struct {
	folder
	List         string   `arg:"" help:"teams, staff, customers, stars, assignments, accounts, bills, users, arrears or renewals: in this order for a new organisation."`
	File         string   `arg:"" help:"CSV or XLSX, known by its content." type:"path"`
	DryRun       bool     `help:"Judge every row, count, report and write nothing."`
	AllOrNothing bool     `help:"Judge every row first, and write nothing if one is wrong. Without it the right rows go in."`
	Overwrite    bool     `help:"Replace also what phones have written since the office last did."`
	Report       string   `help:"Write what is wrong with rows to this file, as CSV (default: standard output)." type:"path" placeholder:"FILE"`
	Lang         string   `help:"Language of the report and of messages: zh or en." enum:",zh,en" default:"" placeholder:"LANG"`
	Ignore       []string `help:"Pass over a column that is not known; may be repeated." placeholder:"COLUMN"`
	Encoding     string   `help:"Of a CSV: utf-8, gb18030 or utf-16; found out when left out." default:"" placeholder:"NAME"`
	Separator    string   `help:"Of a CSV: a comma, a semicolon or tab; found out when left out." default:"" placeholder:"CHAR"`
	Sheet        string   `help:"Of an XLSX, the sheet by its name; the first when left out." default:"" placeholder:"NAME"`
	As           string   `help:"Who answers for it; stands in the history and the audit log." default:"admin" placeholder:"NAME"`
	JSON         bool     `name:"json" help:"Print {\"rows\",\"created\",\"changed\",\"unchanged\",\"failed\",\"ended\",\"kept\",\"beside\"}; the report then needs --report."`
}

func (importCommand) Help() string {
	return `
The first row names the columns, in any order, by the Chinese or English label
or the name of the field: 客户编号, Customer number or customer_no. Other records
are named as people name them: staff by 工号, customers by 客户编号, teams by name,
star customers by 证件号码, accounts and users by their number. users are those of
group customers with the end of their contracts, renewals the ways to renew.

Dates are written 2016-05-10, 2016/5/10, 2016年5月10日 or 20160510, months 2016-05
or 2016年5月, amounts with or without ¥, commas and 元, answers 是/否 or √/×. An empty
cell says nothing and clears nothing. Formulas are never worked out.

A record that is there is found by its key and changes where the list says
something else; what a phone has written since the office last did is kept (see
the notes of the report). The import can be cut off at any time and run again:
nothing is written twice. It works while the server runs; phones learn of it at
their next sync. Status 1 tells that rows were wrong. Examples:
  fieldsync import customers 客户清单.xlsx --dry-run --lang zh
  fieldsync import bills bills-2016-05.csv --report wrong.csv`
}

// Run imports, alone among imports on this folder: two at once could make one
// customer twice.
func (c *importCommand) Run(con *console) error {
	if c.Lang != "" {
		con.zh = c.Lang == "zh"
	}
	kind, err := importer.Find(c.List)
	if err != nil {
		return err
	}
	return c.use(con, func(o *office) error {
		release, err := c.alone()
		if err != nil {
			return err
		}
		return finally(c.run(con, o, kind), release)
	})
}

func (c *importCommand) alone() (release func() error, err error) {
	file, err := os.OpenFile(filepath.Join(c.Data, "import.lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := tryLock(file); err != nil {
		return nil, errors.Join(&models.Error{Code: "import_busy", Field: "data", Message: "another import works on this folder",
			ZH: "另一个导入正在进行", Hint: "wait until it is done"}, file.Close())
	}
	return file.Close, nil
}

func (c *importCommand) run(con *console, o *office, kind *importer.Kind) error {
	report, done, err := c.report(con)
	if err != nil {
		return err
	}
	who, _, err := o.engine.User(con, c.As)
	if err != nil {
		return finally(err, done)
	}
	bar := newBar(con.err)
	result, err := importer.Run(con, importer.Options{
		Kind: kind, File: c.File, Engine: o.engine, Store: o.data, Actor: c.As, Staff: who.Staff, Now: time.Now, NewID: newID,
		Sheet:  sheet.Options{Encoding: c.Encoding, Separator: c.Separator, Sheet: c.Sheet},
		Ignore: c.Ignore, DryRun: c.DryRun, AllOrNothing: c.AllOrNothing, Overwrite: c.Overwrite,
		Report: report, Progress: bar.show,
	})
	bar.clear()
	if err := finally(err, done); err != nil {
		return err
	}
	if c.JSON {
		if err := con.print(result); err != nil {
			return err
		}
	} else {
		c.tell(con, result)
	}
	if result.Failed > 0 {
		return importer.Refused(result.Failed, c.DryRun)
	}
	return nil
}

// report opens where wrong rows are told; it may hold personal data, so nobody
// else reads it.
func (c *importCommand) report(con *console) (r *importer.Report, done func() error, err error) {
	var to io.Writer = con.out
	closing := func() error { return nil }
	switch {
	case c.Report != "":
		file, err := os.OpenFile(c.Report, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
		if err != nil {
			return nil, nil, &models.Error{Code: "no_file", Field: "report", Message: "the report cannot be written", ZH: "无法写入报告", Err: err}
		}
		to, closing = file, file.Close
	case c.JSON:
		return nil, closing, nil
	}
	r = importer.NewReport(to, con.zh)
	return r, func() error { return finally(r.Close(), closing) }, nil
}

func (c *importCommand) tell(con *console, r *importer.Result) {
	if c.DryRun {
		con.say("Nothing was written. An import would do this:")
	}
	con.say("%d rows: %d new, %d changed, %d as before, %d wrong.", r.Rows, r.Created, r.Changed, r.Unchanged, r.Failed)
	if r.Ended > 0 {
		con.say("%d assignment(s) of others ended.", r.Ended)
	}
	if r.Kept+r.Beside > 0 {
		con.say("%d field(s) that phones have changed since stay as they are, in %d both values stand side by side.", r.Kept, r.Beside)
	}
}
