package star

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"fieldsync/models"
)

func yes() *bool { b := true; return &b }

func fen(yuan string) *models.MoneyAmount {
	m, err := models.ParseMoney(yuan)
	if err != nil {
		panic(err)
	}
	return &m
}

func customerA(t testing.TB) Input {
	t.Helper()
	raw, err := os.ReadFile("../../testdata/star/customer_a.json")
	if err != nil {
		t.Fatal(err)
	}
	var in Input
	if err := json.Unmarshal(raw, &in); err != nil {
		t.Fatal(err)
	}
	return in
}

func number(id, kind, joined string) Number {
	return Number{ID: id, AccountNumber: models.AccountNumber{Number: "1330571" + id, Kind: kind, JoinedMonth: models.CalMonth(joined), InUse: yes()}}
}

// person has one number; its bills, one for each sum, end in the month before
// the rating.
func person(month string, n Number, sums ...string) Input {
	in := Input{Month: models.CalMonth(month), Who: Who{Name: "李四", IDDocType: "居民身份证"}, Numbers: []Number{n}}
	m, err := monthOf(in.Month)
	if err != nil {
		panic(err)
	}
	for i, sum := range sums {
		in.Bills = append(in.Bills, models.MonthlyBill{AccountNumber: n.ID, Receivable: fen(sum),
			Month: models.CalMonth((m + before(i, len(sums))).String())})
	}
	return in
}

func before(i, all int) month { return month(i - all) }

// grown is somebody with a fixed line only, so that the growth is what he paid
// in the month before, in yuan.
func grown(month, growth string) Input {
	return person(month, number("0001", "固话", "2001-01"), growth)
}

func stop(id, kind, on string) models.StopEvent {
	return models.StopEvent{AccountNumber: id, Kind: kind, On: models.CalDate(on), Reason: "欠费"}
}

func account(kind string, value int64, from, to string) models.GrowthAccount {
	return models.GrowthAccount{Kind: kind, Value: &value, ValidFrom: models.CalDate(from), ValidTo: models.CalDate(to)}
}

func rate(t *testing.T, in Input) Result {
	t.Helper()
	r, err := Rate(in, Defaults())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// wants compares the star, its days and its source; "" stands for no end, and
// "none" for no star.
func wants(t *testing.T, got Held, star int, from, to, source string) {
	t.Helper()
	if want := (Held{star, models.CalDate(from), models.CalDate(to), source}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// code is the code of an error and its field.
func code(err error) string {
	var e *models.Error
	if !errors.As(err, &e) {
		return ""
	}
	return e.Code + " " + e.Field
}

func steps(r Result) string {
	var codes []string
	for _, s := range r.Explain {
		codes = append(codes, s.Code)
	}
	return strings.Join(codes, " ")
}
