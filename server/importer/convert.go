package importer

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"fieldsync/api/sheet"
	"fieldsync/models"
)

var (
	rounded   = regexp.MustCompile(`^-?\d(\.\d+)?[eE]\+?\d+$`)
	ymd       = regexp.MustCompile(`^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]+(.*))?$`)
	compact   = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})$`)
	ym        = regexp.MustCompile(`^(\d{4})[-/.年]?(\d{1,2})月?$`)
	otherDate = regexp.MustCompile(`^\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}$`)
	clock     = regexp.MustCompile(`^(\d{1,2})[:时点](\d{1,2})(?:[:分](\d{1,2})?秒?)?$`)
	grouped   = regexp.MustCompile(`^-?\d{1,3}(,\d{3})+(\.\d*)?$`)
	pair      = regexp.MustCompile(`^-?\d+(\.\d+)?[, ]+-?\d+(\.\d+)?$`)
)

// cellErrors are what a spreadsheet shows for a formula that failed.
var cellErrors = []string{"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"}

// clean is a cell without the blanks around it; what is ASCII but for its width
// is brought to ASCII, as numbers and codes are typed with a Chinese keyboard.
func clean(text string) string {
	text = strings.TrimFunc(sheet.Plain(text), func(r rune) bool { return strings.ContainsRune(" \t\r\n\u00a0\u3000\ufeff\u200b", r) })
	folded := norm.NFKC.String(text)
	for i := range len(folded) {
		if folded[i] >= 0x80 {
			return text
		}
	}
	return folded
}

// convert reads a cell that is not empty. References are still what the list
// calls them. Codes: lost_digits, cell_error, ambiguous_date and those of
// models.ParseText.
func convert(f *models.Field, text string) (json.RawMessage, *models.Problem) {
	switch {
	case slices.Contains(cellErrors, text):
		return nil, problem("cell_error", f.Name, "is an error of the spreadsheet", "是表格的公式错误")
	case rounded.MatchString(text) && f.Kind != models.Money && f.Kind != models.Int:
		return nil, problem("lost_digits", f.Name, "the spreadsheet has rounded this number: format the column as text and type it again", "该号码已被表格取整,请将该列设为文本格式后重新填写")
	case f.Ref != "":
		value, err := json.Marshal(text)
		if err != nil {
			return nil, problem("wrong_type", f.Name, "cannot be read", "无法读取")
		}
		return value, nil
	case f.List:
		parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",，、;；|/", r) })
		for i := range parts {
			parts[i] = option(f, strings.TrimSpace(parts[i]))
		}
		return models.ParseText(f, strings.Join(parts, ","))
	}
	spell, known := spellings[f.Kind]
	if known {
		text = norm.NFKC.String(text)
		if f.Kind != models.Time && otherDate.MatchString(text) && !ymd.MatchString(text) && f.Kind != models.Money {
			return nil, problem("ambiguous_date", f.Name, "write the year first, as 2016-05-10", "请先写年份,如 2016-05-10")
		}
		text = spell(text)
	}
	return models.ParseText(f, option(f, text))
}

// spellings bring what people type to the one form that models.ParseText reads;
// what they do not know they leave, for it to be refused by name.
var spellings = map[models.Kind]func(string) string{
	models.Date:     day,
	models.Month:    month,
	models.DateTime: moment,
	models.Time:     timeOfDay,
	models.Money:    money,
	models.Int:      func(s string) string { return strings.TrimSuffix(money(s), ".00") },
	models.Bool:     yesNo,
	models.Place:    place,
}

func day(s string) string {
	m := compact.FindStringSubmatch(s)
	if m == nil {
		m = ymd.FindStringSubmatch(s)
	}
	if m == nil || len(m) == 5 && strings.Trim(m[4], "0:") != "" {
		return s
	}
	return m[1] + "-" + two(m[2]) + "-" + two(m[3])
}

func two(digits string) string {
	if len(digits) == 1 {
		return "0" + digits
	}
	return digits
}

// month takes the first day of a month too: so spreadsheets keep one.
func month(s string) string {
	if m := ym.FindStringSubmatch(s); m != nil {
		return m[1] + "-" + two(m[2])
	}
	if d := day(s); strings.HasSuffix(d, "-01") {
		return strings.TrimSuffix(d, "-01")
	}
	return s
}

func timeOfDay(s string) string {
	m := clock.FindStringSubmatch(s)
	if m == nil || m[3] != "" && m[3] != "00" {
		return s
	}
	return two(m[1]) + ":" + two(m[2])
}

func moment(s string) string {
	m := ymd.FindStringSubmatch(s)
	if m == nil {
		if d := day(s); d != s {
			return d + " 00:00"
		}
		return s
	}
	at := "00:00"
	if m[4] != "" {
		c := clock.FindStringSubmatch(m[4])
		if c == nil {
			return s
		}
		if at = two(c[1]) + ":" + two(c[2]); c[3] != "" {
			at += ":" + two(c[3])
		}
	}
	return m[1] + "-" + two(m[2]) + "-" + two(m[3]) + " " + at
}

// money takes signs of currency, groups of three and brackets for less than
// nothing; zeros behind the second decimal go.
func money(s string) string {
	s = strings.NewReplacer("¥", "", "元", "", "人民币", "", "RMB", "", " ", "", "\u2212", "-").Replace(s)
	if inner, ok := strings.CutPrefix(s, "("); ok && strings.HasSuffix(inner, ")") {
		s = "-" + strings.TrimSuffix(inner, ")")
	}
	if grouped.MatchString(s) {
		s = strings.ReplaceAll(s, ",", "")
	}
	if whole, decimals, ok := strings.Cut(s, "."); ok {
		for len(decimals) > 2 && strings.HasSuffix(decimals, "0") {
			decimals = decimals[:len(decimals)-1]
		}
		if strings.Trim(decimals, "0") == "" {
			decimals = "00"
		}
		s = whole + "." + decimals
	}
	return s
}

func yesNo(s string) string {
	switch strings.ToLower(s) {
	case "√", "✓", "✔", "对", "真", "t", "on":
		return "true"
	case "×", "✗", "x", "错", "假", "f", "off", "没有":
		return "false"
	}
	return s
}

func place(s string) string {
	if !pair.MatchString(s) {
		return s
	}
	two := strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' })
	return `{"lat":` + two[0] + `,"lng":` + two[1] + `}`
}

// option is the value that a label stands for; any other text stays.
func option(f *models.Field, text string) string {
	for _, o := range f.Options {
		l := f.OptionLabel(o)
		if strings.EqualFold(text, o) || text == l.ZH || strings.EqualFold(text, l.EN) {
			return o
		}
	}
	return text
}

func problem(code, field, message, zh string) *models.Problem {
	return &models.Problem{Code: code, Field: field, Message: message, ZH: zh}
}
