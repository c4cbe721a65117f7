package changesync

import (
	"context"
	"slices"
	"time"

	"fieldsync/models"
)

// Retention says how long personal data are kept (domain.md 8).
type Retention struct {
	// SignUps is for how long after its event a sign-up is kept; then it is
	// erased, and the key from which the ids of the event's sign-ups derive, so
	// that nobody can tell any more who it was. 0: for ever.
	// One of which a contract came is kept.
	SignUps time.Duration
	// Unused is for how long, by collection, a record is kept after the last
	// thing that somebody wrote there; of a person also in records that refer
	// to him. Then it is erased as a whole. A collection that is not named is
	// kept. See MayExpire.
	Unused map[string]time.Duration
}

// MayExpire says whether the records of a collection may be erased after a time:
// such as were collected in the field. Sign-ups go by their event.
func MayExpire(col *models.Collection) bool {
	return col != nil && col.Name != "event_lead" && col.Field("collected_by") != nil
}

// SignUpsKept is the period of domain.md 8: 180 days after the event.
const SignUpsKept = 180 * 24 * time.Hour

// maxIdle is how far the server's clock may be ahead of the last push for it to
// be believed: a clock in the year 2050 must not erase everything.
const maxIdle = 30 * 24 * time.Hour

// expireAtOnce is how many records are erased in one commit.
const expireAtOnce = 100

// Expire erases what has been kept for its time, or only lists it. What is due
// is looked at again under lock, so that it happens once, whoever asks. Errors:
// clock_ahead.
func (e *Engine) Expire(ctx context.Context, keep Retention, actor string, dry bool) (*Erasure, error) {
	var due []erasureTarget
	err := e.store.View(ctx, func(tx ReadTx) (err error) {
		due, err = e.due(tx, keep)
		return err
	})
	out := &Erasure{}
	for err == nil && len(due) > 0 {
		n := min(expireAtOnce, len(due))
		plan := &erasurePlan{targets: due[:n:n], actor: actor, reason: "kept for its time", expires: true}
		due = due[n:]
		var part *Erasure
		if part, err = e.erase(ctx, plan, dry); err == nil {
			out.add(part)
		}
	}
	return out, err
}

func (a *Erasure) add(b *Erasure) {
	a.Records = append(a.Records, b.Records...)
	a.Values, a.History, a.Log = a.Values+b.Values, a.History+b.History, a.Log+b.Log
	a.Changesets, a.Quarantine, a.Seq = a.Changesets+b.Changesets, a.Quarantine+b.Quarantine, max(a.Seq, b.Seq)
}

// due is what is past its time: sign-ups of events that are over for long
// enough with the keys of these events, and what nobody has used for long enough.
func (e *Engine) due(tx ReadTx, keep Retention) (out []erasureTarget, err error) {
	last, err := lastWrite(tx)
	if err != nil || last == 0 { // nobody has delivered anything yet
		return nil, err
	}
	if e.nowMs()-last > maxIdle.Milliseconds() {
		return nil, &models.Error{Code: CodeClockAhead, Field: "clock", Message: "is more than 30 days ahead of the last push: nothing is erased by it until somebody delivers",
			ZH: "系统时间超前最近一次上传30天以上:在有新的上传之前不按时间删除", Hint: "check the clock of this machine", HintZH: "请检查本机时钟"}
	}
	if keep.SignUps > 0 {
		err = eachRecord(tx, RecordQuery{Collection: "showcase_event"}, func(rec *Record) (err error) {
			if e.over(rec, keep.SignUps) {
				out, err = e.eventDue(tx, rec, out)
			}
			return err
		})
	}
	for _, name := range sortedKeys(keep.Unused) {
		col, kept := e.reg.Collection(name), keep.Unused[name]
		if err != nil || kept <= 0 || !MayExpire(col) {
			continue
		}
		before := e.nowMs() - kept.Milliseconds()
		err = eachRecord(tx, RecordQuery{Collection: name}, func(rec *Record) (err error) {
			out, err = e.unused(tx, col, rec, before, out)
			return err
		})
	}
	return out, err
}

// unused adds a record that nobody has written to since a moment (Unix ms), with
// what others hold of the person.
func (e *Engine) unused(tx ReadTx, col *models.Collection, rec *Record, before int64, out []erasureTarget) ([]erasureTarget, error) {
	if rec.lastUse(col) >= before {
		return out, nil
	}
	targets, err := e.erasureTargets(tx, rec.Key, nil)
	if err != nil || !targets[0].left(rec) {
		return out, err
	}
	for _, t := range targets[1:] {
		other, err := readRecord(tx, t.Key)
		if err != nil || (other != nil && other.lastUse(e.reg.Collection(t.Collection)) >= before) {
			return out, err
		}
	}
	for i := range targets {
		c := e.reg.Collection(targets[i].Collection)
		targets[i].stays = func(r *Record) bool { return r.lastUse(c) >= before }
	}
	return append(out, targets...), nil
}

// lastUse is when somebody last wrote to the record, by effective time (Unix
// ms). What the server wrote by itself is no use.
func (r *Record) lastUse(col *models.Collection) (at int64) {
	for name, cell := range r.Cells {
		if field, _ := CellField(name); policyOf(col, field) == models.Server {
			continue
		}
		for i := range cell.Live {
			at = max(at, cell.Live[i].At)
		}
	}
	return at
}

// lastWrite is when any device wrote last, Unix ms, 0: never.
func lastWrite(tx ReadTx) (last int64, err error) {
	devices, err := tx.DeviceList("")
	for i := range devices {
		last = max(last, devices[i].LastSeen)
	}
	return last, err
}

// over says whether the event ended so long ago. One without an agreed end is
// not over.
func (e *Engine) over(event *Record, kept time.Duration) bool {
	v := event.Values(e.reg.Collection("showcase_event"))
	end, err := time.Parse(time.RFC3339, text(v, "agreed_end"))
	return err == nil && e.opt.Now().Sub(end) >= kept
}

func (e *Engine) eventDue(tx ReadTx, event *Record, out []erasureTarget) ([]erasureTarget, error) {
	ids, err := tx.Referring("event_lead", "event", event.Key.ID)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		targets, err := e.erasureTargets(tx, Key{"event_lead", id}, nil)
		if err != nil {
			return nil, err
		}
		rec, err := readRecord(tx, targets[0].Key)
		if err != nil {
			return nil, err
		}
		contracted := func(r *Record) bool { return flag(r.Values(e.reg.Collection("event_lead")), "contracted") }
		if targets[0].left(rec) {
			targets[0].stays = contracted
			out = append(out, targets[0])
		}
	}
	key := erasureTarget{Key: event.Key, scope: event.Scope, fields: []string{"signup_key"}}
	if key.left(event) {
		out = append(out, key)
	}
	return out, nil
}

// left says whether a record still has something of what is to go.
func (t *erasureTarget) left(r *Record) bool {
	for name, cell := range r.Cells {
		if f, _ := CellField(name); len(cell.Live) > 0 && slices.Contains(t.fields, f) {
			return true
		}
	}
	return false
}

// leave takes out of a plan what somebody else has erased meanwhile, or used.
func (p *erasurePlan) leave(g *group) error {
	var kept []erasureTarget
	for i := range p.targets {
		w, err := g.record(p.targets[i].Key)
		if err != nil {
			return err
		}
		t := &p.targets[i]
		if w != nil && t.left(w.rec) && (t.stays == nil || !t.stays(w.rec)) {
			kept = append(kept, p.targets[i])
		}
	}
	p.targets = kept
	return nil
}
