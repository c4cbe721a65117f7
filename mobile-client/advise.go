package mobile

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"fieldsync/models"
	"fieldsync/models/rules"
	"fieldsync/sync"
)

// Advice is one thing wrong with a record that is being written.
type Advice struct {
	Collection string `json:"collection"`
	Record     string `json:"record"`
	Field      string `json:"field,omitempty"`
	// Code is the id of the rule (R-KP-02) or of the check (required).
	Code string `json:"code"`
	// Severity is block, warn or flag.
	Severity string `json:"severity"`
	Message  string `json:"message"`
	ZH       string `json:"zh,omitempty"`
}

// RefusedEntry lists why an entry is refused: the rules that block a
// submission. errors.As also finds a *models.Error with the code entry_refused.
type RefusedEntry struct {
	Problems []Advice
	// IDs are those that the problems name, in the order of the changes: new
	// records have theirs already, and keep them when written under it.
	IDs []string
}

// Error lists all problems in one line.
func (e *RefusedEntry) Error() string { return e.coded().Error() }

// Unwrap returns the coded form.
func (e *RefusedEntry) Unwrap() error { return e.coded() }

func (e *RefusedEntry) coded() *models.Error {
	var en, zh []string
	for _, p := range e.Problems {
		en = append(en, fmt.Sprintf("%s %s (%s)", p.Field, p.Message, p.Code))
		zh = append(zh, fmt.Sprintf("%s %s (%s)", p.Field, p.ZH, p.Code))
	}
	return &models.Error{Code: CodeEntryRefused, Field: e.Problems[0].Field, Message: strings.Join(en, "; "), ZH: strings.Join(zh, ";"),
		Hint: `mend it, or keep the record with submission "draft"`, HintZH: `请更正,或以 submission "draft" 存为草稿`}
}

// advise asks the rules about every record of an action. What blocks comes back
// as a *RefusedEntry, the rest as advice.
func (c *Client) advise(ctx context.Context, r *changesync.Replica, changes []Change) ([]Advice, error) {
	var advice, blocking []Advice
	for _, ch := range changes {
		found, err := c.problems(ctx, r, ch, changes)
		if err != nil {
			return nil, err
		}
		readOnly, err := r.ReadOnly(ctx, ch.Key, ch.Set)
		if err != nil {
			return nil, err
		}
		if readOnly {
			advice = append(advice, c.notAllowed(ch.Key))
		}
		for _, a := range found {
			if a.Severity == string(rules.Block) {
				blocking = append(blocking, a)
			} else {
				advice = append(advice, a)
			}
		}
	}
	if len(blocking) > 0 {
		refused := &RefusedEntry{Problems: blocking}
		for _, ch := range changes {
			refused.IDs = append(refused.IDs, ch.Key.ID)
		}
		return nil, refused
	}
	return advice, nil
}

// notAllowed says that the server will put a change aside.
func (c *Client) notAllowed(key Key) Advice {
	a := Advice{Collection: key.Collection, Record: key.ID, Code: changesync.CodeOutsideGrants, Severity: string(rules.Warn),
		Message: "you may only read this record: the server will put the change aside for somebody who may write it", ZH: "您对该记录只有查看权限,服务器将搁置此修改,等待有权限的人员处理"}
	if unit := c.opt.Registry.Collection(key.Collection).Unit; unit != "" {
		a.Field, a.Code = unit, changesync.CodeForeignUnit
	}
	return a
}

// problems are the faults of a record that it did not have before the change.
func (c *Client) problems(ctx context.Context, r *changesync.Replica, ch Change, all []Change) ([]Advice, error) {
	col := c.opt.Registry.Collection(ch.Key.Collection)
	if col == nil || ch.Delete {
		return nil, nil
	}
	before, err := c.values(ctx, r, ch.Key, nil)
	if err != nil {
		return nil, err
	}
	after, err := c.values(ctx, r, ch.Key, all)
	if err != nil {
		return nil, err
	}
	w := &ruleWorld{c: c, ctx: ctx, r: r, all: all}
	had := map[string]bool{}
	if before != nil {
		for _, p := range w.judge(col, w.in(ch.Key, before)) {
			had[p.Code+" "+p.Field] = true
		}
	}
	var out []Advice
	draft, in := isDraft(after), w.in(ch.Key, after)
	for _, p := range w.judge(col, in) {
		if unfinished := draft && p.Code == "required"; !unfinished && !had[p.Code+" "+p.Field] {
			out = append(out, adviceOf(ch.Key, p, in))
		}
	}
	trees, err := c.treeProblems(ctx, r, ch, all, after)
	return append(out, trees...), errors.Join(w.failed, err)
}

// adviceOf gives a problem its severity. Only a submission is ever blocked, and
// only by a rule: a missing field makes a record incomplete, not wrong.
func adviceOf(key Key, p models.Problem, in rules.In) Advice {
	a := Advice{Collection: key.Collection, Record: key.ID, Field: p.Field, Code: p.Code, Severity: string(rules.Warn), Message: p.Message, ZH: p.ZH}
	if r, ok := rules.ByID(p.Code); ok {
		a.Severity = string(r.GradeOf(in))
	}
	if key.Collection == formDefinitions {
		a.Severity = string(rules.Block) // what cannot be filled in helps nobody
	}
	if v := in.Record; a.Severity == string(rules.Block) && (isDraft(v) || textOf(v["state"]) == "draft") {
		a.Severity = string(rules.Warn)
	}
	return a
}

// isDraft: the collector has not submitted the record, or has withdrawn it.
func isDraft(v models.Values) bool {
	state := textOf(v["submission"])
	return state == "draft" || state == "withdrawn"
}
