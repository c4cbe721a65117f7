package rules

import "testing"

// The vectors T-… are those of domain.md section 6.

func TestAppointmentOneDayBefore(t *testing.T) {
	visit := `{"appointment":"a1","arrived_at":"2016-05-10T14:00:00+08:00"}`
	runVectors(t, "R-VISIT-06", []vector{
		{name: "T-082", collection: "visit_record", record: visit, linked: `{"made_at":"2016-05-09T20:00:00+08:00"}`},
		{name: "T-083", collection: "visit_record", record: visit, linked: `{"made_at":"2016-05-10T08:00:00+08:00"}`,
			want: []string{"R-VISIT-06 appointment"}},
		{name: "the day is that of China", collection: "visit_record", record: visit, linked: `{"made_at":"2016-05-09T16:30:00Z"}`,
			want: []string{"R-VISIT-06 appointment"}},
		{name: "none", collection: "visit_record", record: `{"arrived_at":"2016-05-10T14:00:00+08:00"}`, want: []string{"R-VISIT-06 appointment"}},
		{name: "not held here", collection: "visit_record", record: visit},
	})
}

func TestPunctuality(t *testing.T) {
	agreed := `{"agreed_start":"2016-05-10T10:00:00+08:00","made_at":"2016-05-09T10:00:00+08:00"}`
	runVectors(t, "R-VISIT-08", []vector{
		{name: "T-085", collection: "visit_record", linked: agreed,
			record: `{"appointment":"a1","arrived_at":"2016-05-10T10:15:00+08:00","late_notice_at":"2016-05-10T09:50:00+08:00","late_cause":"交通"}`,
			want:   []string{"R-VISIT-08 arrived_at"}},
		{name: "T-086", collection: "visit_record", linked: agreed,
			record: `{"appointment":"a1","arrived_at":"2016-05-10T10:15:00+08:00","late_notice_at":"2016-05-10T10:05:00+08:00"}`,
			want:   []string{"R-VISIT-08 arrived_at", "R-VISIT-08 late_notice_at"}},
		{name: "to the minute", collection: "visit_record", linked: agreed, record: `{"appointment":"a1","arrived_at":"2016-05-10T02:00:00Z"}`},
		{name: "scheduled without an appointment", collection: "visit_record",
			record: `{"scheduled_start":"2016-05-10T10:00:00+08:00","arrived_at":"2016-05-10T10:01:00+08:00"}`,
			want:   []string{"R-VISIT-08 arrived_at", "R-VISIT-08 late_notice_at"}},
	})
}

func TestVisitRecord(t *testing.T) {
	runVectors(t, "R-VISIT-1", []vector{
		{name: "T-088 no purpose", collection: "visit_record", record: `{"submission":"submitted"}`, want: []string{"R-VISIT-12 purposes"}},
		{name: "T-088 no info form", collection: "visit_record", acceptance: true, record: `{"purposes":["V3"]}`, want: []string{"R-VISIT-13 info_form"}},
		{name: "info form filled", collection: "visit_record", acceptance: true, record: `{"info_form":"f1"}`},
		{name: "info confirmed unchanged", collection: "visit_record", acceptance: true, record: `{"info_confirmed_unchanged":true}`},
		{name: "draft without purpose", collection: "visit_record", record: `{"submission":"draft"}`},
		{name: "T-089", collection: "visit_record", record: `{"purposes":["V5"],"onsite_services":["上门收费"]}`,
			want: []string{"R-VISIT-16 collected_amount"}},
		{name: "amount given", collection: "visit_record", record: `{"purposes":["V5"],"onsite_services":["上门收费"],"collected_amount":"0.00"}`},
		{name: "goods accepted", collection: "visit_record", record: `{"purposes":["V1"],"gift_offered_by_customer":"已收下(违规)","service_fee_taken":true}`,
			want: []string{"R-VISIT-15 gift_offered_by_customer", "R-VISIT-15 service_fee_taken"}},
		{name: "goods refused", collection: "visit_record", record: `{"purposes":["V1"],"gift_offered_by_customer":"已婉拒","service_fee_taken":false}`},
		{name: "info form incomplete", collection: "customer_info_form", record: `{"customer_name":"李四","second_contact":"","declined_fields":["address"]}`,
			want: []string{"R-VISIT-14 birthday", "R-VISIT-14 second_contact"}},
	})
}

func TestPreparation(t *testing.T) {
	ready := `"package_checked":true,"consumption_checked":true,"profile_checked":true,"uniform_ok":true,`
	runVectors(t, "R-VISIT", []vector{
		{name: "ready", collection: "visit_preparation", record: `{` + ready + `"belongings":["名片","笔","拜访记录登记表","鞋套"],"purposes":["V3"]}`},
		{name: "gift forgotten", collection: "visit_preparation", record: `{` + ready + `"belongings":["名片","笔","拜访记录登记表","鞋套"],"purposes":["V2"]}`,
			want: []string{"R-VISIT-11 belongings"}},
		{name: "nothing done", collection: "visit_preparation", record: `{"package_checked":false}`,
			want: []string{"R-VISIT-09 package_checked", "R-VISIT-09 consumption_checked", "R-VISIT-09 profile_checked",
				"R-VISIT-10 uniform_ok", "R-VISIT-11 belongings"}},
		{name: "vague appointment", collection: "appointment", record: `{"contact":"李四"}`,
			want: []string{"R-VISIT-07 stated_intent", "R-VISIT-07 agreed_start"}},
		{name: "good appointment", collection: "appointment", record: `{"stated_intent":"回访","agreed_start":"2016-05-10T10:00:00+08:00"}`},
	})
}

func TestKeyPerson(t *testing.T) {
	full := `"kp_name":"王","gender":"男","department":"办","position":"主任","position_rank":"其他","birthday":"1970-05-10","home_address":"杭州","kp_service_manager":"s1","fault_level":"一级"`
	runVectors(t, "R-KP", []vector{
		{name: "T-131 QQ only", collection: "key_person", record: `{` + full + `,"qq_no":"10001"}`},
		{name: "T-131 WeChat only", collection: "key_person", record: `{` + full + `,"wechat_id":"wx"}`},
		{name: "T-131 neither", collection: "key_person", record: `{` + full + `,"qq_no":"","wechat_id":null}`, want: []string{"R-KP-02 wechat_id"}},
		{name: "T-133 3", collection: "key_person", record: `{` + full + `,"qq_no":"1","customer_star":"3星"}`, want: []string{"R-KP-03 customer_star"}},
		{name: "T-133 4", collection: "key_person", record: `{` + full + `,"qq_no":"1","customer_star":"4星"}`},
		{name: "other lists", collection: "key_person", record: `{` + full + `,"qq_no":"1","decision_influence":"中","relation_tendency":"无","important_customer_type":"贵宾"}`,
			want: []string{"R-KP-03 relation_tendency", "R-KP-03 important_customer_type"}},
		{name: "mandatory fields", collection: "key_person", record: `{"submission":"submitted","wechat_id":"wx","kp_name":"王","declined_fields":["home_address"]}`,
			want: []string{"R-KP-01 gender", "R-KP-01 department", "R-KP-01 position", "R-KP-01 position_rank", "R-KP-01 birthday",
				"R-KP-01 kp_service_manager", "R-KP-01 fault_level"}},
		{name: "a draft may be incomplete", collection: "key_person", record: `{"submission":"draft"}`},
	})
}

func TestCustomer(t *testing.T) {
	runVectors(t, "R-CUST", []vector{
		{name: "complete", collection: "customer", record: `{"control_level":"省级","account_manager":"s1","industry_category":"金融","marketing_grid":"G1"}`},
		{name: "incomplete", collection: "customer", record: `{"control_level":"省级","industry_category":"","marketing_grid":"G1"}`,
			want: []string{"R-CUST-01 account_manager", "R-CUST-01 industry_category"}},
	})
}

func TestEvent(t *testing.T) {
	three := `[{"member":"s1","post":"AM"},{"member":"s2","post":"CSM"},{"member":"s3","post":"SUPP"}]`
	runVectors(t, "R-SHOW", []vector{
		{name: "T-124", collection: "showcase_event", record: `{"status":"客户已确认","team":` + three + `}`, want: []string{"R-SHOW-05 target_reason"}},
		{name: "complete", collection: "showcase_event", record: `{"status":"客户已确认","target_reason":["T1"],"team":` + three + `}`},
		{name: "team of two, one twice", collection: "showcase_event",
			record: `{"status":"进行中","target_reason":["T1"],"team":[{"member":"s1","post":"AM"},{"member":"s1","post":"CSM"},{"member":"s3","post":"PM"}]}`,
			want:   []string{"R-SHOW-03 team", "R-SHOW-04 team"}},
		{name: "still planned", collection: "showcase_event", record: `{"status":"计划中"}`},
		{name: "T-127 no contact", collection: "event_lead", record: `{"lead_name":"王","submission":"submitted"}`, want: []string{"R-SHOW-10 mobile"}},
		{name: "T-127 no contact, draft", collection: "event_lead", record: `{"lead_name":"王","submission":"draft"}`},
		{name: "sign-up", collection: "event_lead", record: `{"lead_name":"王","mobile":"13805712345"}`},
	})
}
