package chores

import (
	"fieldsync/models"
	"fieldsync/models/star"
	changesync "fieldsync/sync"
)

// person is a star customer with all that a rating looks at.
type person struct {
	id       string
	customer models.StarCustomer
	numbers  []star.Number
	bills    []models.MonthlyBill
	stops    []models.StopEvent
	accounts []models.GrowthAccount
}

func starScope(id string) models.Scope { return models.MakeScope(models.ScopeStar, id) }

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
	numbers, ids, err := all[models.AccountNumber](l, id, "account_number")
	if err != nil {
		return nil, err
	}
	for i := range numbers {
		p.numbers = append(p.numbers, p.number(ids[i], numbers[i]))
	}
	if p.bills, _, err = all[models.MonthlyBill](l, id, "monthly_bill"); err != nil {
		return nil, err
	}
	if p.stops, _, err = all[models.StopEvent](l, id, "stop_event"); err != nil {
		return nil, err
	}
	if p.accounts, _, err = all[models.GrowthAccount](l, id, "growth_account"); err != nil {
		return nil, err
	}
	listed, err := listings(l, p.customer.KeyPerson)
	p.accounts = append(p.accounts, listed...)
	return p, err
}

const applications = "key_person_application"

// listings are the direct accounts of a key person: what the applications gave
// that were approved, as long as the identity lasts (R-KP-07 to R-KP-09).
func listings(l *changesync.Ledger, keyPerson string) (out []models.GrowthAccount, err error) {
	if keyPerson == "" {
		return nil, nil
	}
	ids, err := l.Referring(applications, "key_person", keyPerson)
	for _, id := range ids {
		v, err := l.Values(changesync.Key{Collection: applications, ID: id})
		if err != nil {
			return nil, err
		}
		a, err := models.Decode[models.KeyPersonApplication](v)
		if err != nil {
			return nil, err
		}
		over := a.Status == "已撤销" && a.ValidTo != ""
		if (a.Status == "已纳入名单" || over) && a.DirectGrowth != nil && *a.DirectGrowth > 0 && a.ValidFrom != "" {
			out = append(out, models.GrowthAccount{Kind: star.ByKeyPerson, Value: a.DirectGrowth, ValidFrom: a.ValidFrom, ValidTo: a.ValidTo, Basis: a.CustomerClass})
		}
	}
	return out, err
}

// all are the records of a collection that live with the person.
func all[T any](l *changesync.Ledger, id, collection string) (list []T, ids []string, err error) {
	rows, err := l.Records(changesync.RecordQuery{Scopes: []models.Scope{starScope(id)}, Collection: collection})
	if err != nil {
		return nil, nil, err
	}
	for _, row := range rows {
		if row.Values == nil {
			continue
		}
		one, err := models.Decode[T](row.Values)
		if err != nil {
			return nil, nil, err
		}
		list, ids = append(list, one), append(ids, row.Key.ID)
	}
	return list, ids, nil
}

// number reads E2 (domain.md 3.1): under a unit's certificate with the user's
// data on file the mobiles count and wireless broadband does not; other lines
// of such a person are his own. No record says that an agent brought one in.
func (p *person) number(id string, n models.AccountNumber) star.Number {
	unit := p.customer.RegisteredBy == "单位证件+使用人" && (n.Kind == "移动" || n.Kind == "无线宽带")
	return star.Number{ID: id, AccountNumber: n, Unit: unit, Authorised: unit}
}

// input is what a rating in the month looks at. That somebody is on the
// blacklist or has public phones stands in no record yet.
func (p *person) input(month models.CalMonth, current star.Held) star.Input {
	return star.Input{
		Month: month, Current: current,
		Who:     star.Who{Name: p.customer.Name, IDDocType: p.customer.IDDocType},
		Numbers: p.numbers, Bills: p.bills, Stops: p.stops, Accounts: p.accounts,
	}
}
