package star

import (
	"errors"
	"fmt"

	"fieldsync/models"
)

// Answer says whether a right may be used now (R-RIGHT-01), and with what.
type Answer struct {
	Allowed bool
	Reason  string             // code of the refusal: below_star, not_valid, spent, …
	EN, ZH  string             // the refusal or the quota, explained
	Left    int                // uses that remain, before this one is taken
	From    models.CalDate     // period the quota belongs to, if it has one
	To      models.CalDate     // its last day
	Credit  models.MoneyAmount // given for the time being
	Until   models.Moment      // until when the credit or the restoring lasts
	Minutes int                // in which it is to be done, 0 if none is promised
	MB      int                // traffic
}

func refuse(reason, en, zh string) Answer { return Answer{Reason: reason, EN: en, ZH: zh} }

// entitled refuses who has no such right on the day. The error is about a day or
// a star that cannot be read.
func entitled(h Held, right int, on models.CalDate) (Answer, bool, error) {
	r := rights[right-1]
	if err := errors.Join(checkDay("on", on, false), h.check()); err != nil {
		return Answer{}, false, err
	}
	if !h.On(on) {
		return refuse("not_valid", "no star is valid on "+string(on), string(on)+"无有效星级"), false, nil
	}
	if h.Star < r.From {
		return refuse("below_star", fmt.Sprintf("%s begins at %d★, the customer has %d★", r.EN, r.From, h.Star),
			fmt.Sprintf("%s适用于%d星及以上,该客户为%d星", r.ZH, r.From, h.Star)), false, nil
	}
	return Answer{Allowed: true}, true, nil
}

// countIn counts the uses of a period.
func countIn(used []models.CalDate, from, to models.CalDate) (n int) {
	for _, d := range used {
		if within(d, from, to) {
			n++
		}
	}
	return n
}

// CardChange is right 3: twice in each 12 months of the star, whoever of the
// holder's numbers comes first (L647). A rise begins anew with two, since it
// has a From of its own (R-RIGHT-02, L649).
//
// C15: the example counts from the month of the rating, everything else from
// the month after. The period is that of the star as given, so the example is
// reproduced with the months it names. C36: changes of card, not replacements.
func CardChange(h Held, used []models.CalDate, on models.CalDate, p Params) (Answer, error) {
	a, ok, err := entitled(h, RightCard, on)
	if err != nil || !ok {
		return a, err
	}
	years := int(monthIn(on)-monthIn(h.From)) / 12
	if addMonths(h.From, 12*years) > on {
		years--
	}
	a.From, a.To = addMonths(h.From, 12*years), addDays(addMonths(h.From, 12*(years+1)), -1)
	a.Left = max(0, p.Rights.CardChanges-countIn(used, a.From, a.To))
	a.EN = fmt.Sprintf("%d of %d free changes left until %s", a.Left, p.Rights.CardChanges, a.To)
	a.ZH = fmt.Sprintf("至%s剩余免费换卡%d次(共%d次)", a.To, a.Left, p.Rights.CardChanges)
	if a.Left == 0 {
		a.Allowed, a.Reason = false, "spent"
	}
	return a, nil
}

// The two services at home that every holder has, and the one of 7★ (L704–720).
const (
	HomeWireless = "无线组网"
	HomeOther    = "代装其他终端"
	HomeMove     = "移机"
)

// HomeService is right 7: each service once a year, one device is one use.
// bought is true for who bought the right, whatever his star; he has what 5★
// have. Left says how many of the devices are free. The year is the calendar
// year, as quarters and months are (domain.md 0.3).
func HomeService(h Held, bought bool, service string, used []models.CalDate, on models.CalDate) (Answer, error) {
	a, ok, err := entitled(h, RightHome, on)
	if err != nil || !ok && !bought {
		return a, err
	}
	switch {
	case service != HomeWireless && service != HomeOther && service != HomeMove:
		return refuse("unknown_service", service+" is not part of the right", service+"不属于宽带上门服务"), nil
	case service == HomeMove && (!ok || h.Star < firstHomeMover):
		return refuse("below_star", "moving a line is free for 7★ only", "移机仅限7星级客户"), nil
	}
	a = Answer{From: on[:4] + "-01-01", To: on[:4] + "-12-31"}
	a.Left = max(0, 1-countIn(used, a.From, a.To))
	if a.Left == 0 {
		a.Reason, a.EN, a.ZH = "spent", "used once this year, another device is not free", "本年度已使用,再次使用不免费"
		return a, nil
	}
	a.Allowed, a.EN, a.ZH = true, "one device is free this year", "本年度可免费1次(1个设备)"
	return a, nil
}

// Roaming is right 8. A lower star pays in advance or goes to the counter.
func Roaming(h Held, numberState string, packageAllows bool, on models.CalDate) (Answer, error) {
	a, ok, err := entitled(h, RightRoaming, on)
	switch {
	case err != nil:
		return a, err
	case !ok:
		a.EN += "; prepay 500 yuan or go to the counter"
		a.ZH += ";可预存500元或到营业厅办理"
		return a, nil
	case numberState != "正常":
		return refuse("number_state", "the number is not in normal state: "+numberState, "号码状态为"+numberState+",不可开通"), nil
	case !packageAllows:
		return refuse("package", "the number's package does not permit roaming", "号码所属套餐不支持国际漫游"), nil
	}
	a.Minutes = int(roamingActivate.Minutes())
	return a, nil
}

// Traffic is right 11, on a birthday or special day: once for a customer,
// whichever number comes first. used is whether one has had it.
func Traffic(h Held, used bool, on models.CalDate, p Params) (Answer, error) {
	a, ok, err := entitled(h, RightTraffic, on)
	if err != nil || !ok {
		return a, err
	}
	if used {
		return refuse("spent", "another number of the customer has had it", "同一客户名下已有号码领取"), nil
	}
	a.Left, a.MB = 1, p.Rights.TrafficMB[h.Star-1]
	return a, nil
}
