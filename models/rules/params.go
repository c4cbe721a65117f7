package rules

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"fieldsync/models"
	"fieldsync/models/calendar"
)

// Unit is what the value of a parameter counts, or how it is written.
type Unit string

// The units. All are whole numbers but the last two.
const (
	Minutes Unit = "minutes"
	Hours   Unit = "hours"
	Days    Unit = "days"
	Months  Unit = "months"
	Count   Unit = "count"
	Percent Unit = "percent"
	Yuan    Unit = "yuan"
	Windows Unit = "windows" // times of day, "09:00-12:00 14:30-17:30"
	Words   Unit = "words"   // a list, separated by spaces
)

// Param is one value that provinces, branches and teams may change (domain.md
// section 4, column "override": Y or C).
type Param struct {
	Name     string
	Unit     Unit
	Default  string
	Min, Max int64  // of a number, both included
	Rules    string // ids, separated by spaces
}

// Params are the values in force for somebody. The zero value has the defaults.
type Params struct{ own map[string]setting }

// setting is a value read once.
type setting struct {
	unit    string // who said so, "" for the handbook
	n       int64
	windows []calendar.Window
	words   []string
}

// ParamByName returns a parameter and whether there is one of that name.
func ParamByName(name string) (Param, bool) {
	i := slices.IndexFunc(params, func(p Param) bool { return p.Name == name })
	if i < 0 {
		return Param{}, false
	}
	return params[i], true
}

// AllParams returns every parameter, in the order of the handbook's chapters.
func AllParams() []Param { return slices.Clone(params) }

var defaults = func() map[string]setting {
	m := make(map[string]setting, len(params))
	for _, p := range params {
		v, err := p.read(p.Default)
		if err != nil {
			panic("rules: parameter " + p.Name + ": " + err.Error())
		}
		m[p.Name] = v
	}
	return m
}()

// get panics for a name that no parameter has: that is a slip of this program.
func (p Params) get(name string) setting {
	if v, ok := p.own[name]; ok {
		return v
	}
	v, ok := defaults[name]
	if !ok {
		panic("rules: no parameter " + name)
	}
	return v
}

// Int is the value of a parameter that is a number.
func (p Params) Int(name string) int { return int(p.get(name).n) }

// Hours is the value of a parameter in hours as a duration.
func (p Params) Hours(name string) time.Duration { return time.Duration(p.get(name).n) * time.Hour }

// Minutes is the value of a parameter in minutes as a duration.
func (p Params) Minutes(name string) time.Duration {
	return time.Duration(p.get(name).n) * time.Minute
}

// Windows is the value of a parameter that is times of day.
func (p Params) Windows(name string) []calendar.Window { return p.get(name).windows }

// Unit is whose value it is, "" for the handbook's.
func (p Params) Unit(name string) string { return p.get(name).unit }

// Words is the value of a parameter that is a list.
func (p Params) Words(name string) []string { return p.get(name).words }

// read judges a value. Errors are *models.Error that say what it must be:
// not_a_number, out_of_range, bad_time.
func (p Param) read(text string) (setting, error) {
	switch p.Unit {
	case Words:
		return setting{words: strings.Fields(text)}, nil
	case Windows:
		windows, ok := readWindows(text)
		if !ok {
			return setting{}, &models.Error{Code: "bad_time", Field: "value", Message: `must be times such as "09:00-12:00 14:30-17:30"`, ZH: `应写作时段,如"09:00-12:00 14:30-17:30"`}
		}
		return setting{windows: windows}, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return setting{}, &models.Error{Code: "not_a_number", Field: "value", Message: "must be a whole number (" + string(p.Unit) + ")", ZH: "应为整数"}
	}
	if n < p.Min || n > p.Max {
		low, high := strconv.FormatInt(p.Min, 10), strconv.FormatInt(p.Max, 10)
		return setting{}, &models.Error{Code: "out_of_range", Field: "value", Message: "must be from " + low + " to " + high, ZH: "应在" + low + "至" + high + "之间"}
	}
	return setting{n: n}, nil
}

// readWindows reads windows in the order of the day that do not overlap.
func readWindows(text string) (list []calendar.Window, ok bool) {
	last := models.Clock("00:00")
	for word := range strings.FieldsSeq(text) {
		from, to, _ := strings.Cut(word, "-")
		w := calendar.Window{From: models.Clock(from), To: models.Clock(to)}
		if !isClock(from) || !isClock(to) && to != "24:00" || w.From < last || w.To <= w.From {
			return nil, false
		}
		list, last = append(list, w), w.To
	}
	return list, len(list) > 0
}

func isClock(text string) bool {
	t, err := time.Parse("15:04", text)
	return err == nil && t.Format("15:04") == text
}
