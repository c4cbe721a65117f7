package rules

import "fieldsync/models"

// checkClosed: a delivery is accepted when it is closed, with all that closing
// asks for.
func checkClosed(in *In) []models.Problem {
	if in.closing() && len(checkDelivered(in))+len(checkTerminal(in))+len(checkSigned(in)) == 0 {
		return nil
	}
	return one("status", "is not 已完成, or something is still to be done: see the other rules", "交付尚未完成,或有未完成的内容")
}

// decisionRules are about what the office decides and sets.
func decisionRules() []Rule {
	return []Rule{
		{ID: "R-KP-05", Collection: "key_person_application", On: OnEntry, Severity: Block, Check: checkOrder},
		{ID: "R-KP-10", Collection: "key_person_application", On: OnEntry, Severity: Warn, Check: checkGround},
		{ID: "R-QC-04", Collection: "rule_param", On: OnEntry, Severity: Warn, Check: checkWeight},
		{ID: "R-PARAM-01", Collection: "rule_param", On: OnEntry, Severity: Block, Check: checkParam},
	}
}

// wholeRules look at more than a phone is likely to have.
func wholeRules() []Rule {
	return []Rule{
		{ID: "R-CUST-06", Collection: "phone_contact", On: OnEntry, Severity: Warn, Check: checkProposal},
		{ID: "R-SMS-06", Collection: "sms_message", On: OnEntry, Severity: Warn, Check: checkRecipient},
		{ID: "R-SMS-15", Collection: "sms_batch", On: OnEntry, Severity: Warn, Check: checkSplit},
		{ID: "R-COMP-04", Collection: "complaint_case", On: OnEntry, Severity: Block, Check: checkRevisited},
		{ID: "R-RENEW-02", Collection: "contract_expiry_care", On: OnEntry, Severity: Block, Check: checkComplaints},
	}
}

// factRules flag what happened.
func factRules() []Rule {
	return []Rule{
		{ID: "R-PHONE-07", Collection: "phone_contact", On: OnEntry, Severity: Flag, Check: checkRings},
		{ID: "R-PHONE-09", Collection: "phone_contact", On: OnEntry, Severity: Flag, Check: checkPhrases},
		{ID: "R-IM-01", Collection: "online_contact", On: OnEntry, Severity: Flag, Check: func(in *In) []models.Problem { return checkAnswered(in, true) }},
		{ID: "R-IM-02", Collection: "online_contact", On: OnEntry, Severity: Flag, Check: func(in *In) []models.Problem { return checkAnswered(in, false) }},
		{ID: "R-SHOW-11", Collection: "event_lead", On: OnEntry, Severity: Flag, Check: checkTwice},
		{ID: "R-SHOW-11", Collection: "event_gift", On: OnEntry, Severity: Flag, Check: checkGiftTwice},
		{ID: "R-DELIV-01", Collection: "delivery_record", On: OnEntry, Severity: Warn, Check: checkMode},
	}
}

// acceptanceRules stand before the back office's acceptance.
func acceptanceRules() []Rule {
	return []Rule{
		{ID: "R-KP-06", Collection: "key_person_application", On: OnAcceptance, Severity: Block, Check: checkQuota},
		{ID: "R-VISIT-13", Collection: "visit_record", On: OnAcceptance, Severity: Block, Check: checkInfoForm},
		{ID: "R-DATA-02", Collection: "vpn_user", On: OnAcceptance, Severity: Block, Check: checkIdentity},
		{ID: "R-DELIV-06", Collection: "delivery_record", On: OnAcceptance, Severity: Block, Check: checkClosed},
		{ID: "R-SHOW-15", Collection: "showcase_event", On: OnAcceptance, Severity: Block, Check: checkEvaluated},
	}
}
