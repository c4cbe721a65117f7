package main

import (
	"slices"
	"strings"
	"testing"

	"fieldsync/models/calendar"
	"fieldsync/server/festivals"
)

func TestCalendar(t *testing.T) {
	var got struct {
		Year      int
		Days      []calendar.Entry
		Festivals []festivals.Festival
	}
	must(t, &got, "calendar", "2016", "--json")
	if got.Year != 2016 || !slices.Contains(got.Days, calendar.Entry{Day: "2016-02-06", Kind: calendar.MakeUp, Name: "春节"}) ||
		!slices.Contains(got.Festivals, festivals.Festival{Day: "2016-02-08", Name: "春节"}) {
		t.Errorf("%+v", got)
	}
	status, out, errs := field(t, "calendar", "2016")
	if status != 0 || errs != "" || !strings.Contains(out, "2016-02-06  work     春节\n2016-02-07  holiday  春节\n") || !strings.Contains(out, "2016-02-22  festival 元宵节\n") {
		t.Errorf("status %d\n%s%s", status, out, errs)
	}
	status, out, errs = field(t, "calendar", "2090")
	if status != 0 || !strings.Contains(errs, "not announced") || strings.Contains(out, "holiday") {
		t.Errorf("status %d\n%s%s", status, out, errs)
	}
	must(t, nil, "calendar")
	refused(t, "bad_year", "calendar", "1999")
	refused(t, "usage", "calendar", "next")
}
