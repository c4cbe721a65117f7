package rules

import (
	"slices"
	"strconv"
	"time"

	"fieldsync/models"
	"fieldsync/models/calendar"
)

// manager is who serves the star customer that is judged.
func (in *In) manager() To { return managerOf(in.Record) }

// managerOf is the star manager of a star customer or his service manager; with
// neither the post that has to be filled.
func managerOf(star models.Values) To {
	for _, post := range []string{"star_manager", "service_manager"} {
		if id := textOf(star, post); id != "" {
			return To{Staff: id}
		}
	}
	return To{Role: "CSM"}
}

// works says whether the member of staff that is judged is in force and has one
// of the roles.
func (in *In) works(roles ...string) bool {
	if !in.yes("active") || !in.inForce() {
		return false
	}
	return slices.ContainsFunc(in.texts("roles"), func(r string) bool { return slices.Contains(roles, r) })
}

// periodName is the name of a period in keys and texts: 2016-05, 2016-05..06,
// 2016-Q2, 2016-H1.
func periodName(p calendar.Period, t time.Time) string {
	first := p.First(t)
	year, month := strconv.Itoa(first.Year()), int(first.Month())
	switch p {
	case calendar.Quarter:
		return year + "-Q" + strconv.Itoa(month/3+1)
	case calendar.HalfYear:
		return year + "-H" + strconv.Itoa(month/6+1)
	case calendar.TwoMonths:
		return first.Format("2006-01") + p.Last(t).Format("..01")
	}
	return first.Format("2006-01")
}
