package rules

import (
	"strconv"

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
// StarFacts. Errors are those of star.Rate and StarFacts.
func RateStar(in In) (star.Result, error) {
	facts, err := StarFacts(in)
	if err != nil {
		return star.Result{}, err
	}
	facts.Month = models.CalMonth(in.month())
	facts.Current = star.HeldOf(in.text("star"), models.CalDate(in.text("star_from")), models.CalDate(in.text("star_to")), in.text("star_source"))
	p := star.Defaults()
	p.RatingDay = in.Params.Int("rating_day")
	return star.Rate(facts, p)
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
