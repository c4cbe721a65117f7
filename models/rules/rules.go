package rules

import (
	"slices"
	"strings"
	"sync"

	"fieldsync/models"
)

// Severity says what comes of a rule.
type Severity string

// The outcomes (domain.md section 4, "outcome words").
const (
	Block Severity = "block" // the submission is refused, a draft is kept
	Warn  Severity = "warn"  // allowed with a notice
	Flag  Severity = "flag"  // a fact is stored and marked
	Task  Severity = "task"  // somebody gets something to do
	Set   Severity = "set"   // a value is computed
)

// Trigger says when a rule is asked.
type Trigger string

// The triggers.
const (
	OnEntry      Trigger = "entry"      // a record is written, or arrives
	OnAcceptance Trigger = "acceptance" // the back office is about to accept it
	OnArrival    Trigger = "arrival"    // a record has arrived, on the server alone
	OnHour       Trigger = "hour"       // by the clock, every hour
	OnDay        Trigger = "day"        // by the clock, every day
	OnRating     Trigger = "rating"     // when stars are worked out; the server asks RateStar's model itself
)

// AnyCollected is the Collection of a rule for every field-collected record.
const AnyCollected = "*"

// Rule is one rule of the handbook. It has Check, Act or With.
type Rule struct {
	ID         string
	Collection string // those it judges, separated by spaces, or AnyCollected
	On         Trigger
	Severity   Severity // what comes of it, the gravest where it differs
	// Grade says how grave it is for this record, where that differs: what is
	// planned is blocked, what was done is flagged. Nil: Severity.
	Grade func(*In) Severity
	// Check returns what is wrong, with the rule's id as code, never Unfit.
	Check func(*In) []models.Problem
	// Act returns what is to be done: rules on arrival and by the clock.
	Act func(*In) []Effect
	// With is the rule whose Act finds the effects of this one too.
	With string
}

// GradeOf is how grave it is that this record breaks the rule.
func (r Rule) GradeOf(in In) Severity {
	if r.Grade == nil {
		return r.Severity
	}
	return r.Grade(&in)
}

// about says whether the rule is about the collection.
func (r Rule) about(collection string) bool {
	if r.Collection == AnyCollected {
		return collected(collection)
	}
	return slices.Contains(strings.Fields(r.Collection), collection)
}

// entryRules judge what is entered: all that a phone needs to know.
var entryRules = slices.Concat(customerRules, keyPersonRules, applicationRules,
	preparationRules, visitRules, timeRules, formRules, phoneRules, smsRules, onlineRules, eventRules, prepareRules, deliveryRules, careRules)

// officeRules act on the server alone. They are made when first asked for, so
// that a program which never does, as in a browser, does not carry them.
func officeRules() []Rule {
	office.once.Do(func() {
		office.rules = slices.Concat(customerDuties(), visitDuties(), orderDuties(), eventDuties(),
			careDuties(), renewalDuties(), arrearsDuties(), qualityDuties(), starDuties())
	})
	return office.rules
}

var office struct {
	once  sync.Once
	rules []Rule
}

// All returns every rule, those on entry first.
func All() []Rule { return slices.Concat(entryRules, officeJudgments(), actionRules(), officeRules()) }

// officeJudgments are the rules on entry and acceptance that the server alone
// asks.
func officeJudgments() []Rule {
	return slices.Concat(decisionRules(), wholeRules(), factRules(), acceptanceRules())
}

// ByID returns the rule of that id that judges an entry, and whether there is
// one: the code of a problem leads to its severity.
func ByID(id string) (Rule, bool) {
	i := slices.IndexFunc(entryRules, func(r Rule) bool { return r.ID == id })
	if i < 0 {
		return Rule{}, false
	}
	return entryRules[i], true
}

// Entry runs the rules asked when a record of the collection is written.
func Entry(collection string, in In) []models.Problem {
	return judgeAll(index(OnEntry, collection), &in)
}

// Acceptance runs the rules asked before the back office accepts a record, and
// returns what must not be accepted.
func Acceptance(collection string, in In) []models.Problem {
	blocking := slices.DeleteFunc(slices.Clone(judgments(OnAcceptance, collection)), func(r Rule) bool { return r.GradeOf(in) != Block })
	return judgeAll(blocking, &in)
}

// Arrived runs the rules on entry when a record has arrived: those of Entry and
// those that only state a fact, or are about what the office enters, with which
// a phone cannot help.
func Arrived(collection string, in In) []models.Problem {
	return append(Entry(collection, in), judgeAll(judgments(OnEntry, collection), &in)...)
}

// Blocks reports whether one of the problems of a record comes from a rule that
// blocks it.
func Blocks(in In, problems []models.Problem) bool {
	return slices.ContainsFunc(problems, func(p models.Problem) bool {
		r, ok := ByID(p.Code)
		return ok && r.GradeOf(in) == Block
	})
}

func judgeAll(list []Rule, in *In) (out []models.Problem) {
	for _, r := range list {
		for _, p := range r.Check(in) {
			p.Code = r.ID
			out = append(out, p)
		}
	}
	return out
}

type asked struct {
	on         Trigger
	collection string
	office     bool // one that only the server asks
}

// index returns the rules of a trigger and collection. They are looked up once:
// it is asked for every record that arrives.
func index(on Trigger, collection string) []Rule {
	if found, ok := indexed.Load(asked{on, collection, false}); ok {
		return found.([]Rule)
	}
	return remember(asked{on, collection, false}, entryRules)
}

// judgments is the same of the rules that a phone does not ask.
func judgments(on Trigger, collection string) []Rule {
	if found, ok := indexed.Load(asked{on, collection, true}); ok {
		return found.([]Rule)
	}
	return remember(asked{on, collection, true}, officeJudgments())
}

var indexed sync.Map // asked: []Rule

func remember(key asked, all []Rule) (found []Rule) {
	for _, r := range all {
		if r.On == key.on && r.about(key.collection) {
			found = append(found, r)
		}
	}
	if models.Default().Collection(key.collection) != nil { // no names from outside are kept
		indexed.Store(key, found)
	}
	return found
}

func collected(collection string) bool {
	c := models.Default().Collection(collection)
	return c != nil && c.InField()
}
