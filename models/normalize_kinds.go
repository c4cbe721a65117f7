package models

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

func (f *Field) wrongType(want string) *Problem {
	return unfit(f, "wrong_type", "must be "+want, "类型不符,应为"+wantZH[want])
}

// wantZH are the kinds that wrongType asks for, in Chinese.
var wantZH = map[string]string{
	"a list": "列表", "a list without null": "不含空值的列表", "an object": "对象", "a text": "文本", "true or false": "是或否(true 或 false)",
	"a JSON object": "JSON 对象", `a JSON list, as ["V3","V4"]`: `JSON 列表,如 ["V3","V4"]`,
	"a whole number": "整数", `an amount, as "120.50"`: `金额,如 "120.50"`,
}

func (f *Field) normalizeInt(raw json.RawMessage) (json.RawMessage, *Problem) {
	text := string(raw)
	digits := strings.TrimPrefix(text, "-")
	if !allDigits(digits) || len(digits) > 1 && digits[0] == '0' {
		return nil, f.wrongType("a whole number")
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n > maxSafe || n < -maxSafe {
		return nil, unfit(f, "out_of_range", "must lie within ±9007199254740991", "数值超出范围")
	}
	return strconv.AppendInt(nil, n, 10), nil
}

func (f *Field) normalizeMoney(raw json.RawMessage) (json.RawMessage, *Problem) {
	if raw[0] != '"' && raw[0] != '-' && (raw[0] < '0' || raw[0] > '9') {
		return nil, f.wrongType(`an amount, as "120.50"`)
	}
	var m MoneyAmount
	if err := m.UnmarshalJSON(raw); err != nil {
		var coded *Error
		if errors.As(err, &coded) && coded.Code == "out_of_range" {
			return nil, unfit(f, coded.Code, coded.Message, "金额超出范围")
		}
		return nil, unfit(f, "bad_money", `must be yuan with at most two decimals, as "120.50"`, "金额无效,最多两位小数")
	}
	return json.RawMessage(`"` + m.String() + `"`), nil
}

// normalizeText handles every kind that travels as a text.
func (f *Field) normalizeText(raw json.RawMessage) (json.RawMessage, *Problem) {
	// Most values are short plain texts, and every one that arrives is checked.
	if (f.Kind == Text || f.Kind == Enum) && f.Norm == "" && len(raw) <= f.maxText()+2 && isPlain(raw) {
		return raw, nil
	}
	text, code := readText(raw)
	switch code {
	case "wrong_type":
		return nil, f.wrongType("a text")
	case "bad_utf8":
		return nil, unfit(f, code, "holds text that is not valid Unicode: type it again", "文字编码无效,请重新输入")
	}
	if p := f.checkText(text); p != nil {
		return nil, p
	}
	if f.Norm == "mobile" {
		if key, ok := MobileKey(NormaliserVersion, text); ok {
			text = key
		}
		return appendText(nil, text), nil
	}
	if isPlain(raw) {
		return raw, nil
	}
	return appendText(nil, text), nil
}

func (f *Field) checkText(text string) *Problem {
	switch f.Kind {
	case Ref, Photo:
		if !validID(text) {
			return unfit(f, "bad_ref", "must be the id of a record, as put prints it", "引用的记录编号无效")
		}
	case Date:
		return f.checkTime(text, time.DateOnly, "2016-05-10")
	case Month:
		return f.checkTime(text, "2006-01", "2016-05")
	case Time:
		return f.checkTime(text, "15:04", "09:30")
	case DateTime:
		if _, err := Moment(text).Time(); err != nil {
			return f.badTime("bad_time", "2016-05-10T09:30:00+08:00")
		}
	default:
		limit := f.maxText()
		if len(text) > limit && utf8.RuneCountInString(text) > limit {
			n := strconv.Itoa(limit)
			return unfit(f, "too_long", "must not be longer than "+n+" characters: shorten it", "不能超过"+n+"个字")
		}
	}
	return nil
}

// maxText is the longest text of the field, in characters.
func (f *Field) maxText() int {
	if f.Max > 0 {
		return f.Max
	}
	return MaxText
}

// checkTime wants the layout to the letter: time.Parse alone takes "9:30" too.
func (f *Field) checkTime(text, layout, example string) *Problem {
	t, err := time.Parse(layout, text)
	if err == nil && t.Format(layout) == text {
		return nil
	}
	if f.Kind == Time {
		return f.badTime("bad_time", example)
	}
	return f.badTime("bad_date", example)
}

func (f *Field) badTime(code, example string) *Problem {
	return unfit(f, code, "must exist and be written as "+example, "日期或时间无效,应写作 "+example)
}

// validID keeps ids to what a scope, a URL and a file name can hold.
func validID(id string) bool {
	if id == "" || len(id) > MaxID {
		return false
	}
	for i := range len(id) {
		c := id[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		if !letter && (i == 0 || c != '-' && c != '_' && c != '.') {
			return false
		}
	}
	return true
}
