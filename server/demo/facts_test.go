package demo

import (
	"encoding/json"
	"testing"
	"time"

	"fieldsync/models"
)

// TestCustomerA adds up the worked example of the handbook (domain.md 3.4).
func TestCustomerA(t *testing.T) {
	o := Generate(testSeed, 1, testNow)
	a := o.ID("star_customer/A")
	all := byCollection(records(o))
	bills := map[models.CalMonth]models.MoneyAmount{}
	for _, r := range all["monthly_bill"] {
		bill, err := models.Decode[models.MonthlyBill](r.Values)
		if err != nil {
			t.Fatal(err)
		}
		if bill.StarCustomer == a {
			bills[bill.Month] += *bill.Receivable
		}
	}
	stops := map[models.CalMonth]int{}
	for _, r := range all["stop_event"] {
		if text(r, "star_customer") == a && text(r, "kind") == "双停" {
			stops[models.CalMonth(text(r, "on")[:7])]++
		}
	}
	joined := models.CalMonth("9999-12")
	for _, r := range all["account_number"] {
		if m := models.CalMonth(text(r, "joined_month")); text(r, "star_customer") == a && m < joined {
			joined = m
		}
	}
	if len(bills) != 13 || bills["2014-09"] != 7000 || bills["2015-09"] != 13000 {
		t.Errorf("bills %v", bills)
	}
	for _, want := range []struct {
		rated             string
		main, plus, minus int
	}{{"2015-09", 1080, 230, 20}, {"2015-10", 1140, 240, 30}} {
		rated, err := time.Parse("2006-01", want.rated)
		if err != nil {
			t.Fatal(err)
		}
		sum, minus := models.MoneyAmount(0), 0
		for back := 1; back <= 12; back++ {
			m := month(rated.AddDate(0, -back, 0))
			sum, minus = sum+bills[m], minus+10*stops[m]
		}
		from, err := joined.Time()
		if err != nil {
			t.Fatal(err)
		}
		last := rated.AddDate(0, -1, 0)
		tenure := (last.Year()-from.Year())*12 + int(last.Month()-from.Month())
		if int(sum) != want.main*100 || minus != want.minus || tenure*10 != want.plus {
			t.Errorf("rated %s: main %s, plus %d, minus %d; want %+v", want.rated, sum, tenure*10, minus, want)
		}
	}
}

func TestEvent(t *testing.T) {
	o := Generate(testSeed, 1, testNow)
	all := byCollection(records(o))
	e := all["showcase_event"][0]
	if _, ok := models.SignupKey(e.Values); !ok || string(e.Values["normaliser_version"]) != "1" {
		t.Error("the event cannot derive the ids of sign-ups")
	}
	if id := o.ID("customer/1"); text(e, "customer") != id {
		t.Error("the event is not at customer 1")
	}
	var desks []string
	if err := json.Unmarshal(e.Values["desks"], &desks); err != nil || len(desks) != 5 {
		t.Fatalf("desks %v, %v", desks, err)
	}
	for n, d := range all["event_desk"] {
		kind := "D" + string(rune('1'+n))
		if d.ID != desks[n] || d.ID != o.ID("event_desk/1/"+kind) || text(d, "desk_kind") != kind ||
			text(d, "operator") != o.ID("staff/desk0"+string(rune('1'+n))) || d.Values["gift_stock"] == nil {
			t.Errorf("desk %d: %s", n+1, d.Values)
		}
	}
}

// The numbers of people have the form of real ones, and the check digits; the
// serials of ID cards are those nobody under a hundred has.
func TestNumbers(t *testing.T) {
	cards, phones := 0, map[string]string{}
	for _, r := range byCollection(records(Generate(testSeed, 2, testNow)))["key_person"] {
		phone := text(r, "own_mobile")
		if key, ok := models.MobileKey(1, phone); !ok || key != phone || phones[phone] != "" {
			t.Errorf("mobile %q of %s, also of %q", phone, r.ID, phones[phone])
		}
		phones[phone] = r.ID
		card := text(r, "id_card_no")
		if card == "" {
			continue
		}
		cards++
		if !goodIDCard(card) || card[14:17] < "996" || card[6:10]+"-"+card[10:12]+"-"+card[12:14] != text(r, "birthday") ||
			(card[16]-'0')%2 == 1 != (text(r, "gender") == "男") {
			t.Errorf("ID card %s of a %s born %s", card, text(r, "gender"), text(r, "birthday"))
		}
		if string(r.Values["customer_consent"]) != "true" {
			t.Errorf("%s has an ID card number and did not consent", r.ID)
		}
	}
	if cards < 50 {
		t.Errorf("%d ID cards", cards)
	}
}

// goodIDCard checks as the standard is written, not as the number was made:
// the weighted sum of all eighteen is 1 modulo 11.
func goodIDCard(card string) bool {
	weights := []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2, 1}
	if len(card) != len(weights) {
		return false
	}
	sum := 0
	for i, w := range weights {
		v := int(card[i] - '0')
		if i == 17 && card[i] == 'X' {
			v = 10
		}
		sum += v * w
	}
	return sum%11 == 1
}

// The examples printed in the standards themselves.
func TestCheckDigits(t *testing.T) {
	for got, want := range map[string]string{
		withIDCheck("11010519491231002"):     "11010519491231002X",
		withOrgCheck("D2143569"):             "D2143569X",
		withCreditCheck("91350100M000100Y4"): "91350100M000100Y43",
	} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	if code := creditCode(&dice{1}, "91", 7); len(code) != 18 || code[8:16] != "DEM00007" {
		t.Errorf("credit code %s", code)
	}
}
