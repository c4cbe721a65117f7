package demo

import (
	"fmt"
	"time"

	"fieldsync/models"
)

// branch makes the records of one branch.
type branch struct {
	org     *Org
	no      int // from 0
	yield   func(Record) bool
	stopped bool
}

func (b *branch) all() {
	b.teams()
	b.staff()
	for i := range customersPerBranch {
		if b.stopped {
			return
		}
		b.customer(i)
		b.assignments(i)
		b.keyPersons(i)
		b.decisionChain(i)
		b.starCustomer(i)
	}
	if b.no == 0 {
		b.customerA()
	}
	for slot := range csmsPerBranch {
		b.plans(slot)
		b.visits(slot)
		b.appointmentsToCome(slot)
		b.workOrders(slot)
	}
	b.event()
}

func (b *branch) id(format string, args ...any) string {
	return b.org.ID(fmt.Sprintf(format, args...))
}

func (b *branch) dice(format string, args ...any) *dice {
	return b.org.dice(fmt.Sprintf(format, args...))
}

// emit hands a record on; after the taker has had enough it does nothing.
func emit[T any](b *branch, collection, id string, record T) {
	emitIncomplete(b, collection, id, record, "")
}

func emitIncomplete[T any](b *branch, collection, id string, record T, missing string) {
	if b.stopped {
		return
	}
	values, err := models.Encode(record)
	if err != nil {
		panic(err) // the program's own text is bad Unicode
	}
	scope, ok := models.Default().Collection(collection).HomeScope(id, values)
	if !ok {
		panic("demo: a record without a home: " + collection)
	}
	b.stopped = !b.yield(Record{Collection: collection, ID: id, Scope: scope, Values: values, Incomplete: missing})
}

// collected fills the common fields of a record submitted shortly after.
func (b *branch) collected(id, staff string, at time.Time) models.Collected {
	return models.Collected{
		RecordNo: models.RecordNo(id, at), CollectedBy: staff, CollectedAt: models.MomentOf(at),
		SubmittedAt: models.MomentOf(at.Add(20 * time.Minute)), LateEntry: new(bool), Submission: "submitted",
	}
}

// reviewed adds the verdict of the back office, a day after collection.
func (b *branch) reviewed(c models.Collected, review, note string) models.Collected {
	at, err := c.CollectedAt.Time()
	if err != nil {
		panic(err) // made by collected
	}
	at = at.Add(24 * time.Hour)
	if at.After(b.org.Now) {
		return c // still waiting
	}
	c.Review, c.Reviewer, c.ReviewedAt, c.ReviewNote = review, b.id("staff/%s", b.user("BO", 0)), models.MomentOf(at), note
	return c
}
