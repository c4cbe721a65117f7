package star

import (
	"reflect"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"fieldsync/models"
)

// anybody draws an input that can be rated: dates near the rating, sums and
// direct growth near the bounds.
func anybody(t *rapid.T) Input {
	day := func(name string) models.CalDate {
		return addDays("2016-01-01", rapid.IntRange(-600, 600).Draw(t, name))
	}
	end := func(name string, from models.CalDate) models.CalDate {
		if rapid.Bool().Draw(t, name+" open") {
			return ""
		}
		return addDays(from, rapid.IntRange(0, 800).Draw(t, name))
	}
	near := rapid.SampledFrom([]int64{0, 54_000, 60_000, 100_000, 135_000, 230_000, 360_000, 400_000, 540_000, 600_000, 800_000})
	in := Input{Month: models.CalMonth(monthIn(day("month")).String()), Who: Who{Name: "李四", IDDocType: "居民身份证"}}
	in.Who.Blacklisted = rapid.IntRange(0, 9).Draw(t, "blacklisted") == 0
	for i := range rapid.IntRange(1, 3).Draw(t, "numbers") {
		n := number("000"+strconv.Itoa(i), rapid.SampledFrom([]string{"移动", "固话"}).Draw(t, "kind"), string(day("joined")[:7]))
		in.Numbers = append(in.Numbers, n)
		first := monthIn(day("billed from"))
		for k := range rapid.IntRange(0, 3).Draw(t, "bills") {
			sum := models.MoneyAmount(near.Draw(t, "near") + rapid.Int64Range(-1, 1).Draw(t, "fen"))
			in.Bills = append(in.Bills, models.MonthlyBill{AccountNumber: n.ID, Month: models.CalMonth((first + month(k)).String()), Receivable: &sum})
		}
		for range rapid.IntRange(0, 1).Draw(t, "stops") {
			in.Stops = append(in.Stops, stop(n.ID, "双停", string(day("stop"))))
		}
	}
	for range rapid.IntRange(0, 4).Draw(t, "accounts") {
		from := day("account")
		a := account(rapid.SampledFrom([]string{ByContract, ByKeyPerson, ByPurchase, ByGrade}).Draw(t, "source"), near.Draw(t, "direct")/100, string(from), string(end("account to", from)))
		a.Basis = rapid.SampledFrom([]string{"", "A", "B"}).Draw(t, "basis")
		in.Accounts = append(in.Accounts, a)
	}
	if star := rapid.IntRange(0, Stars).Draw(t, "held"); star > 0 {
		from := day("held from")
		in.Current = Held{star, from, end("held to", from), rapid.SampledFrom([]string{ByGrade, ByContract, ByKeyPerson}).Draw(t, "held by")}
	}
	return in
}

// What holds of every rating, whatever was put in.
func TestProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := anybody(t)
		rated := func() Result {
			r, err := Rate(in, Defaults())
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		r, held := rated(), in.Current
		m, _ := monthOf(in.Month)
		effect := (m + 1).first()
		if held.Source != ByKeyPerson && held.On(effect) && (r.Star < held.Star || r.Star == held.Star && r.Held != held) {
			t.Errorf("a valid star fell or changed: %+v, %+v", held, r.Held)
		}
		if r.Star > 0 && !r.On(effect) || r.Star == 0 && r.Held != (Held{}) {
			t.Errorf("%+v does not hold on %s", r.Held, effect)
		}
		for list := range 4 {
			reverse(&in, list)
			if again := rated(); !reflect.DeepEqual(again, r) {
				t.Errorf("the order of list %d matters:\n%+v\n%+v", list, r, again)
			}
		}
		in.Current = r.Held
		if again := rated(); again.Held != r.Held {
			t.Errorf("rated twice: %+v, then %+v", r.Held, again.Held)
		}
		in.Current = held
		if len(in.Bills) > 0 {
			*in.Bills[0].Receivable += 100_00
			if more := rated(); more.Star < r.Star || more.Grade.Growth < r.Grade.Growth {
				t.Errorf("a larger bill took away: %+v, then %+v", r, more)
			}
		}
	})
}

func reverse(in *Input, list int) {
	switch list {
	case 0:
		slices.Reverse(in.Numbers)
	case 1:
		slices.Reverse(in.Bills)
	case 2:
		slices.Reverse(in.Stops)
	case 3:
		slices.Reverse(in.Accounts)
	}
}
