package main

import (
	"encoding/json"
	"strings"

	mobile "fieldsync/mobile-client"
	"fieldsync/models"
	"fieldsync/sync"
)

// Run prints one record, with the values that are asked for in full.
func (g *getCmd) Run(a *app) error {
	c, err := a.unlocked()
	if err != nil {
		return err
	}
	rec, err := c.Get(a.ctx, g.Collection, g.ID)
	if err != nil {
		return err
	}
	for _, field := range g.Reveal {
		rec.Values[field], err = c.Reveal(a.ctx, mobile.RevealRequest{Collection: g.Collection, ID: g.ID, Field: field, Reason: g.Reason})
		if err != nil {
			return err
		}
	}
	return a.print(rec, func() { a.showRecord(rec) })
}

// Run gives one field in full: of this device, or else of the server.
func (r *revealCmd) Run(a *app) error {
	c, err := a.unlocked()
	if err != nil {
		return err
	}
	value, err := c.Reveal(a.ctx, mobile.RevealRequest{Collection: r.Collection, ID: r.ID, Field: r.Field, Reason: r.Reason, Side: changesync.Dot(r.Side)})
	if err != nil {
		return err
	}
	return a.print(map[string]json.RawMessage{"value": value}, func() { a.line("%s", plain(value)) })
}

func (a *app) showRecord(rec *mobile.Record) {
	col := models.Default().Collection(rec.Collection)
	a.line("%s %s  (%s)", a.label(col.Label), rec.ID, rec.Scope)
	for _, f := range col.Fields {
		if raw := rec.Values[f.Name]; raw != nil {
			a.line("  %-24s %s  %s", f.Name, plain(raw), a.label(f.Label))
		}
	}
	if rec.Waiting {
		a.line("%s", a.say("not_confirmed"))
	}
	if len(rec.Conflicts) > 0 {
		a.line("%s", a.say("in_conflict", strings.Join(rec.Conflicts, ", ")))
	}
}

func (a *app) label(l models.Label) string { return a.either(l.EN, l.ZH) }

// plain shows a text without its quotes, everything else as it is.
func plain(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	return string(raw)
}

// listPage is how many records are read at a time.
const listPage = 500

// Run prints all records of a collection.
func (l *listCmd) Run(a *app) error {
	c, err := a.unlocked()
	if err != nil {
		return err
	}
	all := []*mobile.Record{}
	for after := ""; ; {
		page, err := c.List(a.ctx, l.Collection, after, listPage)
		if err != nil {
			return err
		}
		all = append(all, page...)
		if len(page) < listPage {
			break
		}
		after = page[len(page)-1].ID
	}
	return a.print(all, func() {
		for _, rec := range all {
			a.line("%s  %s", rec.ID, title(rec))
		}
		a.line("%s", a.say("records", len(all)))
	})
}
