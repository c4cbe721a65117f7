package star

import (
	"strconv"

	"errors"
	"fmt"
	"slices"

	"fieldsync/models"
)

// Who is the person to be rated, as far as the model asks (domain.md 3.1).
type Who struct {
	Name            string `json:"name"`
	IDDocType       string `json:"id_doc_type"`      // as in models.StarCustomer
	PublicPhone     bool   `json:"public_phone"`     // a customer of 公话 or 无线公话
	Blacklisted     bool   `json:"blacklisted"`      // 黑名单
	DevicesApproved bool   `json:"devices_approved"` // over five of a kind, let pass by CITYCS
}

// Number is a number of the person and the id of its record.
type Number struct {
	ID string `json:"id"`
	models.AccountNumber
	Unit       bool `json:"unit"`       // registered under a unit's certificate
	Authorised bool `json:"authorised"` // the unit agreed, and the user is on file by real name
	Agent      bool `json:"agent"`      // brought in by an agent
}

// Held is a star and from when to when it holds, both days included; an empty
// To is open. Star 0 is none.
type Held struct {
	Star   int            `json:"star"`
	From   models.CalDate `json:"from"`
	To     models.CalDate `json:"to"`
	Source string         `json:"source"` // as in models.StarCustomer
}

// On tells whether the star holds on a day.
func (h Held) On(day models.CalDate) bool { return h.Star > 0 && within(day, h.From, h.To) }

// check reads a star; without one nothing else of it matters.
func (h Held) check() error {
	if h.Star < 0 || h.Star > Stars {
		return bad("out_of_range", "star", "is none of 0 to 7", "应为0至7")
	}
	if h.Star == 0 {
		return nil
	}
	return errors.Join(checkDay("star_from", h.From, false), checkDay("star_to", h.To, true))
}

// Input is all that a rating looks at. Bills and stops belong to Numbers by
// their account_number; those outside the window do no harm.
type Input struct {
	Month    models.CalMonth        `json:"month"` // in which it is rated; the star counts from the next
	Who      Who                    `json:"who"`
	Numbers  []Number               `json:"numbers"`
	Bills    []models.MonthlyBill   `json:"bills"`
	Stops    []models.StopEvent     `json:"stops"`
	Accounts []models.GrowthAccount `json:"accounts"` // of direct growth; one of 定级 is computed anew and passed over
	Current  Held                   `json:"current"`  // the star before this rating
}

// read is an input whose months have been read, reduced to what is rated.
type read struct {
	Input
	month   month
	effect  models.CalDate   // first day on which the result holds
	numbers map[string]rated // every number that may be rated
}

type rated struct {
	Number
	joined month
}

func (in Input) read() (*read, error) {
	m, err := monthOf(in.Month)
	if err != nil {
		return nil, badDate("month", string(in.Month))
	}
	r := &read{Input: in, month: m, effect: (m + 1).first(), numbers: map[string]rated{}}
	known := map[string]bool{}
	for i, n := range in.Numbers {
		field := fmt.Sprintf("numbers[%d]", i)
		joined, err := monthOf(n.JoinedMonth)
		if err != nil {
			return nil, badDate(field+".joined_month", string(n.JoinedMonth))
		}
		if n.ID == "" || known[n.ID] {
			return nil, bad("given_twice", field+".id", "is empty or stands twice: give each number once", "为空或重复,每个号码只列一次")
		}
		known[n.ID] = true
		if n.counts() {
			r.numbers[n.ID] = rated{n, joined}
		}
	}
	if err := r.check(known); err != nil {
		return nil, err
	}
	// The grade's account is computed anew.
	r.Accounts = slices.DeleteFunc(slices.Clone(r.Accounts), func(a models.GrowthAccount) bool { return a.Kind == ByGrade })
	slices.SortFunc(r.Accounts, byGrowth)
	return r, nil
}

// counts leaves out what the unit did not hand to its user (E2, L519): under a
// unit's certificate only authorised mobiles that no agent brought in.
func (n Number) counts() bool {
	return !n.Unit || n.Kind == "移动" && n.Authorised && !n.Agent
}

func (n Number) used() bool { return n.InUse != nil && *n.InUse }

func (r *read) check(known map[string]bool) error {
	if err := r.Current.check(); err != nil {
		return err
	}
	for i, a := range r.Accounts {
		field := fmt.Sprintf("accounts[%d].", i)
		if a.Value == nil || *a.Value < 0 || *a.Value > 1<<40 {
			return bad("required", field+"value", "is missing or out of range: give the growth in points", "缺失或超出范围,请填写成长值")
		}
		if err := errors.Join(checkDay(field+"valid_from", a.ValidFrom, false), checkDay(field+"valid_to", a.ValidTo, true)); err != nil {
			return err
		}
	}
	return r.checkFacts(known)
}

// checkFacts refuses what would be counted twice or not at all: a star must not
// rest on a guess which of two bills is the right one.
func (r *read) checkFacts(known map[string]bool) error {
	seen := map[string]bool{}
	once := func(field, number, when string) error {
		if !known[number] {
			return bad("unknown_number", field+"account_number", "is none of the numbers: add the number it belongs to", "不在号码清单中,请补充所属号码")
		}
		if key := number + " " + when; !seen[key] {
			seen[key] = true
			return nil
		}
		return bad("given_twice", field+"account_number", "has a second record for "+when+": void one of the two", when+" 有两条记录,请作废其中一条")
	}
	for i, b := range r.Bills {
		field := fmt.Sprintf("bills[%d].", i)
		if _, err := monthOf(b.Month); err != nil {
			return badDate(field+"month", string(b.Month))
		}
		if b.Receivable == nil {
			return bad("required", field+"receivable", "is missing: give the sum in yuan, 0 if nothing was due", "缺失,请填写应收金额,没有则填0")
		}
		if err := once(field, b.AccountNumber, string(b.Month)); err != nil {
			return err
		}
	}
	for i, s := range r.Stops {
		field := fmt.Sprintf("stops[%d].", i)
		if err := checkDay(field+"on", s.On, false); err != nil {
			return err
		}
		if err := once(field, s.AccountNumber, s.Kind+" "+string(s.On)); err != nil {
			return err
		}
	}
	return nil
}

// entered is the month in which the person's first number that counts joined.
func (r *read) entered() month {
	months := make([]month, 0, len(r.numbers))
	for _, n := range r.numbers {
		months = append(months, n.joined)
	}
	return slices.Min(months)
}

// HeldOf reads the star of a star customer's fields; level 0, or none, is no star.
func HeldOf(level string, from, to models.CalDate, source string) Held {
	n, err := strconv.Atoi(level)
	if err != nil || n == 0 {
		return Held{}
	}
	return Held{Star: n, From: from, To: to, Source: source}
}
