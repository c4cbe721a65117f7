package form

import (
	"strings"
	"time"

	"fieldsync/models"
)

// kind is the type of an expression, known before any answer is.
type kind uint8

const (
	kindAny    kind = iota // of the empty text: fits everything
	kindBool               // n is 0 or 1
	kindNumber             // num
	kindText               // text
	kindDate               // n is the day, from 1970-01-01
	kindTime               // n is the minute of the day
	kindMoment             // n is Unix seconds
	kindOther              // a place or a file: there or not, no more
	kindRows               // a repeat group: n rows
)

// value is what an expression comes to; nil is empty: not answered, and so
// neither true nor false.
type value = *content

type content struct {
	n    int64
	num  decimal
	text string
	list []value
}

func integer(n int64) value { return &content{n: n} }

func boolean(b bool) value {
	if b {
		return integer(1)
	}
	return integer(0)
}

func number(d decimal, ok bool) value {
	if !ok {
		return nil
	}
	return &content{num: d}
}

func textual(s string) value {
	if s == "" {
		return nil
	}
	return &content{text: s}
}

func is(v value, b int64) bool { return v != nil && v.n == b }

// compare orders two given values of one kind.
func compare(k kind, a, b value) int {
	switch k {
	case kindNumber:
		return a.num.compare(b.num)
	case kindText, kindOther:
		return strings.Compare(a.text, b.text)
	}
	switch {
	case a.n < b.n:
		return -1
	case a.n > b.n:
		return 1
	}
	return 0
}

const daySeconds = 24 * 60 * 60

// readTyped reads a text as a value of the kind, as answers travel.
func readTyped(k kind, s string) value {
	var t time.Time
	var err error
	switch k {
	case kindNumber:
		return number(parseDecimal(s))
	case kindDate:
		t, err = time.Parse(time.DateOnly, s)
	case kindTime:
		t, err = time.Parse("15:04", s)
	case kindMoment:
		t, err = models.Moment(s).Time()
	default:
		return textual(s)
	}
	if err != nil {
		return nil
	}
	switch n := t.Unix(); k {
	case kindDate:
		return integer(n / daySeconds)
	case kindTime:
		return integer(int64(t.Hour()*60 + t.Minute()))
	default:
		return integer(n)
	}
}

// written is a value as text, the reverse of readTyped. A moment is written in
// China's zone.
func written(k kind, v value) string {
	switch k {
	case kindBool:
		if v.n != 0 {
			return "true"
		}
		return "false"
	case kindNumber:
		return v.num.String()
	case kindDate:
		return time.Unix(v.n*daySeconds, 0).UTC().Format(time.DateOnly)
	case kindTime:
		return time.Unix(v.n*60, 0).UTC().Format("15:04")
	case kindMoment:
		return string(models.MomentOf(time.Unix(v.n, 0).In(models.China)))
	}
	return v.text
}
