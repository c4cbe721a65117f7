package main

import (
	"errors"
	"strings"
	"testing"

	mobile "fieldsync/mobile-client"
	"fieldsync/models"
)

// TestReportParts: what an error does not have leaves no gap in its line.
func TestReportParts(t *testing.T) {
	for want, err := range map[string]error{
		"field: usage: see help\n":            &models.Error{Code: "usage", Message: "see help"},
		"field: too_long: name: shorten it\n": &models.Error{Code: "too_long", Field: "name", Message: "shorten it"},
		"field: internal: it broke\n":         errors.New("it broke"),
		"field: notice: R-1: mend it\n":       nil,
		"field: 提示: R-1: position: 请补全\n":     nil,
	} {
		var out strings.Builder
		a := &app{world: world{err: &out}}
		if strings.Contains(want, "提示") {
			a.lang = zh
		}
		switch {
		case err != nil:
			a.report(err)
		case a.lang == zh:
			a.advise([]mobile.Advice{{Code: "R-1", Field: "position", Message: "mend it", ZH: "请补全"}})
		default:
			a.advise([]mobile.Advice{{Code: "R-1", Message: "mend it"}})
		}
		if out.String() != want {
			t.Errorf("%q, want %q", out.String(), want)
		}
	}
}

// TestNumbers: English has two forms of a counted word, in every message.
func TestNumbers(t *testing.T) {
	a := &app{lang: en}
	for n, want := range map[int]string{0: "0 open conflicts", 1: "1 open conflict", 2: "2 open conflicts"} {
		if got := a.say("open_conflicts", n); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := a.say("need_you", 1); !strings.HasPrefix(got, "1 needs you:") {
		t.Error(got)
	}
	a.lang = zh
	if got := a.say("open_conflicts", 1); got != "未解决冲突 1 个" {
		t.Error(got)
	}
}
