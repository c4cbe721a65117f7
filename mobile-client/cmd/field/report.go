package main

import (
	"context"
	"errors"
	"slices"
	"strings"

	mobile "fieldsync/mobile-client"
	"fieldsync/mobile-client/localdb"
	"fieldsync/models"
)

// failure is how --json tells an error.
type failure struct {
	Code     string          `json:"code"`
	Field    string          `json:"field"`
	Message  string          `json:"message"`
	Problems []mobile.Advice `json:"problems,omitempty"`
}

// report tells an error on stderr, and with --json on stdout too.
func (a *app) report(err error) {
	f := a.failure(err)
	a.warn("%s", parts("field", f.Code, f.Field, f.Message))
	if a.json {
		_ = a.print(struct {
			Error failure `json:"error"`
		}{f}, nil)
	}
}

// parts joins what there is to say; not every error has a field.
func parts(list ...string) string {
	return strings.Join(slices.DeleteFunc(list, func(s string) bool { return s == "" }), ": ")
}

func (a *app) failure(err error) failure {
	f := failure{Code: "internal", Message: err.Error()}
	if errors.Is(err, context.Canceled) {
		err = &models.Error{Code: "interrupted", Message: "stopped before the end; everything is kept on this device", ZH: "已中断,数据均保存在本机"}
	}
	if coded, ok := errors.AsType[*models.Error](err); ok {
		f.Code, f.Field, f.Message = coded.Code, coded.Field, a.tell(coded.Code, coded.Message, coded.ZH)
		if hint := a.hint(coded); hint != "" {
			f.Message += "; " + hint
		}
		if coded.Err != nil {
			f.Message += ": " + coded.Err.Error()
		}
	} else if local, ok := errors.AsType[*localdb.Error](err); ok {
		f.Code, f.Field, f.Message = local.Code, local.Field, a.tell(local.Code, local.Message, local.ZH)
	}
	if refused, ok := errors.AsType[*mobile.RefusedEntry](err); ok {
		f.Problems = refused.Problems
	}
	return f
}

// hint says what to do next, as far as there are words for it.
func (a *app) hint(coded *models.Error) string {
	if a.lang == zh {
		return coded.HintZH
	}
	return coded.Hint
}

// either is the text in the person's language, where there is one.
func (a *app) either(english, chinese string) string {
	if a.lang == zh && chinese != "" {
		return chinese
	}
	return english
}

// advise tells what is wrong with an entry that was taken all the same.
func (a *app) advise(list []mobile.Advice) {
	for _, p := range list {
		a.warn("%s", parts("field", a.say("notice"), p.Code, p.Field, a.tell(p.Code, p.Message, p.ZH)))
	}
}
