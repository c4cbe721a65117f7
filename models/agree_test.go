package models

import (
	"encoding/json"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-playground/validator/v10"
	"pgregory.net/rapid"
)

// everyWord uses the words that no entity needs today.
type everyWord struct {
	_        struct{}    `collection:"every_word" home:"org" zh:"词" en:"Words"`
	Exact    string      `json:"exact" merge:"latest" validate:"omitempty,len=3" zh:"长" en:"Exact"`
	Day      string      `json:"day" merge:"latest" validate:"required,datetime=2006-01-02" zh:"日" en:"Day"`
	Number   *int64      `json:"number" merge:"latest" validate:"required,gte=-1,lte=2" zh:"数" en:"Number"`
	Text     string      `json:"text" merge:"latest" validate:"required_without=Number,min=2,max=3" zh:"文" en:"Text"`
	Numbers  []*int64    `json:"numbers" merge:"latest" validate:"omitempty,min=1,max=2,dive,required,gte=0" zh:"数列" en:"Numbers"`
	Nested   []everyPart `json:"nested" merge:"append" validate:"omitempty,len=2,dive" zh:"列" en:"Nested"`
	IDType   string      `json:"id_type" merge:"latest" validate:"omitempty,oneof=身份证 护照" zh:"证" en:"Type"`
	IDNo     string      `json:"id_no" merge:"latest" validate:"omitempty,id_number_if=IDType 身份证" zh:"号" en:"Number if"`
	ID       string      `json:"id" merge:"latest" validate:"required,max=18,id_number" zh:"号" en:"ID"`
	Flag     *bool       `json:"flag" merge:"latest" validate:"omitempty" zh:"否" en:"Flag"`
	IfType   string      `json:"if_type" merge:"latest" validate:"required_if=IDType 护照,omitempty,max=3" zh:"若" en:"If a type"`
	IfFlag   []string    `json:"if_flag" merge:"set" validate:"required_if=Flag true,omitempty,min=1,dive,max=3" zh:"若" en:"If a flag"`
	With     string      `json:"with" merge:"latest" validate:"required_with=IfType,omitempty,max=3" zh:"有" en:"With"`
	Part     *int64      `json:"part" merge:"latest" validate:"omitempty,at_most=Number" zh:"部" en:"Part"`
	From     CalDate     `json:"from" merge:"latest" validate:"omitempty" zh:"起" en:"From"`
	To       CalDate     `json:"to" merge:"latest" validate:"omitempty,not_before=From" zh:"止" en:"To"`
	Begin    Moment      `json:"begin" merge:"latest" validate:"omitempty" zh:"始" en:"Begin"`
	End      Moment      `json:"end" merge:"latest" validate:"omitempty,not_before=Begin" zh:"终" en:"End"`
	Codes    []string    `json:"codes" merge:"set" validate:"omitempty,dive,credit_code" zh:"码" en:"Codes"`
	Declined []string    `json:"declined_fields" merge:"set" validate:"omitempty,dive,required" zh:"拒绝" en:"Declined"`
}

type everyPart struct {
	Name string   `json:"name" validate:"required,oneof=甲 乙" zh:"名" en:"Name"`
	Tags []string `json:"tags" validate:"omitempty,dive,len=1" zh:"签" en:"Tags"`
}

// TestEvaluatorAgreesWithValidator generates records of every collection and
// compares the verdict on each field, and inside it, with validator/v10.
func TestEvaluatorAgreesWithValidator(t *testing.T) {
	judge := validator.New()
	judge.RegisterTagNameFunc(func(sf reflect.StructField) string { return sf.Tag.Get("json") })
	for name, is := range map[string]func(string) bool{
		"mobile": regexp.MustCompile(`^1[3-9][0-9]{9}$`).MatchString,
		"phone":  regexp.MustCompile(`^(1[3-9][0-9]{9}|0571-[2-9][0-9]{7})$`).MatchString,
	} {
		if err := judge.RegisterValidation(name, func(fl validator.FieldLevel) bool { return is(fl.Field().String()) }); err != nil {
			t.Fatal(err)
		}
	}
	for name, is := range map[string]func(string) bool{"id_number": idNumberAsWritten, "credit_code": creditCodeAsWritten} {
		if err := judge.RegisterValidation(name, func(fl validator.FieldLevel) bool { return is(fl.Field().String()) }); err != nil {
			t.Fatal(err)
		}
	}
	if err := judge.RegisterValidation("id_number_if", func(fl validator.FieldLevel) bool {
		words := strings.Fields(fl.Param())
		return !slices.Contains(words[1:], fl.Parent().FieldByName(words[0]).String()) || idNumberAsWritten(fl.Field().String())
	}); err != nil {
		t.Fatal(err)
	}
	if err := judge.RegisterValidation("not_before", func(fl validator.FieldLevel) bool {
		one, other := fl.Field().String(), fl.Parent().FieldByName(fl.Param()).String()
		for _, layout := range []string{time.DateOnly, "2006-01", time.RFC3339} {
			a, err1 := time.Parse(layout, one)
			b, err2 := time.Parse(layout, other)
			if err1 == nil && err2 == nil {
				return !a.Before(b)
			}
		}
		return true
	}); err != nil {
		t.Fatal(err)
	}
	if err := judge.RegisterValidation("at_most", func(fl validator.FieldLevel) bool {
		other := fl.Parent().FieldByName(fl.Param())
		return other.IsNil() || fl.Field().Int() <= other.Elem().Int()
	}); err != nil {
		t.Fatal(err)
	}
	extra, err := NewRegistry(everyWord{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range append(slices.Clone(Default().Collections()), extra.Collections()...) {
		t.Run(c.Name, func(t *testing.T) {
			verdicts := 0
			rapid.Check(t, func(t *rapid.T) {
				v := drawValues(t, c.Fields)
				ours := map[string]bool{}
				for _, p := range c.Validate(v) {
					if p.Unfit || p.Code == "wrong_type" || p.Message == "" || p.ZH == "" {
						t.Fatalf("problem %+v of %v", p, v)
					}
					ours[p.Field] = true
				}
				theirs := validatorVerdict(t, judge, c, v)
				if !maps.Equal(ours, theirs) {
					t.Fatalf("record %s\nours   %v\ntheirs %v", mustJSON(v), slices.Sorted(maps.Keys(ours)), slices.Sorted(maps.Keys(theirs)))
				}
				verdicts += len(ours)
			})
			if verdicts == 0 {
				t.Error("no record was ever at fault: the test compares nothing")
			}
		})
	}
}

func validatorVerdict(t *rapid.T, judge *validator.Validate, c *Collection, v Values) map[string]bool {
	shell := c.Shell()
	if err := DecodeInto(v, shell); err != nil {
		t.Fatalf("decode: %v", err)
	}
	out := map[string]bool{}
	err := judge.Struct(shell)
	if err == nil {
		return out
	}
	for _, fe := range err.(validator.ValidationErrors) {
		_, path, _ := strings.Cut(fe.Namespace(), ".")
		path = strings.TrimPrefix(strings.TrimPrefix(path, "Collected."), "Numbered.")
		// What the customer declined is answered; validator does not know that.
		if strings.HasPrefix(fe.Tag(), "required") && declinedFields(v)[path] {
			continue
		}
		out[path] = true
	}
	return out
}

func drawValues(t *rapid.T, fields []*Field) Values {
	v := Values{}
	for _, f := range fields {
		if rapid.IntRange(0, 5).Draw(t, f.Name+" given") == 0 {
			continue
		}
		if !f.List {
			v[f.Name] = drawValue(t, f)
			continue
		}
		list := []json.RawMessage{}
		for range rapid.IntRange(0, 3).Draw(t, f.Name+" elements") {
			list = append(list, drawValue(t, f))
		}
		v[f.Name] = joinList(list)
	}
	if _, has := v["declined_fields"]; has && rapid.Bool().Draw(t, "declines") {
		f := rapid.SampledFrom(fields).Draw(t, "declined")
		v["declined_fields"] = joinList([]json.RawMessage{appendText(nil, f.Name)})
	}
	return v
}

// drawValue draws a value that can be represented, at the edges of its limits.
func drawValue(t *rapid.T, f *Field) json.RawMessage {
	switch f.Kind {
	case Int:
		return mustJSON(rapid.Int64Range(-3, 4).Draw(t, f.Name))
	case Money:
		return mustJSON(MoneyAmount(rapid.Int64Range(-2, 200).Draw(t, f.Name)))
	case Bool:
		return mustJSON(rapid.Bool().Draw(t, f.Name))
	case Place:
		return json.RawMessage(`{"lat":30.25,"lng":120.16}`)
	case Object:
		return mustJSON(drawValues(t, f.Elem))
	case Date:
		return mustJSON(rapid.SampledFrom([]string{"2016-05-10", "2016-05-09"}).Draw(t, f.Name))
	case DateTime:
		return mustJSON(rapid.SampledFrom([]string{"", "x", "2016-05-10T09:30:00+08:00", "2016-05-10T02:00:00Z", "2016-05-10T09:00:00+08:00"}).Draw(t, f.Name))
	}
	texts := append([]string{"", "x", "甲乙", "𠮷·", "2016-05-10", "2016-13-10", "13800001111", "0571-87654321"}, f.Options...)
	texts = append(texts, drawOfficial(t, f.Name))
	limits := f.Max
	for _, w := range append(slices.Clone(f.words), f.dive...) {
		if w.limit > 0 && w.limit < 50 {
			limits = int(w.limit)
		}
	}
	for _, n := range []int{limits - 1, limits, limits + 1} {
		texts = append(texts, strings.Repeat("𠮷", max(n, 0)))
	}
	return mustJSON(rapid.SampledFrom(texts).Draw(t, f.Name))
}

func mustJSON(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}
