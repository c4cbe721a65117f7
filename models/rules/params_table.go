package rules

// params are all parameters with what the handbook says, or what was chosen
// where it leaves them to the provinces.
var params = []Param{
	{"late_entry_hours", Hours, "24", 1, 720, "R-DATA-01"},
	{"arrival_grace_minutes", Minutes, "0", 0, 60, "R-VISIT-08"},
	{"plan_deadline_day", Days, "5", 1, 28, "R-VISIT-05"},
	{"visits_7_star", Count, "1", 0, 12, "R-VISIT-01"},
	{"visits_6_star", Count, "1", 0, 12, "R-VISIT-02"},
	{"renewal_lock_months", Months, "6", 1, 24, "R-RENEW-03"},
}
