package models

import (
	"slices"
	"strings"
	"time"
)

func requiredProblem() *Problem {
	return &Problem{Code: "required", Message: "is missing: fill it in, or list it in declined_fields if the customer declined",
		ZH: "必填:请填写,客户拒绝提供的请列入“客户拒绝提供”"}
}

// check applies a word that compares.
func (w *word) check(s subject) *Problem {
	if w.form != nil {
		if w.form.fits(s.text) {
			return nil
		}
		p := w.form.problem
		return &p
	}
	ok, unit := true, ""
	if s.list {
		unit = " elements"
	}
	switch w.name {
	case "oneof":
		if !slices.Contains(w.list, s.text) {
			options := strings.Join(w.list, ", ")
			return &Problem{Code: "not_an_option", Message: "must be one of " + options, ZH: "应为以下之一:" + options}
		}
	case "datetime":
		if _, err := time.Parse(w.arg, s.text); err != nil {
			return &Problem{Code: "bad_format", Message: "must be written as " + w.arg, ZH: "格式应为 " + w.arg}
		}
	case "max", "lte":
		ok = s.size <= w.limit
	case "min", "gte":
		ok = s.size >= w.limit
	case "len":
		ok = s.size == w.limit
	}
	if ok {
		return nil
	}
	kind := map[string]string{"max": "at most ", "lte": "at most ", "min": "at least ", "gte": "at least ", "len": "exactly "}
	zh := map[string]string{"max": "不能多于", "lte": "不能多于", "min": "不能少于", "gte": "不能少于", "len": "应为"}
	return &Problem{Code: "not_in_range", Message: "must be " + kind[w.name] + w.arg + unit, ZH: zh[w.name] + w.arg}
}
