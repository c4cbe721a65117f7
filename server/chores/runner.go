package chores

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"fieldsync/models"
	"fieldsync/models/star"
	changesync "fieldsync/sync"
)

// Options tune a Runner; the zero value of each is usable.
type Options struct {
	// Now is the clock. nil: time.Now.
	Now func() time.Time
	// Star are the figures of the star model. nil: the handbook's.
	Star *star.Params
	// Page is how many subjects one commit deals with. 0: 25.
	Page int
	// NoCalendar leaves the days on file as they are.
	NoCalendar bool
}

// Runner does the chores of one server.
type Runner struct {
	engine *changesync.Engine
	opt    Options
	star   star.Params

	bills    trail             // of what stars are worked out from
	arrivals trail             // of what rules on arrival are asked about
	judged   map[string]bool   // collections of these rules
	assigned trail             // of who serves whom
	managed  models.CalDate    // the day up to which assignments have begun and ended
	calendar string            // what has been worked out and found on file
	asked    clockDoc          // for which the clock's rules were asked
	retried  map[string]string // the hour in which those left out were asked about again, by trail
	refused  []error           // what could not be written in this round
	// appraised is the day on which results were looked at last.
	appraised string

	mu   sync.Mutex
	last Report
}

// Report is what rounds have come to.
type Report struct {
	At     time.Time // when the last round ended, zero before the first
	Rounds int64
	Failed int64  // rounds that ended with an error
	Error  string // of the last round, "" if it went well
	Stars  int64  // star customers whose records were written
	Days   int64  // days of the calendar that were written
	// Duties are the orders, follow-ups, notices and values that rules came to;
	// Asked is when all those by the clock were asked last.
	Duties int64
	// Results are the figures of appraisals that were written.
	Results int64
	Asked   time.Time
}

// New makes a Runner on an engine.
func New(engine *changesync.Engine, opt Options) *Runner {
	r := &Runner{engine: engine, opt: opt, star: star.Defaults(), bills: trail{name: "bills"}, arrivals: trail{name: "arrivals"}, assigned: trail{name: "assignments"}, retried: map[string]string{}}
	if r.opt.Now == nil {
		r.opt.Now = time.Now
	}
	if opt.Star != nil {
		r.star = *opt.Star
	}
	if r.opt.Page <= 0 {
		r.opt.Page = 25
	}
	return r
}

// ErrClock is the error of a round while the clock is so far ahead of the last
// write that it is not believed: months that have not come must not turn.
var ErrClock = &models.Error{Code: "clock_ahead", Field: "clock", Message: "is more than 30 days ahead of the last write: nothing is done by it until somebody writes",
	ZH: "系统时间超前最近一次写入30天以上:在有新的写入之前不按时间执行", Hint: "check the clock of this machine", HintZH: "请检查本机时钟"}

// Round does what is due now and returns when nothing is left. It costs a few
// reads when there is nothing to do. A chore that fails holds up no other; the
// next round takes it up again.
func (r *Runner) Round(ctx context.Context) error {
	err := r.round(ctx)
	r.note(func(last *Report) {
		last.At, last.Error = r.opt.Now(), ""
		last.Rounds++
		if err != nil {
			last.Failed++
			last.Error = err.Error()
		}
	})
	return err
}

// believed says with ErrClock that the clock is not to be believed. It is asked
// before a month, a day or an hour is taken to have begun.
func (r *Runner) believed(ctx context.Context) error {
	return r.engine.Look(ctx, func(l *changesync.Ledger) error {
		if ok, err := l.ClockHolds(); err != nil || ok {
			return err
		}
		return ErrClock
	})
}

func (r *Runner) round(ctx context.Context) error {
	var errs []error
	r.refused = nil
	for _, chore := range []func(context.Context) error{r.keepCalendar, r.keepManagers, r.keepStars, r.keepArrivals, r.keepAppraisal, r.keepClock} {
		err := chore(ctx)
		if errs = append(errs, err); errors.Is(err, ErrClock) {
			break
		}
	}
	return errors.Join(append(errs, r.refused...)...)
}

// Report is what the rounds so far have come to.
func (r *Runner) Report() Report {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.last
}

func (r *Runner) note(fn func(*Report)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	fn(&r.last)
}

// docKind is under which the ledger keeps how far the chores are.
const docKind = "chores"

// read reads how far a chore is; a missing document leaves the value as it is.
func read(l *changesync.Ledger, key string, into any) error {
	body, err := l.Doc(docKind, key)
	if err != nil || body == nil {
		return err
	}
	return json.Unmarshal(body, into)
}

func write(l *changesync.Ledger, key string, v any) error {
	body, err := json.Marshal(v)
	if err == nil {
		l.Put(docKind, key, body)
	}
	return err
}
