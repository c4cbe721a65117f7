package rules

import (
	"time"

	"fieldsync/models"
	"fieldsync/models/calendar"
)

// In is what a rule may look at.
type In struct {
	// Record holds the shown values of the record.
	Record models.Values
	// ID is the record's, "" when it has none yet.
	ID string
	// Lookup returns the shown values of another record, nil when it is not
	// known here. A nil Lookup knows nothing.
	Lookup func(collection, id string) models.Values
	// Related lists records that refer to something, as Query says. A nil
	// Related knows none: a rule that counts is then silent.
	Related func(Query) []Found
	// Now is when the record was written or, on the server, when it arrived; by
	// the clock it is the time for which the rule is asked. A rule about time is
	// silent when it is zero.
	Now time.Time
	// Params are those in force for the person concerned, the zero value the
	// defaults.
	Params Params
	// Calendar knows the working days. Nil: those that Lookup finds on file,
	// otherwise Monday to Friday.
	Calendar *calendar.Calendar
	// Conflicts lists the fields of the record about which two people say
	// different things, until somebody decides; for Arrival. On a phone it is nil:
	// no rule asks there, the open conflicts are shown as such.
	Conflicts func() []string

	collection string // of the record, known to Act
}

// MaxRelated is how many records Related returns at most.
const MaxRelated = 1000

// Query asks for the records of a collection whose Field shows Value. The field
// is one of models.Field.IndexPaths, so that no answer needs a walk over all.
// The newest come first (ids tell the time they were made), at most MaxRelated;
// those made before Since may be left out.
type Query struct {
	Collection, Field, Value string
	Since                    time.Time
}

// Found is one record that Related lists.
type Found struct {
	ID     string
	Values models.Values
}

// Fits says whether a record shows what is asked for: an index may be older, and
// a device without one looks at the records themselves.
func (q Query) Fits(v models.Values) bool { return textOf(v, q.Field) == q.Value }
