package star

import (
	"fmt"

	"fieldsync/models"
)

// Stars is the number of stars there are to reach.
const Stars = 7

// latestRatingDay is the last day a province may choose (R-STAR-01, L526).
const latestRatingDay = 15

// Band gives direct growth from a sum on, the sum included.
type Band struct {
	From   models.MoneyAmount `json:"from"`
	Growth int64              `json:"growth"` // points
	Bonus  int64              `json:"bonus"`  // points given besides
}

// Params are the figures of the model. A province may choose the rating day,
// the growth for ranks and the table of revenue (domain.md 4, column
// "override"); the others are fixed by the handbook and stand here so that
// the next edition changes data, not code.
type Params struct {
	RatingDay    int               `json:"rating_day"`    // day of the month, 1 to 15 (R-STAR-01)
	Window       int               `json:"window"`        // months that count (L525)
	Lower        [Stars]int64      `json:"lower"`         // lower bounds of 1★ to 7★, also their direct growth (L523, L553)
	KeepPercent  int64             `json:"keep_percent"`  // of the lower bound (R-STAR-03)
	TenurePoints int64             `json:"tenure_points"` // for each month (L533)
	StopPoints   int64             `json:"stop_points"`   // off for each double stop (L534)
	Valid        int               `json:"valid"`         // months a star lasts (L545)
	MaxDevices   int               `json:"max_devices"`   // of one kind (L521, R-STAR-05)
	Contracts    map[string][]Band `json:"contracts"`     // by plan, highest band first (L556–562)
	Ranks        map[string]int64  `json:"ranks"`         // 党政军, growth by models' position_rank (R-KP-07)
	Revenue      []Band            `json:"revenue"`       // other key persons, highest first; the table is lost (R-KP-08)
	OldCards     map[string]int    `json:"old_cards"`     // star of 钻卡, 金卡, 银卡 (L773)
	Rights       RightParams       `json:"rights"`
	Bonus        BonusParams       `json:"bonus"`
}

// The plans that give a star directly (domain.md 3.5).
const (
	PlanZunxiang = "4G尊享+"
	PlanIPhone   = "iPhone存费送机"
)

// Defaults returns the handbook's figures.
func Defaults() Params {
	return Params{
		RatingDay: latestRatingDay, Window: 12, Valid: 12,
		Lower:       [Stars]int64{600, 1000, 1500, 2300, 4000, 6000, 8000},
		KeepPercent: 90, TenurePoints: 10, StopPoints: 10, MaxDevices: 5,
		Contracts: map[string][]Band{
			PlanZunxiang: {{599_00, 8000, 5888}, {399_00, 6000, 3888}, {169_00, 4000, 1888}},
			PlanIPhone:   {{589_00, 8000, 0}, {389_00, 6000, 0}, {189_00, 4000, 0}},
		},
		Ranks:    map[string]int64{"厅局级或同等级别": 8000, "处级或同等级别": 6000, "科级或同等级别": 4000},
		OldCards: map[string]int{"钻卡": 7, "金卡": 6, "银卡": 5},
		Rights:   defaultRights(), Bonus: defaultBonus(),
	}
}

// Check returns an error of code bad_setting for figures no rating can work
// with, a rating day after the 15th among them.
func (p Params) Check() error {
	if p.RatingDay < 1 || p.RatingDay > latestRatingDay {
		return badSetting("rating_day", fmt.Sprintf("is %d: choose a day from 1 to %d", p.RatingDay, latestRatingDay),
			fmt.Sprintf("为%d:定级日期应在1日至%d日之间", p.RatingDay, latestRatingDay))
	}
	if p.Window < 1 || p.Valid < 1 || p.MaxDevices < 1 || p.KeepPercent < 1 || p.KeepPercent > 100 {
		return badSetting("window", "and valid, max_devices, keep_percent (to 100) are 1 or more", "及有效期、终端数、保级比例须不小于1,比例不大于100")
	}
	for i, bound := range p.Lower {
		if bound < 1 || i > 0 && bound <= p.Lower[i-1] {
			return badSetting("lower", fmt.Sprintf("for %d★ is %d: each bound lies above the one before", i+1, bound),
				fmt.Sprintf("%d星下限为%d:各星级下限须逐级升高", i+1, bound))
		}
	}
	for plan, bands := range p.Contracts {
		if !descending(bands) {
			return badSetting("contracts", plan+": write the highest fee first", plan+":档位须由高到低")
		}
	}
	if !descending(p.Revenue) {
		return badSetting("revenue", "begins with the highest sum", "档位须由高到低")
	}
	return nil
}

func badSetting(field, en, zh string) error { return bad("bad_setting", field, en, zh) }

func descending(bands []Band) bool {
	for i := 1; i < len(bands); i++ {
		if bands[i].From >= bands[i-1].From {
			return false
		}
	}
	return true
}

// StarOf returns the star of a growth value, 0 for none. Each interval holds
// its lower bound and not its upper one (domain.md 3.2, L523).
func (p Params) StarOf(growth Points) int {
	star := 0
	for i, bound := range p.Lower {
		if growth >= Whole(bound) {
			star = i + 1
		}
	}
	return star
}

// Keeps tells whether the growth of a star's last month keeps it (R-STAR-03):
// it reaches 90 percent of the star's lower bound.
func (p Params) Keeps(star int, growth Points) bool {
	return star >= 1 && star <= Stars && growth*100 >= Whole(p.Lower[star-1]*p.KeepPercent)
}
