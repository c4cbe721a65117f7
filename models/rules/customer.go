package rules

import "fieldsync/models"

var customerRules = []Rule{{
	ID: "R-CUST-01", Collection: "customer", On: OnEntry, Severity: Warn,
	ZH:     "客户管控级别、客户经理、行业类别、营销网格须完整",
	EN:     "A customer needs control level, account manager, industry category and marketing grid.",
	Source: "P5-S3 二(一)1 L1449",
	Check: func(in In) []models.Problem {
		return in.needed("control_level", "account_manager", "industry_category", "marketing_grid")
	},
}}
