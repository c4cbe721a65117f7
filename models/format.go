package models

import (
	"encoding/json"
	"slices"
)

// format is what a word asks of the form of a text.
type format struct {
	fits    func(string) bool
	problem Problem
}

// formats are the words that stand for a form. id_number_if is id_number for
// records whose field has one of the values named.
var formats = map[string]format{
	"mobile": {isMobile, Problem{Code: "bad_mobile", Message: "must be a mobile number of 11 digits, 13 to 19 at its beginning",
		ZH: "应为 11 位手机号,以 13 至 19 开头"}},
	"phone": {IsPhone, Problem{Code: "bad_phone", Message: "must be a mobile number of 11 digits, or a landline with its area code, as 0571-87654321",
		ZH: "应为 11 位手机号,或带区号的固定电话,如 0571-87654321"}},
	"id_number":    {IsIDNumber, badIDNumber},
	"id_number_if": {IsIDNumber, badIDNumber},
	"credit_code": {IsCreditCode, Problem{Code: "bad_credit_code", Message: "is no unified social credit code: compare its 18 characters with the licence, capital letters without I, O, S, V, Z",
		ZH: "统一社会信用代码有误,请与证照逐位核对:共 18 位,字母大写,不含 I、O、S、V、Z"}},
}

var badIDNumber = Problem{Code: "bad_id_number", Message: "is no identity number: compare its 18 characters with the card, region and birthday and the last one have to fit",
	ZH: "身份证号有误,请与证件逐位核对:共 18 位,地区、出生日期与末位校验码须正确"}

func isMobile(text string) bool {
	_, ok := MobileKey(NormaliserVersion, text)
	return ok
}

// applies says whether a word judges this record at all.
func (c *Collection) applies(w *word, v Values) bool {
	if w.name != "id_number_if" {
		return true
	}
	text, _ := readText(v[c.schema.byGo[w.arg].Name])
	return slices.Contains(w.list, text)
}

// CheckFormat judges one field of a record by the form that it asks of a text.
// It is for the moment of typing; a value that arrives in another form is a
// flag, see Validate. Codes: bad_mobile, bad_phone, bad_id_number,
// bad_credit_code.
func (c *Collection) CheckFormat(f *Field, v Values) *Problem {
	value := json.RawMessage(v[f.Name])
	text, code := readText(value)
	if f.List || isNull(value) || code != "" || text == "" {
		return nil
	}
	for i := range f.words {
		w := &f.words[i]
		if w.form == nil || !c.applies(w, v) {
			continue
		}
		if p := w.check(subject{text: text}); p != nil {
			p.Field = f.Name
			return p
		}
	}
	return nil
}
