package bench

import (
	"context"
	"fmt"

	"fieldsync/models"
	changesync "fieldsync/sync"
)

// customersEach is how many customers a manager of the measured organisation
// has, and each has just one manager.
const customersEach = 5

// Organisation enters one team and so many managers with customers of their
// own, and gives their names. Ids are counted, so that every run is the same.
func Organisation(ctx context.Context, e *changesync.Engine, managers int) (users []string, err error) {
	w := writer{ctx: ctx, engine: e}
	// The leader is nobody's user: he would see what all the others have.
	w.put("team", id(0, 0), models.Team{Name: "量测班", Kind: "政企VPN", Leader: id(1, managers)})
	w.staff(managers, "benchlead", "TL")
	for i := range managers {
		name := fmt.Sprintf("bench%04d", i)
		users = append(users, name)
		w.staff(i, name, "CSM")
		for k := range customersEach {
			c := i*customersEach + k
			yes, no := true, false
			w.put("customer", id(2, c), models.Customer{CustomerNo: fmt.Sprintf("B%05d", c), CustomerName: fmt.Sprintf("第%d机床厂", c),
				ControlLevel: "市级", IndustryCategory: "大企业", MarketingGrid: "HZ-01", IsVPNGroup: &yes, IsIndustryApp: &no})
			w.put("assignment", id(3, c), models.Assignment{Customer: id(2, c), Staff: id(1, i), Post: "CSM", ValidFrom: "2016-01-01", Reason: "分配"})
		}
	}
	w.flush()
	for i, name := range users {
		if w.err == nil {
			w.err = e.PutUser(ctx, changesync.User{Name: name, Staff: id(1, i), Active: true})
		}
	}
	return users, w.err
}

func id(kind, n int) string { return fmt.Sprintf("01890000-0000-7000-8%03x-%012x", kind, n) }

// writer collects records into changesets of the server's device.
type writer struct {
	ctx    context.Context
	engine *changesync.Engine
	edits  []changesync.Edit
	err    error
}

func (w *writer) staff(i int, name, role string) {
	active := true
	w.put("staff", id(1, i), models.Staff{StaffNo: name, Name: "经理" + name, Roles: []string{role}, Team: id(0, 0), Active: &active, ValidFrom: "2016-01-01"})
}

func (w *writer) put(collection, id string, record any) {
	if w.err != nil {
		return
	}
	v, err := encode(record)
	scope, ok := w.engine.Registry().Collection(collection).HomeScope(id, v)
	if err == nil && !ok {
		err = fmt.Errorf("%s has no home", collection)
	}
	w.err = err
	w.edits = append(w.edits, changesync.Edit{Key: changesync.Key{Collection: collection, ID: id}, Scope: scope, Set: v})
	if len(w.edits) == changesync.MaxChangesetRecords {
		w.flush()
	}
}

func encode(record any) (models.Values, error) {
	switch r := record.(type) {
	case models.Team:
		return models.Encode(r)
	case models.Staff:
		return models.Encode(r)
	case models.Customer:
		return models.Encode(r)
	case models.Assignment:
		return models.Encode(r)
	}
	return nil, fmt.Errorf("cannot write a %T", record)
}

func (w *writer) flush() {
	if w.err == nil && len(w.edits) > 0 {
		_, w.err = w.engine.WriteAs(w.ctx, changesync.ServerUser, w.edits...)
	}
	w.edits = nil
}
