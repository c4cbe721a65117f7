package main

import (
	"encoding/json"
	"os"
	"strings"

	mobile "fieldsync/mobile-client"
	"fieldsync/models"
	"fieldsync/sync"
)

// fits says whether the options go together.
func (q *quarantineCmd) fits() bool {
	acts := q.Amend || q.Dismiss
	return !(q.Amend && q.Dismiss) && (q.Amend || len(q.Set) == 0) && (!acts || q.ID != "" && q.Export == "")
}

// Run lists, exports, corrects or dismisses what stands in quarantine.
func (q *quarantineCmd) Run(a *app) error {
	if !q.fits() {
		return &models.Error{Code: "usage", Field: "quarantine", Message: a.say("quarantine_usage"), ZH: a.say("quarantine_usage")}
	}
	c, err := a.unlocked()
	if err != nil {
		return err
	}
	list, err := q.chosen(a, c)
	if err != nil {
		return err
	}
	switch {
	case q.Amend:
		return q.amend(a, c, &list[0])
	case q.Dismiss:
		return a.dismiss(c, list[0].ID)
	case q.Export != "":
		return q.export(a, list)
	}
	return a.print(list, func() {
		for _, aside := range list {
			a.showAside(&aside)
		}
		a.line("%s", a.say("in_quarantine", len(list)))
	})
}

// chosen is the one named, or all.
func (q *quarantineCmd) chosen(a *app, c *mobile.Client) ([]mobile.Aside, error) {
	list, err := c.Quarantine(a.ctx)
	if err != nil || q.ID == "" {
		return list, err
	}
	for _, aside := range list {
		if aside.ID == changesync.Dot(q.ID) {
			return []mobile.Aside{aside}, nil
		}
	}
	return nil, &models.Error{Code: changesync.CodeNotFound, Field: "id", Message: a.say("no_such_aside", q.ID), ZH: a.say("no_such_aside", q.ID)}
}

func (a *app) showAside(aside *mobile.Aside) {
	a.line("%s  %s  %s", aside.ID, aside.Author, moment(aside.Made))
	for _, r := range aside.Reasons {
		a.line("  ! %s/%s %s: %s (%s)", r.Collection, r.Record, r.Field, a.tell(r.Code, r.Message, r.ZH), r.Code)
	}
	if aside.Withheld {
		a.line("    %s", a.say("withheld"))
	}
	for _, w := range aside.Writes {
		a.line("    %s/%s %s = %s", w.Collection, w.Record, w.Field, plain(w.Value))
	}
}

// dismiss closes a changeset that nothing takes the place of.
func (a *app) dismiss(c *mobile.Client, id changesync.Dot) error {
	written, err := c.Dismiss(a.ctx, id)
	if err != nil {
		return err
	}
	return a.print(wrote{Changeset: written.Changeset}, func() { a.line("%s", a.say("dismissed", id)) })
}

// amend repeats the changeset with the values given.
func (q *quarantineCmd) amend(a *app, c *mobile.Client, aside *mobile.Aside) error {
	if aside.Withheld {
		_, err := c.Amend(a.ctx, aside.ID) // says why not
		return err
	}
	edits := map[mobile.Key]models.Values{}
	for _, pair := range q.Set {
		name, value, ok := strings.Cut(pair, "=")
		if !ok {
			return &models.Error{Code: "usage", Field: pair, Message: "say field=value", ZH: "请写成 字段=值"}
		}
		key, field, err := writeOf(aside, name)
		if err != nil {
			return err
		}
		set, err := parseSet(key.Collection, []string{field + "=" + value})
		if err != nil {
			return err
		}
		if edits[key] == nil {
			edits[key] = models.Values{}
		}
		edits[key][field] = set[field]
	}
	var changes []mobile.Change
	for key, set := range edits {
		changes = append(changes, mobile.Change{Key: key, Set: set})
	}
	written, err := c.Amend(a.ctx, aside.ID, changes...)
	if err != nil {
		return err
	}
	return a.wrote(written, false)
}

// writeOf finds the record that a field of the changeset belongs to. With
// several records "RECORD.field" says which.
func writeOf(aside *mobile.Aside, name string) (key mobile.Key, field string, err error) {
	record, field, named := strings.Cut(name, ".")
	if !named {
		record, field = "", name
	}
	var withField, all []mobile.Key
	for _, w := range aside.Writes {
		k := mobile.Key{Collection: w.Collection, ID: w.Record}
		if named && w.Record != record {
			continue
		}
		all = addKey(all, k)
		if w.Field == field {
			withField = addKey(withField, k)
		}
	}
	if len(withField) > 0 {
		all = withField
	}
	if len(all) != 1 {
		return key, field, &models.Error{Code: "ambiguous", Field: name, Message: "the changeset has several records, or not this one: say RECORD.field=value",
			ZH: "该变更涉及多条记录,请写成 记录.字段=值"}
	}
	return all[0], field, nil
}

func addKey(list []mobile.Key, k mobile.Key) []mobile.Key {
	for _, have := range list {
		if have == k {
			return list
		}
	}
	return append(list, k)
}

// export writes the changesets to a file, readable by its owner only.
func (q *quarantineCmd) export(a *app, list []mobile.Aside) error {
	raw, err := json.MarshalIndent(list, "", "  ")
	if err != nil {
		return err
	}
	if q.Export == "-" {
		_, err = a.out.Write(append(raw, '\n'))
		return err
	}
	if err := os.WriteFile(q.Export, append(raw, '\n'), 0o600); err != nil {
		return &models.Error{Code: "bad_file", Field: "export", Message: err.Error()}
	}
	return a.print(struct {
		File     string `json:"file"`
		Exported int    `json:"exported"`
	}{q.Export, len(list)}, func() { a.line("%s", a.say("exported", len(list), q.Export)) })
}
