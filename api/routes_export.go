package api

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"time"

	"fieldsync/api/export"
	"fieldsync/models"
	"fieldsync/models/report"
)

var exportRoutes = []operation{
	typed(operation{
		method: "GET", path: "/v1/exports", name: "exports",
		summary: "Lists what can be exported: collections and reports",
	}, exports),
	{
		method: "GET", path: "/v1/exports/{what}", name: "export", serve: exportWhat, input: exportInput{},
		content: jsonType, output: []map[string]json.RawMessage{}, codes: []string{"not_found"},
		files:   []string{"text/csv", export.Formats["xlsx"]},
		summary: "Gives out a collection or a report, as far as the person may see it; masked values stay masked, and the ids are in the audit log",
	},
}

type exportsOutput struct {
	Collections []string     `json:"collections"`
	Reports     []reportItem `json:"reports"`
}

type reportItem struct {
	Name string `json:"name"`
	ZH   string `json:"zh"`
	EN   string `json:"en"`
}

func exports(c *call, _ *none) (*exportsOutput, error) {
	out := &exportsOutput{Collections: []string{}, Reports: []reportItem{}}
	for _, col := range c.s.engine.Registry().Collections() {
		out.Collections = append(out.Collections, col.Name)
	}
	for _, name := range report.Names() {
		l := report.Label(name)
		out.Reports = append(out.Reports, reportItem{name, l.ZH, l.EN})
	}
	return out, nil
}

type exportInput struct {
	What   string `path:"what" validate:"required,max=64,plain,excludesall=/" doc:"A collection or a report of GET /v1/exports"`
	Format string `query:"format" validate:"omitempty,oneof=json csv xlsx" doc:"Left out: json"`
	Lang   string `query:"lang" validate:"omitempty,oneof=zh en" doc:"Of labels in CSV and XLSX; left out: zh"`
	On     string `query:"on" validate:"omitempty,len=10,plain" doc:"A day, YYYY-MM-DD: a report is of the month, quarter or half-year it falls on; left out: today in China"`
}

// exportWhat streams an export. Like a watcher it counts as an open answer and
// not as work, since a slow reader may take minutes.
func exportWhat(c *call) error {
	in := &exportInput{}
	if err := c.bind(in); err != nil {
		return err
	}
	in.Format = cmp.Or(in.Format, "json")
	day := c.s.opt.Now()
	if in.On != "" {
		var err error
		if day, err = time.ParseInLocation(time.DateOnly, in.On, models.China); err != nil {
			return fail(codeBadParameter, "on", "a day is written YYYY-MM-DD")
		}
	}
	ctx, end, err := c.s.streams.begin(c.r.Context(), "session "+c.person.Session)
	if err != nil {
		return err
	}
	defer end()
	c.leave()
	d := &download{c: c, ctl: http.NewResponseController(c.w), name: in.What + "." + in.Format, kind: export.Formats[in.Format]}
	_, err = export.Write(ctx, c.s.engine, export.Request{
		User: c.person.User.Name, Device: "session " + c.person.Session, What: in.What, Format: in.Format, Chinese: in.Lang != "en", Day: day,
	}, d)
	if err != nil && d.begun {
		c.s.opt.Log.ErrorContext(context.WithoutCancel(ctx), "an export broke off", "id", c.trace.id, "error", err)
		panic(http.ErrAbortHandler) // nobody shall take half for whole
	}
	return err
}

// download begins the answer with the first byte; until then an error can still
// be told. Each block has its own time limit.
type download struct {
	c          *call
	ctl        *http.ResponseController
	name, kind string
	begun      bool
}

func (d *download) Write(p []byte) (int, error) {
	if !d.begun {
		d.begun = true
		h := d.c.w.Header()
		h.Set("Content-Type", d.kind)
		h.Set("Content-Disposition", `attachment; filename="`+d.name+`"`)
		d.c.w.WriteHeader(http.StatusOK)
	}
	// A writer that knows no deadline is not a connection: no harm then.
	_ = d.ctl.SetWriteDeadline(time.Now().Add(d.c.s.opt.SendTimeout))
	return d.c.w.Write(p)
}
