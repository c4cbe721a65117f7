package star

import (
	"time"

	"fieldsync/models"
)

// Right is one of the twelve rights (星级服务权益, domain.md 3.8, P2-S2 四).
type Right struct {
	No     int // in the handbook's order
	ZH, EN string
	From   int  // lowest star that has it
	Fixed  bool // given directly, not claimed or ordered
	Source string
}

// The rights that can be used up or refused.
const (
	RightPoints     = 1
	RightHotline    = 2
	RightCard       = 3
	RightBroadband  = 4
	RightManager    = 5
	RightPhone      = 6
	RightHome       = 7
	RightRoaming    = 8
	RightHall       = 9
	RightGift       = 10
	RightTraffic    = 11
	RightHandset    = 12
	firstHomeMover  = 7 // 移机 is for 7★ only (L720)
	roamingActivate = 3 * time.Minute
)

var rights = []Right{
	{RightPoints, "积分倍增", "Points multiplied", 1, true, "P2-S2 四(四) L614–628"},
	{RightHotline, "10000号优先接入", "10000 hotline first", 1, true, "四(五) L629–639"},
	{RightCard, "免费换卡", "Free change of card", 2, true, "四(六) L640–650"},
	{RightBroadband, "宽带紧急复机", "Broadband restored in need", 3, true, "四(七) L651–659"},
	{RightManager, "星级客服经理专属服务", "Star manager of one's own", 5, true, "四(八) L660–676"},
	{RightPhone, "手机紧急开机", "Mobile restored in need", 5, true, "四(九) L678–700"},
	{RightHome, "宽带上门服务", "Broadband service at home", 5, true, "四(十) L701–721"},
	{RightRoaming, "国漫免预存/押金开通", "Roaming without deposit", 5, true, "四(十一) L722–729"},
	{RightHall, "营业厅优先办理", "First in the service hall", 6, true, "四(十二) L730–736"},
	{RightGift, "积分礼包/网龄红包", "Gifts of points", 1, false, "四(十三) L737–746"},
	{RightTraffic, "流量赠送", "Traffic as a gift", 1, false, "四(十四) L747–754"},
	{RightHandset, "优惠/优先购机", "Handsets cheaper and first", 1, false, "四(十五) L755–759"},
}

// Rights returns what a star gives, in the handbook's order. All numbers of the
// holder have them (同户同级, L609–613).
//
// C06: the text says eight for 4★; the table, which is followed, has seven.
func Rights(star int) (out []Right) {
	for _, r := range rights {
		if star >= r.From && star <= Stars {
			out = append(out, r)
		}
	}
	return out
}

// RightParams are the quotas of the rights; index 0 is 1★.
type RightParams struct {
	Multiple      [Stars]int64              `json:"multiple"`       // tenths
	CardChanges   int                       `json:"card_changes"`   // in 12 months
	BroadbandDays int                       `json:"broadband_days"` // from the stop, and of the restoring
	PhoneCredit   [Stars]models.MoneyAmount `json:"phone_credit"`
	PhoneHours    int                       `json:"phone_hours"`
	OneWayDays    int                       `json:"one_way_days"` // after 单停
	TwoWayDays    int                       `json:"two_way_days"` // after 双停
	TrafficMB     [Stars]int                `json:"traffic_mb"`   // 1–5★ by extrapolation (L753)
}

func defaultRights() RightParams {
	return RightParams{
		Multiple:    [Stars]int64{10, 15, 20, 20, 30, 40, 50},
		CardChanges: 2, BroadbandDays: 7,
		PhoneCredit: [Stars]models.MoneyAmount{4: 100_00, 5: 200_00, 6: 300_00},
		PhoneHours:  48, OneWayDays: 14, TwoWayDays: 7,
		TrafficMB: [Stars]int{100, 200, 300, 400, 500, 600, 700},
	}
}

// Hotline is how soon 10000 answers (L629–639).
type Hotline struct {
	Seconds int  // within which
	Percent int  // of the calls are answered
	Menu    bool // there is an automatic menu first, of at most five keys
}

// HotlineOf returns the standard of a star; the zero value is none.
func HotlineOf(star int) Hotline {
	switch {
	case star < 1 || star > Stars:
		return Hotline{}
	case star >= 6:
		return Hotline{15, 90, false}
	case star >= 4:
		return Hotline{15, 85, true}
	}
	return Hotline{20, 75, true}
}

// Bought returns when a right bought in a month holds beside the same right
// by star: a year from the next month (L604).
//
// C12: the example drops the months before the star. Here both are in force,
// each in its time, and the later end is what is shown.
func Bought(in models.CalMonth, byStar Held) (from, shownTo models.CalDate, err error) {
	m, err := monthOf(in)
	if err != nil {
		return "", "", badDate("month", string(in))
	}
	shownTo = (m + 12).last()
	if byStar.Star > 0 {
		shownTo = later(shownTo, byStar.To)
	}
	return (m + 1).first(), shownTo, nil
}
