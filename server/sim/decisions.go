package sim

import (
	"context"
	"errors"
	"slices"

	"fieldsync/models"
	changesync "fieldsync/sync"
)

// decider is the one who reviews and confirms: the leader of the team.
const decider = "tl01"

// page is a record as the decider has it before him; it may get old there.
type page struct {
	key  changesync.Key
	seen string // its version
	dots map[string][]changesync.Dot
}

// ruling is a decision that was made, or may have been.
type ruling struct {
	page
	decision, outcome string
}

// opens lets the decider open a record.
func (w *world) opens() {
	var list []*changesync.Record
	for _, r := range w.records() {
		if slices.Contains([]string{"key_person", "follow_up", "visit_plan"}, r.Key.Collection) {
			list = append(list, r)
		}
	}
	r := list[w.rng.IntN(len(list))]
	if known := w.recordOf(k1); known != nil && w.rng.IntN(2) == 0 {
		r = known // of which most is written
	}
	w.tracef("%s opens %s", decider, r.Key)
	w.pages = append(w.pages, page{r.Key, r.Print(w.centre.reg.Collection(r.Key.Collection)), w.content(r, "")})
}

// content are the dots of what people have written, but for the field of a
// decision.
func (w *world) content(r *changesync.Record, but string) map[string][]changesync.Dot {
	out := map[string][]changesync.Dot{}
	col := w.centre.reg.Collection(r.Key.Collection)
	for name, cell := range r.Cells {
		field, _ := changesync.CellField(name)
		f := col.Field(field)
		if f != nil && f.Policy != models.Server && field != but && field != changesync.DeletedField {
			out[name] = cell.Dots()
		}
	}
	return out
}

func (w *world) recordOf(key changesync.Key) (out *changesync.Record) {
	w.read(func(tx changesync.ReadTx) error {
		found, err := tx.Records(key)
		if err == nil && found[key].Body != nil {
			out, err = changesync.DecodeRecord(found[key].Body)
		}
		return err
	})
	return out
}

// decides lets the decider rule on one of the pages before him. Now and then
// somebody changes the record at that very moment by another server.
func (w *world) decides() {
	if len(w.pages) == 0 || w.rng.IntN(2) == 0 {
		w.opens()
	}
	p := w.pages[len(w.pages)-1]
	if w.rng.IntN(2) == 0 {
		p = w.pages[w.rng.IntN(len(w.pages))]
	}
	s, col := w.pick(), w.centre.reg.Collection(p.key.Collection)
	if s == nil {
		return
	}
	list := col.DecisionsOf()
	d := list[w.rng.IntN(len(list))]
	v := d.Verdicts[w.rng.IntN(2)]
	now := ""
	print := func() {
		if r := w.recordOf(p.key); r != nil {
			now = r.Print(col)
		}
	}
	print()
	w.editMeanwhile(s, p.key, print)
	r := changesync.Ruling{Key: p.key, Decision: d.Name, Verdict: v.Name, Note: "看过", Seen: p.seen}
	if w.bug.ruling != nil {
		w.bug.ruling(w, &r)
	}
	s.ills.doing = "decide"
	_, _, err := s.engine.Decide(w.ctx, decider, r)
	s.ills.meanwhile = nil
	w.tracef("%s: %s of %s: %v", decider, v.Name, p.key, err)
	w.judgeRuling(p, err, now)
	var coded *models.Error
	if !errors.As(err, &coded) { // it may have been committed
		w.rulings = append(w.rulings, ruling{p, d.Name, v.To})
		w.officeTry(err)
	}
}

func (w *world) editMeanwhile(s *server, key changesync.Key, then func()) {
	for _, o := range w.centre.servers {
		if o == s || o.ills.dead || key != k1 || w.rng.IntN(2) > 0 {
			continue
		}
		s.ills.meanwhile = func() {
			w.tracef("%s is changed by another server meanwhile", key)
			o.ills.doing = "office"
			_, err := o.engine.WriteAs(w.ctx, "admin", changesync.Edit{Key: key, Set: models.Values{"fault_level": []byte(`"二级"`)}})
			w.officeTry(err)
			then()
		}
	}
}

// judgeRuling: a ruling on another version than the one that stands is refused,
// and only such a one is refused as changed.
func (w *world) judgeRuling(p page, err error, now string) {
	var coded *models.Error
	switch changed := errors.As(err, &coded) && coded.Code == changesync.CodeChanged; {
	case err == nil && p.seen != now:
		w.fail("decisions", "a ruling on version %s of %s was taken, which stood at %s", p.seen, p.key, now)
	case changed && p.seen == now:
		w.fail("decisions", "a ruling on %s was refused, though its version %s stands", p.key, p.seen)
	}
}

// checkDecisions: no decision stands on what its author had not seen.
func (h *history) checkDecisions() {
	for _, r := range h.w.records() {
		col := h.w.centre.reg.Collection(r.Key.Collection)
		if col == nil {
			continue
		}
		values := r.Values(col)
		for _, d := range col.DecisionsOf() {
			outcome := d.Outcome(values)
			if _, bound := d.Undo[outcome]; !bound {
				continue
			}
			if !slices.ContainsFunc(h.w.rulings, func(o ruling) bool {
				return o.key == r.Key && o.decision == d.Name && o.outcome == outcome && h.sawAll(&o.page, h.w.content(r, d.Field))
			}) {
				h.w.fail("decisions", "%s is %s, and nobody decided that who had seen what it says", r.Key, outcome)
			}
		}
	}
}

// sawAll says whether a page showed all that is live.
func (h *history) sawAll(p *page, content map[string][]changesync.Dot) bool {
	for cell, dots := range content {
		for _, dot := range dots {
			if !slices.ContainsFunc(p.dots[cell], func(o changesync.Dot) bool { return o == dot || h.identify(o) == h.identify(dot) }) {
				return false
			}
		}
	}
	return true
}

// ruleBlindly plants a bug: the deed names what stands there, not what its
// author saw.
func ruleBlindly(w *world, r *changesync.Ruling) {
	if rec := w.recordOf(r.Key); rec != nil {
		r.Seen = rec.Print(w.centre.reg.Collection(r.Key.Collection))
	}
}

// acceptAgain plants a bug: the server goes by the last ruling on a record, and
// not by what it was about.
func acceptAgain(w *world, s *server) func(context.Context) error {
	return func(ctx context.Context) error {
		for _, o := range w.rulings {
			if r := w.recordOf(o.key); o.outcome == "accepted" && r != nil && shownText(r.Values(w.centre.reg.Collection(o.key.Collection)), "review") != "accepted" {
				_, err := s.engine.WriteAs(ctx, "admin", changesync.Edit{Key: o.key, Set: models.Values{"review": []byte(`"accepted"`)}})
				return errors.Join(err, s.runner.Round(ctx))
			}
		}
		return s.runner.Round(ctx)
	}
}
