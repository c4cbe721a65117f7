package sim

import (
	"fmt"

	"fieldsync/models"
	changesync "fieldsync/sync"
)

// organise enters what the second part of a run needs beyond people: whom the
// handbook's rules are about. It is repeated after a restore, for a backup may
// come from before.
func (w *world) organise() {
	w.centre.down = false
	w.surely(func() error {
		if !w.onFile("form_definition", careForm+"1") {
			w.publish()
		}
		return nil
	})
	w.enter("org", "rule_param", "calls", "param", `"calls_per_month"`, "unit", `"t1"`, "value", `"1"`, "valid_from", `"2016-01-01"`)
	for i, star := range []string{"p1", "p2"} {
		scope := models.MakeScope(models.ScopeStar, star)
		customer := fmt.Sprintf(`"c%d"`, i+1)
		w.enter(scope, "star_customer", star, "name", `"李四"`, "customer", customer, "registered_by", `"个人证件"`,
			"star", `"7"`, "star_from", `"2016-04-10"`, "star_to", `"2018-12-31"`, "star_source", `"定级"`)
		w.enter(scope, "account_number", star+"-1", "star_customer", `"`+star+`"`, "number", `"13305710001"`,
			"kind", `"移动"`, "joined_month", `"2014-05"`, "in_use", "true")
	}
}

// hearNews lets everybody who has a way to the servers sync on a good line.
func (w *world) hearNews() {
	w.network.on = false
	for _, d := range w.devices {
		w.syncs(d)
		w.recover()
	}
	w.network.on = true
}

// enter makes a record that is not there.
func (w *world) enter(scope models.Scope, collection, id string, fields ...string) {
	w.surely(func() error {
		if w.onFile(collection, id) {
			return nil
		}
		return w.office(scope, collection, id, fields...)
	})
}

func (w *world) onFile(collection, id string) (there bool) {
	key := changesync.Key{Collection: collection, ID: id}
	w.read(func(tx changesync.ReadTx) error {
		found, err := tx.Records(key)
		there = found[key].Body != nil
		return err
	})
	return there
}

// surely repeats what the office does until no illness of a server stands in
// its way.
func (w *world) surely(do func() error) {
	for range maxStarts {
		err := do()
		w.restartDead()
		if err == nil || w.failure != nil {
			return
		}
		if w.refusalOfOffice(err) != nil {
			w.fail("errors", "the office: %v", err)
			return
		}
	}
	w.fail("progress", "the office cannot write")
}
