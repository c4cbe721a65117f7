package star

import (
	"slices"
	"strings"
)

// personalIDs are the documents of 实名制 (table 2.1.3, L522).
var personalIDs = []string{"居民身份证", "临时居民身份证", "户口簿", "外国公民护照", "军人身份证件", "武装警察身份证件",
	"港澳居民来往内地通行证", "台湾居民来往内地通行证"}

// PersonalID tells whether a type of document is one that makes a person a
// customer in his own name (E1, L518).
func PersonalID(docType string) bool { return slices.Contains(personalIDs, docType) }

// notRated adds the step that says why nobody is graded and returns its code,
// "" when the person is (domain.md 3.1).
//
// X4 is read of the customer, as the blacklist is: unlike X6 the source does
// not say that he has nothing else. X1 counts the numbers in use.
func (r *read) notRated(p Params, e *explain) string {
	code := r.excluded(p)
	switch code {
	case "":
	case "too_many_devices":
		e.add(code, "most", p.MaxDevices)
	default:
		e.add(code)
	}
	return code
}

func (r *read) excluded(p Params) string {
	kinds := r.kindsInUse()
	switch {
	case r.gone():
		return "no_product" // X2
	case !PersonalID(r.Who.IDDocType):
		return "no_personal_id" // E1; under E2 the document is the user's
	case len(kinds) == 0:
		return "none_authorised" // E2
	case !r.Who.DevicesApproved && overDevices(kinds, p.MaxDevices):
		return "too_many_devices" // X1
	case gathered(r.Who.Name):
		return "gathered_village" // X3
	case r.Who.PublicPhone:
		return "public_phone" // X4
	case r.Who.Blacklisted:
		return "blacklisted" // X5
	case len(kinds) == 1 && kinds["无线宽带"] > 0:
		return "wireless_only" // X6
	case r.entered() >= r.month:
		return "too_new" // 3.3, L523: rated from the month after entry
	}
	return ""
}

// gone tells that no number is in use any more, whoever it is registered to.
func (r *read) gone() bool { return !slices.ContainsFunc(r.Numbers, Number.used) }

// kindsInUse counts the numbers in use by kind of business.
func (r *read) kindsInUse() map[string]int {
	kinds := map[string]int{}
	for _, n := range r.numbers {
		if n.used() {
			kinds[n.Kind]++
		}
	}
	return kinds
}

func overDevices(kinds map[string]int, most int) bool {
	for _, n := range kinds {
		if n > most {
			return true
		}
	}
	return false
}

// gathered tells a customer taken over with an urban village by the name (X3).
func gathered(name string) bool {
	return strings.Contains(name, "收编") || strings.Contains(name, "城中村")
}
