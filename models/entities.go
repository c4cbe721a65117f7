package models

// entities lists one struct of every collection, in the order of the handbook.
func entities() []any {
	return []any{
		Customer{}, KeyPerson{}, EventLead{}, WorkOrder{},
		DecisionChainMember{},
		StarCustomer{}, AccountNumber{}, MonthlyBill{}, StopEvent{}, GrowthAccount{},
		VisitPlan{}, Appointment{}, VisitPreparation{}, VisitRecord{}, CustomerInfoForm{}, FollowUp{},
		ShowcaseEvent{}, EventDesk{}, EventGift{},
		CustomerRelation{}, VPNUser{}, KeyPersonApplication{},
		PhoneContact{}, SMSMessage{}, SMSBatch{}, SMSTemplate{}, OnlineContact{},
		EventWarmup{}, DeliveryRecord{}, RenewalPolicy{}, EventEvaluation{},
		ComplaintCase{}, ProblemFeedback{},
		ContractExpiryCare{}, NewcomerCare{}, RoamingCare{}, WinBackCase{},
		ArrearsCase{}, InvalidUserCase{}, NonBillingCase{},
		RecordingQC{}, DataQualityCheck{}, MeetingRecord{},
		KPIResult{}, KPIFeedback{},
		Staff{}, Team{}, Assignment{}, RuleParam{},
		CalendarDay{}, Notice{}, Viewing{},
		QuarantineItem{},
		FormDefinition{}, FormAnswer{},
	}
}
