package rules

import (
	"encoding/json"
	"strings"
	"time"

	"fieldsync/models"
)

// Ref names a record.
type Ref struct{ Collection, ID string }

// Effect is one thing that a rule wants done, as data. Key names it: whoever
// carries it out does so once for each key.
type Effect struct {
	Rule    string   // filled in by Arrival and Clock
	Outcome Severity // Task, Warn (To is told), Flag or Set (of Subject)
	Subject Ref      // what it is about; filled in with the record when empty
	// Period is the time for which it is done once, "2016-Q2", and Part tells
	// effects of one rule about one subject and period apart. Both may be empty.
	Period, Part string
	To           To // who has to do it, or is told
	Task         Work
	// Field and Value are what Set computes and Flag marks; null clears it. Set
	// without a value writes the member of staff that To is.
	Field  string
	Value  json.RawMessage
	EN, ZH string // what is the matter and what to do
}

// Key is the same whenever and wherever the effect is found again.
func (e Effect) Key() string {
	return strings.Join([]string{e.Rule, string(e.Outcome), e.Subject.Collection, e.Subject.ID, e.Period, e.Field, e.Part}, "|")
}

// Work is what a task consists of. With a Duty it is a work order, without one
// a follow-up. One of Customer, StarCustomer and Event is its home; with none
// it concerns a person or a team and lives with To.
type Work struct {
	Duty                          string // "1" to "15" (domain.md 2.19)
	Customer, StarCustomer, Event string
	Due                           time.Time // until when
	Channels                      []string  // of work_order.channel
}

// To names a person: Staff where a record names him, otherwise whoever has the
// Role. AM, CSM and SSM are the posts at the customer of the task. TL is the
// leader of Team, or of the team of the person Of. Other roles belong to the
// organisation.
type To struct{ Staff, Role, Of, Team string }

// Arrival runs the rules asked after a record of the collection has arrived or
// was changed, on the server alone.
func Arrival(collection string, in In) []Effect { return act(OnArrival, collection, &in) }

// Clock runs the rules asked by the clock, OnHour or OnDay, for one record of
// the collection. To ask late, or again, does no harm: what is found has the
// same keys.
func Clock(on Trigger, collection string, in In) []Effect { return act(on, collection, &in) }

// ClockCollections are those for whose records Clock has rules of the trigger.
func ClockCollections(on Trigger) (names []string) {
	seen := map[string]bool{}
	for _, r := range officeRules() {
		for name := range strings.FieldsSeq(r.Collection) {
			if r.On == on && !seen[name] && models.Default().Collection(name) != nil {
				seen[name] = true
				names = append(names, name)
			}
		}
	}
	return names
}

// act leaves drafts and voided records alone: they ask nothing of anybody.
func act(on Trigger, collection string, in *In) (out []Effect) {
	key := asked{on, collection, true}
	found, ok := indexed.Load(key)
	if !ok {
		found = remember(key, officeRules())
	}
	if in.draft() || in.text("review") == "void" {
		return nil
	}
	in.collection = collection
	for _, r := range found.([]Rule) {
		if r.Act == nil {
			continue // it is found with another
		}
		for _, e := range r.Act(in) {
			if e.Rule == "" {
				e.Rule = r.ID
			}
			if e.Subject == (Ref{}) {
				e.Subject = Ref{collection, in.ID}
			}
			out = append(out, e)
		}
	}
	return out
}
