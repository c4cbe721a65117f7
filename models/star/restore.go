package star

import (
	"time"

	"fieldsync/models"
)

// restoreMinutes is how long restoring may take (L659, L700).
const restoreMinutes = 10

// Restore asks for a stopped line or mobile to work again for a while. Used
// are the former restorings of the same number.
type Restore struct {
	Stop     models.StopEvent // the stop it is in
	At       models.Moment    // when it is asked for
	Used     []models.CalDate
	Unpaid   bool // nothing was paid since the last restoring
	Verified bool // the asker's identity, for mobiles (R-PRIV-02, L695)
}

// day reads the moments and returns the day of asking, in China.
func (r Restore) day() (time.Time, models.CalDate, error) {
	at, err := r.At.Time()
	if err != nil {
		return at, "", badDate("at", string(r.At))
	}
	return at, dateOf(at), checkDay("stop.on", r.Stop.On, false)
}

// common refuses what both kinds of restoring refuse. The source excludes a
// voluntary stop for broadband, and for mobiles speaks of who cannot pay just
// then, so neither is for a stop of one's own will.
func (r Restore) common(day, lastDay models.CalDate) (Answer, bool) {
	m := monthIn(day)
	switch {
	case r.Stop.Reason != "欠费":
		return refuse("voluntary", "the stop was not for arrears", "非欠费停机"), false
	case !within(day, r.Stop.On, lastDay):
		return refuse("too_late", "could be asked for from "+string(r.Stop.On)+" to "+string(lastDay),
			"申请期限为"+string(r.Stop.On)+"至"+string(lastDay)), false
	case countIn(r.Used, m.first(), m.last()) > 0:
		return refuse("spent", "the number was restored once this month", "该号码本月已使用一次"), false
	}
	return Answer{}, true
}

// Broadband is right 4 (L651–659): within 7 days of the stop, the day of the
// stop being the first, for 7 days after the day of asking. After a second stop
// the line is paid for first.
func Broadband(h Held, r Restore, p Params) (Answer, error) {
	_, day, err := r.day()
	if err != nil {
		return Answer{}, err
	}
	a, ok, err := entitled(h, RightBroadband, day)
	if err != nil || !ok {
		return a, err
	}
	if r.Unpaid && len(r.Used) > 0 {
		return refuse("pay_first", "stopped again unpaid: pay before it is restored once more", "复机后仍未缴费再次停机,须缴清费用"), nil
	}
	if no, ok := r.common(day, addDays(r.Stop.On, p.Rights.BroadbandDays-1)); !ok {
		return no, nil
	}
	end, _ := addDays(day, p.Rights.BroadbandDays+1).Time() // the day after the last
	a.Left, a.Minutes, a.Until = 1, restoreMinutes, models.MomentOf(end)
	return a, nil
}

// Phone is right 6 (L678–700): credit for 48 hours, within 14 days after 单停
// or 7 after 双停.
//
// C37: once in a month for each number, and once for each stop.
func Phone(h Held, r Restore, p Params) (Answer, error) {
	at, day, err := r.day()
	if err != nil {
		return Answer{}, err
	}
	a, ok, err := entitled(h, RightPhone, day)
	if err != nil || !ok {
		return a, err
	}
	if !r.Verified {
		return refuse("not_verified", "verify the identity first", "须先验证客户身份"), nil
	}
	days := p.Rights.OneWayDays
	if r.Stop.Kind == "双停" {
		days = p.Rights.TwoWayDays
	}
	if no, ok := r.common(day, addDays(r.Stop.On, days)); !ok {
		return no, nil
	}
	if countIn(r.Used, r.Stop.On, "") > 0 {
		return refuse("spent", "the number was restored once since this stop", "本次停机已受理过一次"), nil
	}
	a.Left, a.Minutes, a.Credit = 1, restoreMinutes, p.Rights.PhoneCredit[h.Star-1]
	a.Until = models.MomentOf(at.Add(time.Duration(p.Rights.PhoneHours) * time.Hour))
	return a, nil
}
