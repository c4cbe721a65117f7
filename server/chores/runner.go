package chores

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

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
}

// Runner does the chores of one server.
type Runner struct {
	engine *changesync.Engine
	opt    Options
	star   star.Params

	seen     follower
	calendar string // what has been worked out and found on file

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
}

// New makes a Runner on an engine.
func New(engine *changesync.Engine, opt Options) *Runner {
	r := &Runner{engine: engine, opt: opt, star: star.Defaults()}
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

// Round does what is due now and returns when nothing is left. It costs two
// reads when there is nothing to do. A chore that fails holds up no other; the
// next round takes it up again.
func (r *Runner) Round(ctx context.Context) error {
	var errs []error
	for _, chore := range []func(context.Context) error{r.keepCalendar, r.keepStars} {
		errs = append(errs, chore(ctx))
	}
	err := errors.Join(errs...)
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
