package chores

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"fieldsync/models"
	"fieldsync/models/calendar"
	"fieldsync/models/star"
	changesync "fieldsync/sync"
)

// Rating is what is known of a person's star.
type Rating struct {
	Customer string      `json:"customer"`
	Name     string      `json:"name"`
	Held     star.Held   `json:"held"`   // the star in force in the month of the rating
	Result   star.Result `json:"result"` // of the rating: the star of the month after it, and why
}

// errNoNumbers: without any number on file nobody knows whether the person has
// left, so the star that the office entered stays.
var errNoNumbers = &models.Error{Code: "no_numbers", Field: "account_number", Message: "none is on file: enter the numbers that the person uses", ZH: "尚未登记业务号码,请补充"}

// maxCatchUp bounds how many months are rated at once after a long rest.
const maxCatchUp = 24

func monthOf(t time.Time) models.CalMonth {
	return models.CalMonth(t.In(models.China).Format("2006-01"))
}

// rate rates the months from the one after the last rating to that of today, or
// today's again while it lasts. The star held in a month is what the rating of
// the month before came to, so what arrives late in a month still counts in it,
// and what arrives later counts in the month in which it arrived (R-STAR-02: a
// star that has begun does not fall). Before the first rating it is the star
// that the office entered. Nil: the clock is behind the last rating.
func (p *person) rate(today time.Time, params star.Params) (*Rating, error) {
	if len(p.facts.Numbers) == 0 {
		return nil, errNoNumbers
	}
	this := calendar.Month.First(today)
	held, month := p.held(), this
	if rated, err := p.customer.RatedIn.Time(); err == nil && !rated.Equal(this) {
		if rated.After(this) {
			return nil, nil
		}
		held, month = p.next(), rated.AddDate(0, 1, 0)
		if oldest := this.AddDate(0, -maxCatchUp, 0); month.Before(oldest) {
			month = oldest
		}
	}
	for {
		result, err := star.Rate(p.input(monthOf(month), held), params)
		if err != nil || !month.Before(this) {
			return &Rating{Customer: p.id, Name: p.customer.Name, Held: held, Result: result}, err
		}
		held, month = result.Held, month.AddDate(0, 1, 0)
	}
}

// rateIn rates in any month. For another than today's the star held is not on
// file any more: the months are rated anew in their turn, from the first one of
// whose window the bills are on file.
func (p *person) rateIn(month models.CalMonth, today time.Time, params star.Params) (*Rating, error) {
	if month == "" || month == monthOf(today) {
		return p.rate(today, params)
	}
	from := month
	for _, b := range p.facts.Bills {
		if billed, err := b.Month.Time(); err == nil {
			from = min(from, monthOf(billed.AddDate(0, params.Window, 0)))
		}
	}
	for held := (star.Held{}); ; from = monthOf(first(from).AddDate(0, 1, 0)) {
		result, err := star.Rate(p.input(from, held), params)
		if err != nil || from >= month {
			return &Rating{Customer: p.id, Name: p.customer.Name, Held: held, Result: result}, err
		}
		held = result.Held
	}
}

func (p *person) held() star.Held {
	c := &p.customer
	return star.HeldOf(c.Star, c.StarFrom, c.StarTo, c.StarSource)
}

func (p *person) next() star.Held {
	c := &p.customer
	return star.HeldOf(c.StarNext, c.StarNextFrom, c.StarNextTo, c.StarNextSource)
}

// since leaves out a star that ended before the month.
func since(h star.Held, month models.CalMonth) star.Held {
	if h.To != "" && h.To < models.CalDate(month)+"-01" {
		return star.Held{}
	}
	return h
}

// written puts a rating into the fields of a star customer.
func (p *person) written(r *Rating) models.StarCustomer {
	c, held, next := p.customer, since(r.Held, r.Result.Month), r.Result.Held
	c.RatedIn = r.Result.Month
	c.Star, c.StarFrom, c.StarTo, c.StarSource = strconv.Itoa(held.Star), held.From, held.To, held.Source
	c.StarNext, c.StarNextFrom, c.StarNextTo, c.StarNextSource = strconv.Itoa(next.Star), next.From, next.To, next.Source
	c.StarExplain = nil
	for _, s := range r.Result.Explain {
		if s.Code != "month" && s.Code != "month_missing" { // the bills say these
			c.StarExplain = append(c.StarExplain, models.StarStep{Code: s.Code, Rule: s.Rule, ZH: s.ZH, EN: s.EN})
		}
	}
	return c
}

// starFields are all that a rating writes of a star customer.
var starFields = []string{"rated_in", "star", "star_from", "star_to", "star_source",
	"star_next", "star_next_from", "star_next_to", "star_next_source", "star_explain"}

// gradeID is the account of a person's grade: one, since it is worked out anew
// every month and what it was before stands in its history.
func gradeID(person string) string { return models.RuleID("R-STAR-01", person, "定级") }

// grade is the growth account of a rating; one of nobody who is rated holds
// nothing.
func (p *person) grade(r *Rating) models.GrowthAccount {
	g, effect := r.Result.Grade, calendar.Month.Next(first(r.Result.Month))
	value := g.Growth.Whole()
	a := models.GrowthAccount{StarCustomer: p.id, Kind: star.ByGrade, Value: &value,
		ValidFrom: date(effect), ValidTo: date(calendar.AddMonths(effect, 12).AddDate(0, 0, -1)),
		Basis: fmt.Sprintf("%s至%s:%s+%s−%s", g.From, g.To, g.Main, g.Plus, g.Minus)}
	if r.Result.NotRated != "" {
		a.Basis = "不参评"
	}
	return a
}

func first(m models.CalMonth) time.Time {
	t, _ := m.Time() // made from a time before
	return t
}

func date(t time.Time) models.CalDate {
	return models.CalDate(t.In(models.China).Format(time.DateOnly))
}

// edits are what a person's records need to say what the rating says. When no
// rating is possible the explanation says what is wrong, and the star stays.
func (p *person) edits(l *changesync.Ledger, today time.Time, params star.Params) ([]changesync.Edit, error) {
	rating, failed := p.rate(today, params)
	if failed == nil && rating == nil {
		return nil, nil
	}
	key := changesync.Key{Collection: "star_customer", ID: p.id}
	if failed != nil {
		c := p.customer
		c.StarExplain = []models.StarStep{stepOf(failed)}
		return list(edit(l, key, "", c, "star_explain"))
	}
	out, err := list(edit(l, key, "", p.written(rating), starFields...))
	if err != nil {
		return nil, err
	}
	account := changesync.Key{Collection: "growth_account", ID: gradeID(p.id)}
	if known, err := l.Known(account); err != nil || rating.Result.NotRated != "" && !known {
		return out, err
	}
	more, err := list(edit(l, account, starScope(p.id), p.grade(rating), "star_customer", "kind", "value", "valid_from", "valid_to", "basis"))
	return append(out, more...), err
}

func list(e *changesync.Edit, err error) ([]changesync.Edit, error) {
	if e == nil || err != nil {
		return nil, err
	}
	return []changesync.Edit{*e}, nil
}

// stepOf says for people why nothing could be rated.
func stepOf(err error) models.StarStep {
	var coded *models.Error
	if !errors.As(err, &coded) {
		return models.StarStep{Code: "failed", ZH: "无法评级", EN: "Cannot be rated."}
	}
	return models.StarStep{Code: coded.Code, Rule: "R-STAR-01",
		ZH: "无法评级:" + coded.Field + " " + coded.ZH, EN: "Cannot be rated: " + coded.Field + " " + coded.Message}
}
