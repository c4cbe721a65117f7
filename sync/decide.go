package changesync

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"maps"
	"slices"
	"time"

	"fieldsync/models"
	"fieldsync/models/rules"
)

// AuditDecide: somebody reviewed, approved or confirmed a record, or the
// reverse; the detail names the decision, the verdict and the version seen.
const AuditDecide = "decide"

// The codes of decisions.
const (
	CodeChanged      = "changed"        // the record is not the one that the author saw
	CodeNotOpen      = "not_open"       // the verdict cannot be given in the state the record is in
	CodeNoteRequired = "note_required"  // the verdict needs a reason
	CodeOwnRecord    = "own_record"     // nobody decides about his own
	CodeBlocked      = "entry_refused"  // a rule blocks acceptance
	CodeNoDecision   = "no_decision"    // there is no such decision or verdict
	CodeStepNeeds    = "step_needs"     // the state asks for something that is missing
	CodeNotYours     = "step_not_yours" // a state that others have to set
	CodeBadStep      = "bad_transition" // a workflow does not lead from the state to the other
)

// Ruling is a decision as its author makes it.
type Ruling struct {
	Key      Key
	Decision string // models.Decision.Name
	Verdict  string // models.Verdict.Name
	Note     string
	// Seen is the version of the record that its author saw, see Version of
	// Record. A ruling on another one is refused.
	Seen string
}

// Print is the version of a record's content: it changes with every write to a
// field that people write, and not with what the server says about it.
func (r *Record) Print(col *models.Collection) string {
	h := sha256.New()
	for _, name := range sortedKeys(r.Cells) {
		field, _ := CellField(name)
		if policyOf(col, field) == models.Server {
			continue
		}
		cell := r.Cells[name]
		h.Write([]byte(name + "\x00"))
		for _, dot := range cell.Dots() {
			h.Write([]byte(string(dot) + "\x00"))
		}
	}
	const short = 15 // bytes; nobody chooses what goes in
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:short])
}

// Decide makes a ruling in the name of a user: whole or not at all, by the table
// of rights, noted in the audit log. It is bound to the version that he saw; if
// somebody has changed the record since, it is refused as changed, and if a
// change that was made in ignorance of it arrives later it does not stand any
// more (see models.Decision.Undo). It returns the outcome and the version.
// Errors: not_found, no_decision, not_allowed, own_record, changed, not_open,
// note_required, entry_refused.
func (e *Engine) Decide(ctx context.Context, user string, r Ruling) (outcome, version string, err error) {
	if err := e.refreshGrants(ctx, user); err != nil {
		return "", "", err
	}
	err = e.submit(ctx, &job{keys: []Key{r.Key}, run: func(g *group) error {
		outcome, version, err = g.decide(user, r)
		return err
	}})
	return outcome, version, err
}

func (g *group) decide(user string, r Ruling) (outcome, version string, err error) {
	w, d, v, err := g.rulable(user, r)
	if err != nil {
		return "", "", err
	}
	if err := g.mayRule(user, r, w, d, v); err != nil {
		return "", "", err
	}
	author, err := g.user(user)
	if err != nil {
		return "", "", err
	}
	now := time.UnixMilli(g.now).In(chinaTime)
	set := v.Sets(d, models.CalDate(now.Format(time.DateOnly)))
	for field, value := range map[string]string{d.By: author.Staff, d.At: now.Format(time.RFC3339), d.Note: r.Note} {
		switch {
		case field == "":
		case value == "":
			set[field] = []byte("null")
		default:
			set[field] = jsonText(value)
		}
	}
	if err := g.writeAs(user, []Edit{{Key: r.Key, Set: set}}); err != nil {
		return "", "", err
	}
	g.audit(AuditEvent{Action: AuditDecide, User: user, Collection: r.Key.Collection, Record: r.Key.ID, Field: d.Field,
		Detail: d.Name + " " + v.Name + " " + r.Seen})
	version, err = g.version(g.records[r.Key])
	return v.To, version, err
}

// rulable finds the record and the decision, as far as the user may see them.
func (g *group) rulable(user string, r Ruling) (*work, *models.Decision, *models.Verdict, error) {
	w, err := g.record(r.Key)
	if err != nil {
		return nil, nil, nil, err
	}
	if w == nil || w.col == nil || w.rec.Life(w.col) == Deleted || !g.right(user, w.rec.Scope, r.Key.Collection).See.Sees() {
		return nil, nil, nil, fail(CodeNotFound, "there is nothing here, or nothing that you may see")
	}
	all := w.col.DecisionsOf()
	i := slices.IndexFunc(all, func(d models.Decision) bool { return d.Name == r.Decision })
	if i < 0 {
		return nil, nil, nil, &models.Error{Code: CodeNoDecision, Field: "decision", Message: "nothing of that name is decided about a " + w.col.Name, ZH: "该类记录没有此项审批"}
	}
	v := all[i].Verdict(r.Verdict)
	if v == nil {
		return nil, nil, nil, &models.Error{Code: CodeNoDecision, Field: "verdict", Message: "this decision has no such verdict", ZH: "没有此审批意见"}
	}
	return w, &all[i], v, nil
}

// mayRule judges a ruling: the right to it, what its author saw, and the state.
func (g *group) mayRule(user string, r Ruling, w *work, d *models.Decision, v *models.Verdict) error {
	ok, err := g.holds(user, w, d)
	if err != nil {
		return err
	}
	values := w.rec.Values(w.col)
	author, err := g.user(user)
	if err != nil {
		return err
	}
	version, err := g.version(w)
	switch {
	case err != nil:
		return err
	case !ok:
		return &models.Error{Code: CodeNotAllowed, Field: "decision", Message: "this is not for you to decide", ZH: "您无权作此审批"}
	case w.rec.isOwn(d, w.col, author):
		return &models.Error{Code: CodeOwnRecord, Field: "decision", Message: "nobody decides about his own record: leave it to somebody else", ZH: "不能审批本人的记录,请由他人审批"}
	case r.Seen != version:
		return &models.Error{Code: CodeChanged, Field: "seen", Message: "the record has changed since you looked: look again and decide anew", ZH: "记录在您查看之后已有修改,请重新查看后再审批"}
	case !v.Open(d.Outcome(values)) || submissionOf(w.col, values) != "submitted":
		return &models.Error{Code: CodeNotOpen, Field: "verdict", Message: "the record is " + orNothing(d.Outcome(values)) + ": this cannot be said of it now", ZH: "记录当前状态不允许此审批意见"}
	case v.NeedsNote && r.Note == "":
		return &models.Error{Code: CodeNoteRequired, Field: "note", Message: "say why: whoever wrote the record reads it", ZH: "请填写意见,以便填写人更正"}
	}
	after := maps.Clone(values)
	maps.Copy(after, v.Sets(d, models.CalDate(time.UnixMilli(g.now).In(chinaTime).Format(time.DateOnly))))
	if p := w.col.Lacks(d, v, after); p != nil {
		return p.Err()
	}
	if v.Accepts {
		return g.acceptable(w, after)
	}
	return nil
}

// holds says whether the table of rights and, where one role decides, the
// user's roles let him.
func (g *group) holds(user string, w *work, d *models.Decision) (bool, error) {
	if !g.right(user, w.rec.Scope, w.col.Name).May(models.Decide) {
		return false, nil
	}
	if d.Role == "" {
		return true, nil
	}
	m, err := (&Ledger{Now: g.now, tx: g.tx, src: g}).Member(user)
	return err == nil && m.Is(d.Role), err
}

// submissionOf is the collector's side; records without one are submitted.
func submissionOf(col *models.Collection, v models.Values) string {
	if col.Field("submission") == nil {
		return "submitted"
	}
	return text(v, "submission")
}

func orNothing(outcome string) string {
	if outcome == "" {
		return "not there yet"
	}
	return outcome
}

// acceptable asks the rules that block acceptance.
func (g *group) acceptable(w *work, values models.Values) error {
	if problems := rules.Acceptance(w.col.Name, g.ruleInput(w.rec.Key, values)); len(problems) > 0 {
		p := problems[0]
		return &models.Error{Code: CodeBlocked, Field: p.Field, Message: p.Message + " (" + p.Code + ")", ZH: p.ZH + "(" + p.Code + ")",
			Hint: "return it, and say what is missing", HintZH: "请退回并说明缺少的内容"}
	}
	return nil
}

// undone are the decisions about a record that do not stand any more, since
// people have changed it: what its fields should say then.
func (g *group) undone(w *work) models.Values {
	set := models.Values{}
	values := w.rec.Values(w.col)
	for _, d := range w.col.DecisionsOf() {
		undo, bound := d.Undo[d.Outcome(values)]
		if !bound || d.Field == "review" { // the review is a matter of the rules too, see verdict
			continue
		}
		if !contentChanged(w, &d) && !g.boundChanged(w, &d, values) {
			continue
		}
		set[d.Field] = jsonText(undo)
		for _, field := range d.Clears {
			if !isNull(values[field]) {
				set[field] = []byte("null")
			}
		}
		said := unseen(w.rec.Cells[d.Field], d.Outcome(values))
		if f := w.col.Field(d.Field); said != nil && (f.Workflow == nil || f.Workflow.Allows(undo, plainText(said))) {
			set[d.Field] = said
		}
	}
	return set
}

// contentChanged says whether the group changed what people write, other than
// with the decision or before it, or laid another state beside the decided one.
func contentChanged(w *work, d *models.Decision) bool {
	outcome := w.rec.Cells[d.Field]
	if w.changedSince(outcome.Shown(w.col.Field(d.Field)).Dot, append(slices.Clone(d.Free), d.Field)) {
		return true
	}
	_, touched := w.before[d.Field]
	return touched && len(outcome.Live) > 1
}

// changedSince says whether the group changed what people write, other than in
// the free fields, by a write that is not the decision's and not before it.
func (w *work) changedSince(decided Dot, free []string) bool {
	for name, before := range w.before {
		field, _ := CellField(name)
		if slices.Contains(free, field) || field == DeletedField || policyOf(w.col, field) == models.Server {
			continue
		}
		cell := w.rec.Cells[name]
		for i := range cell.Live {
			if dot := cell.Live[i].Dot; before.index(dot) < 0 && !dot.until(decided) {
				return true
			}
		}
	}
	return false
}

// until says whether a write was made by the same device with another one or
// before it: the server knows what it wrote itself.
func (d Dot) until(o Dot) bool {
	device, n, ok := d.Parts()
	other, last, known := o.Parts()
	return ok && known && device == other && n <= last
}

// unseen is the state that somebody set without knowing of the decided one, nil
// when nobody did.
func unseen(c Cell, decided string) []byte {
	var best *Version
	for i := range c.Live {
		v := &c.Live[i]
		if plainText(v.Value) != decided && (best == nil || v.after(best)) {
			best = v
		}
	}
	if best == nil {
		return nil
	}
	return best.Value
}
