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
	// Only are the values that a list may give a field, where the server works out
	// records with the others.
	Only map[string][]string
	// Named are the collections of what a reference to any record means.
	Named map[string][]string
	// By names who imports, and Today the day, where the list does not say.
	By, Today string
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
	{Name: "growth", Collection: "growth_account", Key: []string{"star_customer", "kind", "valid_from"},
		Only: map[string][]string{"kind": {"合约直享", "购买"}}},
	{Name: "bills", Collection: "monthly_bill", Key: []string{"account_number", "month"}, From: map[string]string{"star_customer": "account_number"}},
	{Name: "users", Collection: "vpn_user", Key: []string{"user_no", "customer"},
		Computed: append([]string{"renewal_locked", "early_renewal_allowed"}, officeFields...)},
	{Name: "arrears", Collection: "arrears_case", Key: []string{"user", "month"},
		Named: map[string][]string{"user": {"vpn_user", "account_number"}}, By: "dispatched_by", Today: "dispatched_on",
		From:     map[string]string{"customer": "user", "star_customer": "user"},
		Defaults: map[string]string{"exempt_kind": "无"}, Computed: []string{"record_no"}},
	{Name: "renewals", Collection: "renewal_policy", Key: []string{"user_kind", "valid_from"}},
}

// officeFields are the common fields of a collected record that a list cannot
// set: its number and what the back office says about it (domain.md 2.0).
var officeFields = []string{"record_no", "submitted_at", "late_entry", "review", "reviewer", "reviewed_at", "review_note", "flags"}

// naturals are the fields by which a list names a record of another collection.
var naturals = map[string]string{
	"team": "name", "staff": "staff_no", "customer": "customer_no", "star_customer": "id_doc_no", "account_number": "number",
	"vpn_user": "user_no",
}

// refs are the collections that a field leads to.
func (k *Kind) refs(reg *models.Registry, f *models.Field) (out []*models.Collection) {
	for _, name := range append([]string{f.Ref}, k.Named[f.Name]...) {
		if col := reg.Collection(name); col != nil {
			out = append(out, col)
		}
	}
	return out
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
