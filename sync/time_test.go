package changesync_test

import (
	"math"
	"testing"
	"time"

	changesync "fieldsync/sync"
)

const (
	hour = int64(time.Hour / time.Millisecond)
	day  = 24 * hour
)

func TestEffectiveTime(t *testing.T) {
	const known, arrived = int64(1462842000000), int64(1462842000000) + 10*hour
	for _, c := range []struct {
		name           string
		device, offset int64
		want           int64
	}{
		{"a right clock", known + hour, 0, known + hour},
		{"an hour slow, corrected", known, hour, known + hour},
		{"an hour fast, corrected", known + 2*hour, -hour, known + hour},
		{"an hour slow, not corrected", known - hour/2, 0, known},
		{"an hour fast, after arrival", arrived + 1, 0, known},
		{"at the moment known", known, 0, known},
		{"at the arrival", arrived, 0, arrived},
		{"1970", 0, 0, known},
		{"2050", 2524608000000, 0, known},
		{"1970, corrected", 0, known + 3*hour, known + 3*hour},
		{"backwards since the moment", known - day, 0, known},
		{"a year off, corrected the wrong way", known + hour, 365 * day, known},
		{"overflow upwards", math.MaxInt64, math.MaxInt64, known},
		{"overflow to the interval", math.MaxInt64, known + hour - math.MaxInt64 - 1 + math.MaxInt64, known},
		{"overflow downwards", math.MinInt64, -1, known},
		{"overflow by the offset", known, math.MinInt64, known},
	} {
		if got := changesync.EffectiveTime(c.device, c.offset, known, arrived); got != c.want {
			t.Errorf("%s: %+d ms after the moment, want %+d", c.name, got-known, c.want-known)
		}
	}
	if got := changesync.EffectiveTime(arrived, 0, arrived+hour, arrived); got != arrived {
		t.Errorf("a moment after the arrival (the server's clock went back): %d", got)
	}
}

// The interval begins with the moment the author knew if this server signed
// it, else with the device's enrolment: no stranger's clock is adopted.
func TestEffectiveTimeOfAPush(t *testing.T) {
	w := newWorld(t)
	w.people()
	d := w.device("csm01")
	enrolled := d.caller.Enrolled
	w.now = w.now.Add(5 * time.Hour)
	moment := changesync.Moment{Epoch: w.engine.Epoch(), Seq: 1, Time: w.now.UnixMilli()}
	old := changesync.Moment{Epoch: "another epoch", Seq: 1, Time: enrolled - day}
	w.now = w.now.Add(5 * time.Hour)
	at := func(ms int64) string { return time.UnixMilli(ms).UTC().Format(time.RFC3339Nano) }
	p := d.pen()
	for _, c := range []struct {
		name   string
		at     string
		offset int64
		seen   string
		want   int64
	}{
		{"honest", at(moment.Time + hour), 0, moment.Token(w.keys.Sign), moment.Time + hour},
		{"before what he had seen", at(moment.Time - hour), 0, moment.Token(w.keys.Sign), moment.Time},
		{"no moment: since the enrolment", at(moment.Time - hour), 0, "", moment.Time - hour},
		{"no moment, 1970", "1970-01-01T00:00:00Z", 0, "", enrolled},
		{"2050", "2050-01-01T00:00:00Z", 0, moment.Token(w.keys.Sign), moment.Time},
		{"a moment signed by a stranger", at(moment.Time - hour), 0, moment.Token(fixedKey(9)), moment.Time - hour},
		{"a moment that is none", at(moment.Time - hour), 0, "x.y", moment.Time - hour},
		{"a moment older than the enrolment", at(enrolled - hour), 0, old.Token(w.keys.Sign), enrolled},
		{"an offset beyond all bounds", at(moment.Time), 1<<53 - 1, moment.Token(w.keys.Sign), moment.Time},
	} {
		cs := p.next(changesync.Header{At: c.at, Offset: c.offset, Seen: c.seen, Records: []changesync.Target{target("customer", "c1", "customer/c1", false)}}, value("address", `"x"`))
		r := p.push(cs)[0]
		if r.Effective != c.want {
			t.Errorf("%s: %+d ms after the moment, want %+d", c.name, r.Effective-moment.Time, c.want-moment.Time)
		}
		for _, v := range w.record(key("customer", "c1")).Cells["address"].Live {
			if v.Dot == cs.Dot() && (v.At != r.Effective || v.Said != c.at) {
				t.Errorf("%s: the record says %d and %s", c.name, v.At, v.Said)
			}
		}
	}
}

// A phone whose clock is wrong by years corrects itself by the server's.
func TestWrongClocksDoNotWin(t *testing.T) {
	w := newWorld(t)
	w.people()
	right, wrong := w.device("am01"), w.device("csm01")
	ahead := &changesync.DeviceOptions{Now: func() time.Time { return w.clock().AddDate(34, 0, 0) }, Random: w.random, NewID: w.newID, App: "test/1"}
	r, err := changesync.OpenReplica(w.ctx, wrong.local, *ahead)
	w.must(err)
	wrong.r = r
	wrong.sync() // learns its offset
	wrong.write(set("customer", "c1", "address", "earlier, by the clock of 2050"))
	w.now = w.now.Add(time.Hour)
	right.write(set("customer", "c1", "address", "later"))
	w.now = w.now.Add(time.Hour)
	right.sync()
	wrong.sync()
	if got := w.shown(key("customer", "c1"), "address"); got != `"later"` {
		t.Errorf("shown: %s", got)
	}
}
