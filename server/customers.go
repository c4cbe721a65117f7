package main

import (
	"errors"
	"fmt"
	"time"

	"fieldsync/models"
	changesync "fieldsync/sync"
)

// findCustomer takes an id or a customer number.
func (o *office) findCustomer(con *console, name string) (string, error) {
	v, err := o.record(con, "customer", name)
	if err != nil || v != nil {
		return name, err
	}
	ids, err := o.find(con, "customer", "customer_no", name)
	if err == nil && len(ids) != 1 {
		err = &models.Error{Code: changesync.CodeNotFound, Field: "customer", Message: fmt.Sprintf("%d customers have the id or number %s", len(ids), name)}
	}
	if err != nil {
		return "", err
	}
	return ids[0], nil
}

// assignments are those of a customer for one post, also ended ones.
func (o *office) assignments(con *console, customer, post string) ([]assignment, error) {
	ids, err := o.find(con, "assignment", "customer", customer)
	if err != nil {
		return nil, err
	}
	var out []assignment
	for _, id := range ids {
		v, err := o.record(con, "assignment", id)
		if err != nil {
			return nil, err
		}
		if v != nil && text(v, "post") == post {
			out = append(out, assignment{id, text(v, "staff"), post, text(v, "valid_from"), text(v, "valid_to")})
		}
	}
	return out, nil
}

// today is the day in China, where the organisation is.
func today(now time.Time) string { return now.In(models.China).Format(time.DateOnly) }

// before is the day before a day.
func before(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return t.AddDate(0, 0, -1).Format(time.DateOnly)
}

// finally closes what a command had opened and keeps the first error first.
func finally(err error, closing func() error) error {
	return errors.Join(err, closing())
}
