package chores

import (
	"fieldsync/models"
	"fieldsync/models/rules"
	"fieldsync/models/star"
	changesync "fieldsync/sync"
)

// person is a star customer with all that a rating looks at.
type person struct {
	id       string
	customer models.StarCustomer
	facts    star.Input // but for the month and the star held
}

func starScope(id string) models.Scope { return models.MakeScope(models.ScopeStar, id) }

const applications = "key_person_application"

// gather reads a person, nil when the star customer is missing or deleted.
func gather(l *changesync.Ledger, id string) (*person, error) {
	v, err := l.Values(changesync.Key{Collection: "star_customer", ID: id})
	if err != nil || v == nil {
		return nil, err
	}
	p := &person{id: id}
	if p.customer, err = models.Decode[models.StarCustomer](v); err != nil {
		return nil, err
	}
	var failed error
	p.facts, err = rules.StarFacts(rules.In{Record: v, ID: id, Related: func(q rules.Query) []rules.Found {
		found, err := ofPerson(l, id, q)
		if err != nil {
			failed = err
		}
		return found
	}})
	if failed != nil {
		return nil, failed
	}
	return p, err
}

// ofPerson lists all records that refer to a person, which live with him, or to
// the key person that he is.
func ofPerson(l *changesync.Ledger, id string, q rules.Query) (out []rules.Found, err error) {
	if q.Field == "star_customer" {
		rows, err := l.Records(changesync.RecordQuery{Scopes: []models.Scope{starScope(id)}, Collection: q.Collection})
		for _, row := range rows {
			if row.Values != nil {
				out = append(out, rules.Found{ID: row.Key.ID, Values: row.Values})
			}
		}
		return out, err
	}
	ids, err := l.Referring(q.Collection, q.Field, q.Value)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		v, err := l.Values(changesync.Key{Collection: q.Collection, ID: id})
		if err != nil {
			return nil, err
		}
		if v != nil {
			out = append(out, rules.Found{ID: id, Values: v})
		}
	}
	return out, nil
}

// input is what a rating in the month looks at.
func (p *person) input(month models.CalMonth, current star.Held) star.Input {
	in := p.facts
	in.Month, in.Current = month, current
	return in
}
