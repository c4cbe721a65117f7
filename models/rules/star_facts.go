package rules

import (
	"time"

	"fieldsync/models"
	"fieldsync/models/star"
)

// StarFacts reads what a rating of the star customer that In is about looks at,
// all but the month and the star held: his numbers, bills, stops and accounts,
// and what his listing as a key person gives. It is the one reading of them; that
// somebody is on the blacklist or has public phones stands in no record yet.
// Errors: wrong_type for a record that cannot be read.
func StarFacts(in In) (out star.Input, err error) {
	out.Who = star.Who{Name: in.text("name"), IDDocType: in.text("id_doc_type")}
	var numbers []models.AccountNumber
	ids, err := readAll(&in, "account_number", "star_customer", in.ID, &numbers)
	for i, n := range numbers {
		out.Numbers = append(out.Numbers, in.starNumber(ids[i], n))
	}
	for _, read := range []func() error{
		func() error { _, err := readAll(&in, "monthly_bill", "star_customer", in.ID, &out.Bills); return err },
		func() error { _, err := readAll(&in, "stop_event", "star_customer", in.ID, &out.Stops); return err },
		func() error {
			_, err := readAll(&in, "growth_account", "star_customer", in.ID, &out.Accounts)
			return err
		},
		func() error { return in.listings(&out.Accounts) },
	} {
		if err == nil {
			err = read()
		}
	}
	return out, err
}

// starNumber reads E2 (domain.md 3.1): under a unit's certificate with the user's
// data on file the mobiles count and wireless broadband does not; other lines
// of such a person are his own. No record says that an agent brought one in.
func (in *In) starNumber(id string, n models.AccountNumber) star.Number {
	unit := in.text("registered_by") == "单位证件+使用人" && (n.Kind == "移动" || n.Kind == "无线宽带")
	return star.Number{ID: id, AccountNumber: n, Unit: unit, Authorised: unit}
}

// listings adds the direct accounts of a key person: what the applications gave
// that were approved, as long as the identity lasts (R-KP-07 to R-KP-09).
func (in *In) listings(accounts *[]models.GrowthAccount) error {
	var list []models.KeyPersonApplication
	_, err := readAll(in, "key_person_application", "key_person", in.text("key_person"), &list)
	for _, a := range list {
		over := a.Status == "已撤销" && a.ValidTo != ""
		if (a.Status == listed || over) && a.DirectGrowth != nil && *a.DirectGrowth > 0 && a.ValidFrom != "" {
			*accounts = append(*accounts, models.GrowthAccount{Kind: star.ByKeyPerson, Value: a.DirectGrowth, ValidFrom: a.ValidFrom, ValidTo: a.ValidTo, Basis: a.CustomerClass})
		}
	}
	return err
}

// readAll reads the records of a collection that refer to something.
func readAll[T any](in *In, collection, field, value string, list *[]T) (ids []string, err error) {
	for _, f := range in.related(collection, field, value, time.Time{}) {
		one, err := models.Decode[T](f.Values)
		if err != nil {
			return nil, &models.Error{Code: "wrong_type", Field: collection + "/" + f.ID, Message: "cannot be read: " + err.Error(), ZH: "无法读取:" + err.Error()}
		}
		ids, *list = append(ids, f.ID), append(*list, one)
	}
	return ids, nil
}
