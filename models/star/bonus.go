package star

import (
	"slices"

	"fieldsync/models"
)

// BonusParams are the figures of 天翼积分 (domain.md 3.9, R-PTS-01).
type BonusParams struct {
	MonthAlert   int64              `json:"month_alert"`   // consumption points of a month
	Pause        int64              `json:"pause"`         // valid consumption points
	SmallOrg     models.MoneyAmount `json:"small_org"`     // a year's bills of an organisation stay below
	RedeemAfter  int                `json:"redeem_after"`  // months after the first entry
	KeptYears    int                `json:"kept_years"`    // calendar years, the first included
	FreezeMonths int                `json:"freeze_months"` // of arrears
	GuideReward  int64              `json:"guide_reward"`  // points for each user guided
}

func defaultBonus() BonusParams {
	return BonusParams{MonthAlert: 3000, Pause: 150_000, SmallOrg: 40_000_00, RedeemAfter: 6, KeptYears: 3, FreezeMonths: 3, GuideReward: 500}
}

// Multiplied returns the multiplied points (倍增积分) of what was consumed, 0
// without a star (T-053).
//
// C35: the source does not say whether they are the total or come on top. They
// are the total: on top, 1★ would double.
func Multiplied(consumed models.MoneyAmount, star int, p Params) Points {
	if star < 1 || star > Stars {
		return 0
	}
	// A fen is 10 thousandths of a point and multiples are in tenths.
	return Points(int64(consumed) * p.Rights.Multiple[star-1])
}

// Caps is R-PTS-01: alert says that the month's consumption points are to be
// verified, paused that no more are counted.
func Caps(month, valid Points, p Params) (alert, paused bool) {
	return month > Whole(p.Bonus.MonthAlert), valid > Whole(p.Bonus.Pause)
}

// Redeemable returns the month from which points may be redeemed (L796–799).
// Who leaves and comes back counts from his new entry.
func Redeemable(entered models.CalMonth, p Params) (models.CalMonth, error) {
	m, err := monthOf(entered)
	if err != nil {
		return "", badDate("entered", string(entered))
	}
	return models.CalMonth((m + month(p.Bonus.RedeemAfter)).String()), nil
}

// Expires returns the last day of the points of a month's year (L803–806).
func Expires(earned models.CalMonth, p Params) (models.CalDate, error) {
	m, err := monthOf(earned)
	if err != nil {
		return "", badDate("earned", string(earned))
	}
	return month((int(m)/12+p.Bonus.KeptYears)*12 - 1).last(), nil
}

// Arrears says what arrears do to points: after more than a month those of the
// device stop counting, after more than three, dunned in vain, the customer's
// account is frozen (L790–791). Since is the first day in arrears.
func Arrears(since, on models.CalDate, dunned bool, p Params) (stopped, frozen bool, err error) {
	if err = checkTerm(since, on); err != nil {
		return false, false, err
	}
	if on == "" {
		return false, false, badDate("to", "")
	}
	return on > addMonths(since, 1), dunned && on > addMonths(since, p.Bonus.FreezeMonths), nil
}

// Resumes is the month from which points count again after payment (L790).
func Resumes(paid models.CalDate) (models.CalMonth, error) {
	if err := checkDay("paid", paid, false); err != nil {
		return "", err
	}
	return models.CalMonth((monthIn(paid) + 1).String()), nil
}

// highEnd are the customers for whom there are no bonus points (L787).
var highEnd = []string{"1A", "2A", "3A", "4A", "5A", "3B", "4B", "5B"}

// Collects tells whether a customer collects points: persons, and small
// organisations that are not of the high end. year is what an organisation
// pays in a year (L784–787).
func Collects(person bool, class string, year models.MoneyAmount, p Params) bool {
	return person || year < p.Bonus.SmallOrg && !slices.Contains(highEnd, class)
}

// ShowValue is R-PTS-02: 价值积分 are for the company and never shown to a
// customer. It returns the problem, nil for other kinds of points.
func ShowValue(kind string) *models.Problem {
	if kind != "价值积分" {
		return nil
	}
	return &models.Problem{Code: "R-PTS-02", Field: "kind",
		Message: "value points are for the company: do not show them to a customer", ZH: "价值积分仅供内部使用,不得向客户展示"}
}

// Change is something that happens to a customer or a device and to what both
// have collected (L788–795).
type Change struct {
	Event   string // 客户离网, 用户离网, 销售品变更, 移机改号, 过户
	Void    bool   // points collected so far are lost
	Counts  bool   // new ones are counted, from the month it takes effect
	Another bool   // for another customer
}

var changes = []Change{
	{Event: "客户离网", Void: true},
	{Event: "用户离网"},
	{Event: "销售品变更"}, // 变更, 退订, 拆分
	{Event: "移机改号", Counts: true},
	{Event: "过户", Counts: true, Another: true},
}

// ChangeOf returns what an event does to points, and whether it is known.
func ChangeOf(event string) (Change, bool) {
	i := slices.IndexFunc(changes, func(c Change) bool { return c.Event == event })
	if i < 0 {
		return Change{}, false
	}
	return changes[i], true
}

// GuideReward is what a manager gets for the users he guided to redeem the
// 5000-point packet; there is no cap (L802).
func GuideReward(users int, p Params) Points { return Whole(int64(users) * p.Bonus.GuideReward) }
