package changesync

import "fieldsync/models"

// FlagNoConsent flags a record that holds sensitive values (PRIV-3) of a person
// and does not say that the person agreed (domain.md 2.0, customer_consent). It
// is never refused for that: the fact was collected.
const FlagNoConsent = "no_consent"

// consentField is where a record says so.
const consentField = "customer_consent"

// withoutConsent names the sensitive fields that stand without consent, one flag
// each. A collection that does not ask for consent has none.
func withoutConsent(col *models.Collection, values models.Values) (out []models.Problem) {
	if col.Field(consentField) == nil || flag(values, consentField) {
		return nil
	}
	for _, f := range col.Fields {
		if f.Class >= models.Sensitive && !isNull(values[f.Name]) {
			out = append(out, models.Problem{Field: f.Name, Code: FlagNoConsent,
				Message: "sensitive, and nobody has recorded that the person agreed: ask, and record it",
				ZH:      "敏感信息,尚未记录客户同意:请征得同意并记录"})
		}
	}
	return out
}
