package chores

import (
	"cmp"
	"encoding/json"
	"strconv"

	"fieldsync/models"
	"fieldsync/models/rules"
	changesync "fieldsync/sync"
)

// Duty is what comes of an effect: what is made, for whom, and why.
type Duty struct {
	Rule       string          `json:"rule"`
	Outcome    rules.Severity  `json:"outcome"`
	Collection string          `json:"collection"` // of the record that is made or changed
	Record     string          `json:"record"`
	About      string          `json:"about"` // collection and id of the subject
	Subject    string          `json:"subject"`
	Period     string          `json:"period,omitempty"`
	To         string          `json:"to,omitempty"` // staff
	Due        models.Moment   `json:"due,omitempty"`
	Field      string          `json:"field,omitempty"` // of outcome set
	Value      json.RawMessage `json:"value,omitempty"`
	EN         string          `json:"en"`
	ZH         string          `json:"zh"`
	// Waits says why it is not done now: done (there already), nobody (there is
	// nobody to do it yet), late (its time had passed when it was found).
	Waits string `json:"waits,omitempty"`

	scope  models.Scope
	effect rules.Effect
	asked  changesync.Key // of which record the rule was asked
}

// dutyOf decides what an effect comes to. Its id derives from the effect's key,
// so that it is the same duty whenever and on whatever server it is found.
func (p *people) dutyOf(e rules.Effect) (d Duty, err error) {
	at, err := p.homeOf(e)
	if err != nil {
		return d, err
	}
	d = Duty{Rule: e.Rule, Outcome: e.Outcome, About: e.Subject.Collection, Subject: e.Subject.ID, Period: e.Period,
		Field: e.Field, EN: e.EN, ZH: e.ZH, effect: e, Record: models.RuleID(e.Rule, e.Key(), "")}
	if e.Outcome == rules.Set {
		d.Collection, d.Record, d.Value = e.Subject.Collection, e.Subject.ID, e.Value
		if e.Value == nil {
			if d.To, err = p.find(e.To, at); err != nil || d.To == "" {
				d.Waits = "nobody"
				return d, err
			}
			d.Value = json.RawMessage(strconv.Quote(d.To))
		}
		return p.settled(d)
	}
	if d.To, err = p.find(e.To, at); err != nil {
		return d, err
	}
	if !e.Task.Due.IsZero() {
		d.Due = models.MomentOf(e.Task.Due.In(models.China))
	}
	d.Collection, d.scope = placeOf(e, d.To)
	if d.To == "" {
		d.Waits = "nobody"
		return d, nil
	}
	return p.settled(d)
}

// tells says whether a duty tells the same person of the same as another one.
func (d *Duty) tells(o Duty) bool {
	return d.To != "" && d.To == o.To && d.Rule == o.Rule && d.Period == o.Period && d.effect.Subject == o.effect.Subject && d.Collection == "notice"
}

// settled notes that a duty was done before. What it made may since have been
// finished or deleted; it is not made again.
func (p *people) settled(d Duty) (Duty, error) {
	var there bool
	var err error
	if d.Outcome == rules.Set {
		var body []byte
		body, err = p.l.Doc(docKind, setKey(d.effect))
		there = body != nil
	} else {
		there, err = p.l.Known(changesync.Key{Collection: d.Collection, ID: d.Record})
	}
	if there {
		d.Waits = "done"
	}
	return d, err
}

// setKey is under which the ledger remembers that a value was set, since
// somebody may change it afterwards and means it.
func setKey(e rules.Effect) string { return "set:" + models.RuleID(e.Rule, e.Key(), "") }

// placeOf is the collection and home of what an effect makes: a work order with
// a duty, a follow-up at a customer or event, otherwise a notice to the person.
func placeOf(e rules.Effect, to string) (collection string, scope models.Scope) {
	w := e.Task
	switch {
	case e.Outcome != rules.Task:
	case w.Customer != "":
		scope = models.MakeScope(models.ScopeCustomer, w.Customer)
	case w.StarCustomer != "":
		scope = models.MakeScope(models.ScopeStar, w.StarCustomer)
	case w.Event != "" && w.Duty == "":
		scope = models.MakeScope(models.ScopeEvent, w.Event)
	}
	switch {
	case scope == "":
		return "notice", models.MakeScope(models.ScopeStaff, to)
	case w.Duty != "":
		return "work_order", scope
	}
	return "follow_up", scope
}

// homeOf is the customer an effect concerns: of its task, or of its subject.
func (p *people) homeOf(e rules.Effect) (home, error) {
	at := home{e.Task.Customer, e.Task.StarCustomer}
	v, err := p.l.Values(changesync.Key{Collection: e.Subject.Collection, ID: e.Subject.ID})
	if err != nil {
		return at, err
	}
	ref := func(field string) (id string) {
		_ = json.Unmarshal(v[field], &id)
		return id
	}
	own := home{ref("customer"), ref("star_customer")}
	switch e.Subject.Collection {
	case "customer":
		own.customer = e.Subject.ID
	case "star_customer":
		own.star = e.Subject.ID
	}
	at = home{cmp.Or(at.customer, own.customer), cmp.Or(at.star, own.star)}
	if at.customer == "" && at.star != "" {
		v, err = p.l.Values(changesync.Key{Collection: "star_customer", ID: at.star})
		at.customer = ref("customer")
	}
	return at, err
}
