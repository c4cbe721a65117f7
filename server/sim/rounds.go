package sim

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"fieldsync/models"
	"fieldsync/models/rules"
	"fieldsync/server/chores"
	changesync "fieldsync/sync"
)

// round lets a server do its chores; now and then another one does its own at
// the very moment at which the first is about to write.
func (w *world) round() {
	s := w.pick()
	if s == nil {
		return
	}
	for _, o := range w.centre.servers {
		if o != s && !o.ills.dead && w.rng.IntN(2) == 0 {
			s.ills.meanwhile = func() {
				w.tracef("another server does its chores as well")
				w.roundOf(o)
			}
		}
	}
	w.tracef("a server does its chores")
	w.roundOf(s)
	s.ills.meanwhile = nil
}

func (w *world) roundOf(s *server) {
	s.ills.doing = "chores"
	do := s.runner.Round
	if w.bug.round != nil {
		do = w.bug.round(w, s)
	}
	err := do(w.ctx)
	if err != nil {
		w.tracef("the chores: %v", err)
	}
	w.officeTry(err)
	w.checkStars()
}

// nightPasses lets up to a week go by, so that days, months and quarters turn.
func (w *world) nightPasses() {
	w.now = w.now.Add(time.Duration(8+w.rng.IntN(7*24)) * time.Hour)
	w.tracef("days go by: it is %s", w.now.Format(time.DateTime))
}

// bill lets a bill arrive, or be put right.
func (w *world) bill() {
	star, month := fmt.Sprint("p", 1+w.rng.IntN(2)), []string{"2016-03", "2016-04", "2016-05"}[w.rng.IntN(3)]
	yuan := []string{"90.00", "1100.50", "9000.00"}[w.rng.IntN(3)]
	w.tracef("office: the bill of %s of %s is %s", month, star, yuan)
	fields := []string{"receivable", `"` + yuan + `"`}
	if !w.onFile("monthly_bill", star+"-"+month) {
		fields = append(fields, "star_customer", `"`+star+`"`, "account_number", `"`+star+`-1"`, "month", `"`+month+`"`)
	}
	w.officeTry(w.office(models.MakeScope(models.ScopeStar, star), "monthly_bill", star+"-"+month, fields...))
}

// finishChores does all that is due on the next day, for what a day began with
// is not asked about again, then lets a server that knows nothing of
// it look once more: it must find nothing.
func (w *world) finishChores() {
	w.now = w.now.Add(24 * time.Hour)
	for _, s := range w.centre.servers {
		if w.failure != nil {
			return
		}
		w.roundOf(s)
	}
	before := w.head()
	s := w.centre.servers[0]
	fresh := chores.New(s.engine, chores.Options{Now: w.clock, NoCalendar: true})
	w.must("chores", fresh.Round(w.ctx))
	if found := w.changedSince(before); len(found) > 0 {
		w.fail("chores", "a server that looks again finds something to do: %s", found)
	}
	due, err := fresh.Due(w.ctx, w.now)
	w.must("chores", err)
	for _, d := range due {
		if d.Waits == "" {
			w.fail("chores", "%s about %s %s in %q was never done", d.Rule, d.About, d.Subject, d.Period)
		}
	}
	w.checkOnce()
}

func (w *world) head() (seq uint64) {
	w.read(func(tx changesync.ReadTx) error {
		head, err := tx.Head()
		seq = head.Seq
		return err
	})
	return seq
}

// changedSince is what the log has beyond a sequence.
func (w *world) changedSince(seq uint64) (out []changesync.Key) {
	w.read(func(tx changesync.ReadTx) error {
		entries, err := tx.Log(changesync.LogQuery{From: seq, To: 1 << 50, Limit: 100})
		for _, e := range entries {
			out = append(out, e.Key)
		}
		return err
	})
	return out
}

// checkOnce: what comes of a rule is there once for each subject and period.
func (w *world) checkOnce() {
	there, subjects := map[string]int{}, map[string]int{}
	for _, r := range w.records() {
		subjects[string(r.Scope)+" "+r.Key.Collection]++
		subjects[r.Key.Collection]++
	}
	for _, r := range w.records() {
		v := r.Values(w.centre.reg.Collection(r.Key.Collection))
		rule, what, most := "", "", 1
		switch r.Key.Collection {
		case "notice":
			rule = shownText(v, "rule")
			for _, field := range []string{"about", "subject", "period", "to", "kind"} {
				what += " " + shownText(v, field)
			}
			if shownText(v, "to") == shownText(v, "subject") {
				most++ // his own leader hears of himself once more
			}
		case "work_order", "follow_up":
			rule, what, _ = strings.Cut(shownText(v, "content"), " ")
			what += " " + string(r.Scope)
			most = mostOf(rule, r.Scope, subjects)
		}
		if known[rule] == nil {
			continue
		}
		if there[r.Key.Collection+rule+what]++; there[r.Key.Collection+rule+what] > most {
			w.fail("chores", "%s was done %d times for%s", rule, there[r.Key.Collection+rule+what], what)
		}
	}
}

// known are the rules by their id.
var known = func() map[string]*rules.Rule {
	out := map[string]*rules.Rule{}
	for _, r := range rules.All() {
		out[r.ID] = &r
	}
	return out
}()

// mostOf is how many subjects a rule has in a scope.
func mostOf(rule string, scope models.Scope, subjects map[string]int) (n int) {
	if known[rule] == nil {
		return 0
	}
	for collection := range strings.FieldsSeq(known[rule].Collection) {
		n += subjects[string(scope)+" "+collection]
	}
	return max(n, 1)
}

func shownText(v models.Values, field string) (s string) {
	_ = json.Unmarshal(v[field], &s)
	return s
}

// heldStar is the star that somebody was seen to hold in a month.
type heldStar struct{ month, star string }

// checkStars: the star held in a month rises and never falls in it (R-STAR-02).
func (w *world) checkStars() {
	for _, r := range w.records() {
		if r.Key.Collection != "star_customer" {
			continue
		}
		v := r.Values(w.centre.reg.Collection(r.Key.Collection))
		now, before := heldStar{shownText(v, "rated_in"), shownText(v, "star")}, w.stars[r.Key.ID]
		if before.month == now.month && now.star < before.star {
			w.fail("chores", "the star of %s in %s fell from %s to %s", r.Key.ID, now.month, before.star, now.star)
		}
		w.stars[r.Key.ID] = now
	}
}

// nameAnew plants a bug: notices get a new id each time.
func nameAnew(w *world, s *server) func(context.Context) error {
	return func(ctx context.Context) error {
		due, err := s.runner.Due(ctx, w.now)
		for _, d := range due {
			if err != nil || d.Waits != "" || d.Collection != "notice" {
				continue
			}
			n := models.Notice{To: d.To, Kind: "提醒", Rule: d.Rule, About: d.About, Subject: d.Subject, Period: d.Period, ZH: d.ZH, MadeAt: models.MomentOf(w.now)}
			set, bad := models.Encode(n)
			if bad != nil {
				return bad
			}
			_, err = s.engine.WriteAs(ctx, "admin", changesync.Edit{Key: changesync.Key{Collection: "notice", ID: w.newID()}, Scope: models.MakeScope(models.ScopeStaff, d.To), Set: set})
		}
		return errors.Join(err, s.runner.Round(ctx))
	}
}
