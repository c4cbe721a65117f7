package rules

import (
	"slices"
	"time"

	"fieldsync/models"
)

// Severity says what a broken rule does to somebody who is entering a record.
type Severity string

// The severities (domain.md section 4, "outcome words").
const (
	Block Severity = "block" // the submission is refused, a draft is kept
	Warn  Severity = "warn"  // allowed with a notice
	Flag  Severity = "flag"  // a fact is stored and marked
)

// Trigger says when a rule is asked.
type Trigger string

// The triggers.
const (
	OnEntry      Trigger = "entry"      // a record is written, or arrives
	OnAcceptance Trigger = "acceptance" // the back office is about to accept it
)

// AnyCollected is the Collection of a rule for every field-collected record.
const AnyCollected = "*"

// Params are what provinces and branches may change (column "override").
type Params struct {
	LateEntryHours int           // R-DATA-01, hours after the event; 0 means 24
	ArrivalGrace   time.Duration // R-VISIT-08, 0 by the source
}

// In is what a rule may look at.
type In struct {
	// Record holds the shown values of the record.
	Record models.Values
	// Lookup returns the shown values of another record, nil when it is not
	// known here. A nil Lookup knows nothing.
	Lookup func(collection, id string) models.Values
	// Now is when the record was written or, on the server, when it arrived. A
	// rule about time is silent when it is zero.
	Now    time.Time
	Params Params
}

// Rule is one rule of the handbook.
type Rule struct {
	ID         string
	Collection string // the collection it judges, or AnyCollected
	On         Trigger
	Severity   Severity
	ZH, EN     string // what it demands
	Source     string // place in the handbook, by the codes of domain.md 0.2
	// Check returns what is wrong, with the rule's id as code, never Unfit.
	Check func(In) []models.Problem
}

var table = slices.Concat(customerRules, keyPersonRules, preparationRules, visitRules, timeRules, formRules, eventRules)

// All returns every rule, in the order of the handbook's chapters.
func All() []Rule { return slices.Clone(table) }

// ByID returns the rule of that id and whether there is one: the code of a
// problem leads to its severity and source.
func ByID(id string) (Rule, bool) {
	i := slices.IndexFunc(table, func(r Rule) bool { return r.ID == id })
	if i < 0 {
		return Rule{}, false
	}
	return table[i], true
}

// Entry runs the rules asked when a record of the collection is written.
func Entry(collection string, in In) []models.Problem { return run(OnEntry, collection, in) }

// Acceptance runs the rules asked before the back office accepts a record.
func Acceptance(collection string, in In) []models.Problem {
	return run(OnAcceptance, collection, in)
}

// Blocks reports whether one of the problems comes from a blocking rule.
func Blocks(problems []models.Problem) bool {
	return slices.ContainsFunc(problems, func(p models.Problem) bool {
		r, ok := ByID(p.Code)
		return ok && r.Severity == Block
	})
}

func run(on Trigger, collection string, in In) []models.Problem {
	var out []models.Problem
	for _, r := range table {
		if r.On != on || r.Collection != collection && (r.Collection != AnyCollected || !collected(collection)) {
			continue
		}
		for _, p := range r.Check(in) {
			p.Code = r.ID
			out = append(out, p)
		}
	}
	return out
}

func collected(collection string) bool {
	c := models.Default().Collection(collection)
	return c != nil && c.Field("collected_at") != nil
}
