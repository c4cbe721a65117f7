package demo

import (
	"iter"
	"time"

	"fieldsync/models"
	"fieldsync/sync"
)

// Org is a demo organisation. It holds no records: it makes them as they are
// asked for, the same ones each time.
type Org struct {
	Seed  uint64
	Scale int       // branches
	Now   time.Time // the time of generation, in China; plans and visits lie around it
}

// Generate returns the organisation of the seed. A scale below 1 counts as 1.
// Ids depend on the seed alone, dates on now.
func Generate(seed uint64, scale int, now time.Time) *Org {
	return &Org{Seed: seed, Scale: max(scale, 1), Now: now.In(models.China)}
}

// Record is one record of the organisation.
type Record struct {
	Collection string
	ID         string
	Scope      models.Scope // its home
	Values     models.Values
	// Incomplete says what is missing on purpose, "" for a complete record.
	Incomplete string
}

// Records yields all records, branch by branch, what is referred to mostly
// before what refers to it. It may be run any number of times.
func (o *Org) Records() iter.Seq[Record] {
	return func(yield func(Record) bool) {
		for no := range o.Scale {
			b := &branch{org: o, no: no, yield: yield}
			b.all()
			if b.stopped {
				return
			}
		}
	}
}

// Users yields the accounts, by branch and role.
func (o *Org) Users() iter.Seq[changesync.User] {
	return func(yield func(changesync.User) bool) {
		for no := range o.Scale {
			b := &branch{org: o, no: no}
			for _, p := range b.posts() {
				if !yield(changesync.User{Name: p.user, Staff: o.ID("staff/" + p.user), Active: true}) {
					return
				}
			}
		}
	}
}

// Size returns how many records and users there are. It makes two branches to
// know it: all but the first have the same number.
func (o *Org) Size() (records, users int) {
	count := func(scale int) (r, u int) {
		small := &Org{Seed: o.Seed, Scale: scale, Now: o.Now}
		for range small.Records() {
			r++
		}
		for range small.Users() {
			u++
		}
		return r, u
	}
	records, users = count(1)
	if o.Scale > 1 {
		r, u := count(2)
		records += (o.Scale - 1) * (r - records)
		users += (o.Scale - 1) * (u - users)
	}
	return records, users
}
