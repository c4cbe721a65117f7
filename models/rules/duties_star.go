package rules

import (
	"encoding/json"
	"strconv"
	"time"

	"fieldsync/models"
	"fieldsync/models/calendar"
	"fieldsync/models/star"
)

// starDuties rate the star customers once a month. Four rules decide it, in one
// rating; an effect names the one that decided.
func starDuties() []Rule {
	const rating = "R-STAR-01"
	list := []Rule{duty(rating, "star_customer", OnRating, Set, rate), duty("R-RIGHT-02", "star_customer", OnArrival, Set, cardQuota)}
	for _, id := range []string{"R-STAR-02", "R-STAR-03", "R-STAR-04"} {
		list = append(list, Rule{ID: id, Collection: "star_customer", On: OnRating, Severity: Set, With: rating})
	}
	return list
}

// rate is silent before the rating day, and where the model finds a fault in
// what is on file: whoever runs the clock has Rate's error from RateStar.
func rate(in *In) []Effect {
	if in.Now.IsZero() || in.Related == nil || calendar.Day(in.Now).Day() < in.Params.Int("rating_day") {
		return nil
	}
	result, err := RateStar(*in)
	if err != nil {
		return nil
	}
	level, why := strconv.Itoa(result.Star), result.Explain[len(result.Explain)-1]
	var out []Effect
	for _, e := range []Effect{
		put("star", level, why.EN, why.ZH), put("star_from", orNull(string(result.From)), why.EN, why.ZH),
		put("star_to", orNull(string(result.To)), why.EN, why.ZH), put("star_source", orNull(result.Source), why.EN, why.ZH),
	} {
		if string(e.Value) == "null" && in.empty(e.Field) {
			continue
		}
		e.Rule = deciding(result)
		out = append(out, in.unless(e)...)
	}
	return during(in.month(), out...)
}

func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// deciding is the rule by which the result came about.
func deciding(r star.Result) string {
	rule := "R-STAR-01"
	for _, step := range r.Explain {
		switch step.Code {
		case "kept_line", "below_line":
			rule = "R-STAR-03"
		case "direct_wins":
			rule = "R-STAR-04"
		case "only_up", "risen":
			return "R-STAR-02"
		}
	}
	return rule
}

// RateStar rates the star customer that In is about for the month of Now, from
// what Related knows of his numbers, bills, stops and accounts. Errors are those
// of star.Rate, and wrong_type for a record that cannot be read.
func RateStar(in In) (star.Result, error) {
	level, _ := strconv.Atoi(in.text("star"))
	data := star.Input{
		Month:   models.CalMonth(in.month()),
		Who:     star.Who{Name: in.text("name"), IDDocType: in.text("id_doc_type")},
		Current: star.Held{Star: level, From: models.CalDate(in.text("star_from")), To: models.CalDate(in.text("star_to")), Source: in.text("star_source")},
	}
	var numbers []models.AccountNumber
	ids, err := readAll(&in, "account_number", &numbers)
	unit := in.text("registered_by") == "单位证件+使用人"
	for i, n := range numbers {
		data.Numbers = append(data.Numbers, star.Number{ID: ids[i], AccountNumber: n, Unit: unit, Authorised: unit})
	}
	for _, read := range []func() error{
		func() error { _, err := readAll(&in, "monthly_bill", &data.Bills); return err },
		func() error { _, err := readAll(&in, "stop_event", &data.Stops); return err },
		func() error { _, err := readAll(&in, "growth_account", &data.Accounts); return err },
	} {
		if err == nil {
			err = read()
		}
	}
	if err != nil {
		return star.Result{}, err
	}
	p := star.Defaults()
	p.RatingDay = in.Params.Int("rating_day")
	return star.Rate(data, p)
}

// readAll reads the records of a collection that are the star customer's.
func readAll[T any](in *In, collection string, list *[]T) (ids []string, err error) {
	for _, f := range in.related(collection, "star_customer", in.ID, time.Time{}) {
		var one T
		raw, err := json.Marshal(f.Values)
		if err == nil {
			err = json.Unmarshal(raw, &one)
		}
		if err != nil {
			return nil, &models.Error{Code: "wrong_type", Field: collection + "/" + f.ID, Message: "cannot be read: " + err.Error(), ZH: "无法读取:" + err.Error()}
		}
		ids, *list = append(ids, f.ID), append(*list, one)
	}
	return ids, nil
}

// cardQuota begins anew with every star that was given.
func cardQuota(in *In) []Effect {
	level, err := strconv.Atoi(in.text("star"))
	if err != nil || level < 2 || in.empty("star_from") {
		return nil
	}
	n := star.Defaults().Rights.CardChanges
	e := put("card_change_quota", n, "free card changes from "+in.text("star_from")+": "+strconv.Itoa(n), "自"+in.text("star_from")+"起免费换卡次数:"+strconv.Itoa(n))
	return during(in.text("star_from"), e)
}
