package demo

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
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
		b.vpnUsers(i)
		b.applications(i)
	}
	b.relations()
	if b.no == 0 {
		b.customerA()
		b.templates()
		b.policies()
	}
	for slot := range csmsPerBranch {
		b.plans(slot)
		b.visits(slot)
		b.appointmentsToCome(slot)
		b.workOrders(slot)
		b.contacts(slot)
		b.cases(slot)
		b.inspections(slot)
		b.appraisal(slot)
	}
	for team := range 2 {
		b.meetings(team)
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
	dropEmptyMembers(values)
	scope, ok := models.Default().Collection(collection).HomeScope(id, values)
	if !ok {
		panic("demo: a record without a home: " + collection)
	}
	b.stopped = !b.yield(Record{Collection: collection, ID: id, Scope: scope, Values: values, Incomplete: missing})
}

// dropEmptyMembers takes out what was not given inside the objects of a list: an
// empty text is no id, and no element of a set should differ by it.
func dropEmptyMembers(values models.Values) {
	for name, raw := range values {
		if !bytes.HasPrefix(raw, []byte(`[{`)) || !bytes.Contains(raw, []byte(`""`)) {
			continue
		}
		var list []map[string]json.RawMessage
		if err := json.Unmarshal(raw, &list); err != nil {
			panic(err) // it was encoded just now
		}
		for _, members := range list {
			maps.DeleteFunc(members, func(_ string, v json.RawMessage) bool { return string(v) == `""` })
		}
		values[name] = encode(list)
	}
}

// encode keeps < > & as they are, as the canonical form does.
func encode(v any) json.RawMessage {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic(err) // texts and numbers
	}
	return bytes.TrimSpace(b.Bytes())
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
	c.Review, c.Reviewer, c.ReviewNote = review, b.staffID("BO", 0), note
	c.ReviewedAt = models.MomentOf(at.Add(24 * time.Hour))
	return c
}
