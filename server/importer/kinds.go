package importer

import (
	"strings"

	"fieldsync/models"
)

// Kind is one list that can be imported.
type Kind struct {
	Name       string
	Collection string
	// Key are the fields that together name a record.
	Key []string
	// Defaults are typed texts for what a list mostly leaves out.
	Defaults map[string]string
	// From names, for a field, the reference whose record has it: a bill lives
	// with the star customer of its number.
	From map[string]string
	// Computed are fields that follow from other records; a list cannot set them.
	Computed []string
	// Hands says that a new row ends what others held of the same customer and
	// post, as fieldsync assign does.
	Hands bool
}

var kinds = []Kind{
	{Name: "teams", Collection: "team", Key: []string{"name"}},
	{Name: "staff", Collection: "staff", Key: []string{"staff_no"}, Defaults: map[string]string{"active": "true"}},
	{Name: "customers", Collection: "customer", Key: []string{"customer_no"}, Computed: []string{"account_manager", "service_manager"}},
	{Name: "stars", Collection: "star_customer", Key: []string{"id_doc_no"},
		Computed: []string{"service_manager", "star_manager", "star", "star_from", "star_to", "star_source", "vpn_user"}},
	{Name: "assignments", Collection: "assignment", Key: []string{"customer", "star_customer", "staff", "post", "valid_from"},
		Defaults: map[string]string{"reason": "分配"}, Hands: true},
	{Name: "accounts", Collection: "account_number", Key: []string{"star_customer", "number"}, Defaults: map[string]string{"in_use": "true"}},
	{Name: "bills", Collection: "monthly_bill", Key: []string{"account_number", "month"}, From: map[string]string{"star_customer": "account_number"}},
}

// naturals are the fields by which a list names a record of another collection.
var naturals = map[string]string{
	"team": "name", "staff": "staff_no", "customer": "customer_no", "star_customer": "id_doc_no", "account_number": "number",
}

// Names are the kinds, in the order in which a new organisation imports them.
func Names() []string {
	var out []string
	for i := range kinds {
		out = append(out, kinds[i].Name)
	}
	return out
}

// Find finds a kind by its name. Errors: usage.
func Find(name string) (*Kind, error) {
	for i := range kinds {
		if kinds[i].Name == name {
			return &kinds[i], nil
		}
	}
	return nil, &models.Error{Code: "usage", Field: "list", Message: "there is no list " + name + " to import: " + strings.Join(Names(), ", "),
		ZH: "没有该类清单:" + strings.Join(Names(), "、")}
}
