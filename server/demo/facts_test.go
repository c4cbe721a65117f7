package demo

import (
	"encoding/json"
	"testing"

	"fieldsync/models"
	model "fieldsync/models/star"
)

// TestCustomerA rates the worked example of the handbook (domain.md 3.4) from
// its records.
func TestCustomerA(t *testing.T) {
	in := ratingOfA(t)
	if len(in.Bills) != 13 || len(in.Numbers) != 2 || len(in.Stops) != 3 {
		t.Fatalf("%d bills, %d numbers, %d stops", len(in.Bills), len(in.Numbers), len(in.Stops))
	}
	for _, want := range []struct {
		rated             models.CalMonth
		main, plus, minus int64
		growth            int64
	}{{"2015-09", 1080, 230, 20, 1290}, {"2015-10", 1140, 240, 30, 1350}} {
		in.Month = want.rated
		r, err := model.Rate(in, model.Defaults())
		if err != nil {
			t.Fatal(err)
		}
		g := r.Grade
		if g.Main != model.Whole(want.main) || g.Plus != model.Whole(want.plus) || g.Minus != model.Whole(want.minus) || g.Growth != model.Whole(want.growth) || r.Star != 2 {
			t.Errorf("rated %+v, want %+v", r, want)
		}
	}
}

// ratingOfA reads the records of customer A as the star model wants them.
func ratingOfA(t *testing.T) (in model.Input) {
	o := Generate(testSeed, 1, testNow)
	a := o.ID("star_customer/A")
	all := byCollection(records(o))
	for _, r := range all["star_customer"] {
		if r.ID == a {
			in.Who = model.Who{Name: text(r, "name"), IDDocType: text(r, "id_doc_type")}
		}
	}
	for _, r := range all["account_number"] {
		if text(r, "star_customer") == a {
			in.Numbers = append(in.Numbers, model.Number{ID: r.ID, AccountNumber: decoded[models.AccountNumber](t, r.Values)})
		}
	}
	for _, r := range all["monthly_bill"] {
		if text(r, "star_customer") == a {
			in.Bills = append(in.Bills, decoded[models.MonthlyBill](t, r.Values))
		}
	}
	for _, r := range all["stop_event"] {
		if text(r, "star_customer") == a {
			in.Stops = append(in.Stops, decoded[models.StopEvent](t, r.Values))
		}
	}
	return in
}

func decoded[T any](t *testing.T, v models.Values) T {
	t.Helper()
	out, err := models.Decode[T](v)
	if err != nil {
		t.Fatal(err)
	}
	return out
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
