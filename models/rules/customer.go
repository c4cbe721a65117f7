package rules

import "fieldsync/models"

var customerRules = []Rule{{
	ID: "R-CUST-01", Collection: "customer", On: OnEntry, Severity: Warn,
	Check: func(in *In) []models.Problem {
		return in.needed("control_level", "account_manager", "industry_category", "marketing_grid")
	},
}}
