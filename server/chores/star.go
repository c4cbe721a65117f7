package chores

import (
	"context"
	"slices"

	"fieldsync/models"
	changesync "fieldsync/sync"
)

// follower is how far this server has read the log. It is kept in memory and
// only now and then on file: to note that nothing of interest came would itself
// be a commit, and so an entry to follow.
type follower struct {
	epoch string
	seq   uint64 // all up to it was read
	// after is the last entry read of those behind seq, which is in the middle
	// of a sequence.
	afterSeq uint64
	after    changesync.Key
}

// starDoc is how far stars are, on file.
type starDoc struct {
	Epoch string `json:"epoch"`
	Seq   uint64 `json:"seq"` // up to which the log was followed
	// Month is the one whose turn was dealt with, or is being: After is where
	// the next page begins, Done says that all were rated.
	Month models.CalMonth `json:"month"`
	After changesync.Key  `json:"after"`
	Scope models.Scope    `json:"scope"`
	Done  bool            `json:"done"`
}

const (
	starKey = "star"
	// logPage is how many entries of the log are read at a time, noteEvery how
	// many may go by before that is noted on file.
	logPage   = 1000
	noteEvery = 10_000
)

// keepStars rates whoever's facts have changed, and everybody in a new month.
func (r *Runner) keepStars(ctx context.Context) error {
	for {
		more, err := r.sweepStars(ctx)
		if err != nil {
			return err
		}
		if !more {
			break
		}
	}
	for {
		more, err := r.followStars(ctx)
		if err != nil || !more {
			return err
		}
	}
}

// sweepStars rates one page of all star customers when a month has begun, or
// nobody has been rated yet. Every page begins where the last one of any server
// ended.
func (r *Runner) sweepStars(ctx context.Context) (more bool, err error) {
	month := monthOf(r.opt.Now())
	due := false
	err = r.engine.Look(ctx, func(l *changesync.Ledger) error {
		doc, err := r.starDoc(l)
		due = doc.sweeps(month)
		return err
	})
	if err == nil && due {
		err = r.believed(ctx)
	}
	if err != nil || !due {
		return false, err
	}
	written := 0
	err = r.engine.Keep(ctx, func(l *changesync.Ledger) error {
		more, written = false, 0
		doc, err := r.starDoc(l)
		if err != nil || !doc.sweeps(month) {
			return err
		}
		if doc.Month != month {
			doc.Month, doc.After, doc.Scope, doc.Done = month, changesync.Key{}, starScopes, false
		}
		rows, err := l.Records(changesync.RecordQuery{Collection: "star_customer", AfterScope: doc.Scope, After: doc.After, Limit: r.opt.Page})
		if err != nil {
			return err
		}
		var ids []string
		for _, row := range rows {
			ids = append(ids, row.Key.ID)
			doc.After, doc.Scope = row.Key, row.Scope
		}
		more = len(rows) == r.opt.Page
		doc.Done = !more
		if written, err = r.rateAll(l, ids); err != nil {
			return err
		}
		return write(l, starKey, doc)
	})
	r.countStars(written, err)
	return more, err
}

// starScopes comes right before the scopes of star customers in their order.
const starScopes = models.Scope(models.ScopeStar)

// sweeps says whether the month's turn is still to be dealt with. A clock that
// was put back makes no month new.
func (d starDoc) sweeps(month models.CalMonth) bool {
	return month > d.Month || month == d.Month && !d.Done
}

// starDoc reads how far stars are. Where the log is of another history, or is
// cut off behind what was read, everybody is rated.
func (r *Runner) starDoc(l *changesync.Ledger) (doc starDoc, err error) {
	head, err := l.Head()
	if err != nil {
		return doc, err
	}
	if err = read(l, starKey, &doc); err != nil {
		return doc, err
	}
	if doc.Epoch != head.Epoch || doc.Seq < head.Horizon {
		doc = starDoc{Epoch: head.Epoch, Seq: head.Seq}
	}
	return doc, nil
}

// followStars rates those of whom the next page of the log tells something, and
// notes with the last of them how far that was.
func (r *Runner) followStars(ctx context.Context) (more bool, err error) {
	var ids []string
	var at follower
	note := false
	err = r.engine.Look(ctx, func(l *changesync.Ledger) error {
		doc, err := r.starDoc(l)
		if err != nil {
			return err
		}
		if at = r.seen; at.epoch != doc.Epoch || at.seq < doc.Seq {
			at = follower{epoch: doc.Epoch, seq: doc.Seq}
		}
		ids, more, err = touched(l, &at)
		note = len(ids) > 0 || at.seq >= doc.Seq+noteEvery
		return err
	})
	if err != nil {
		return false, err
	}
	for note {
		n := min(len(ids), r.opt.Page)
		page := ids[:n]
		ids, note = ids[n:], len(ids) > n
		written, last := 0, !note
		err := r.engine.Keep(ctx, func(l *changesync.Ledger) (err error) {
			if written, err = r.rateAll(l, page); err != nil || !last {
				return err
			}
			return r.noteSeq(l, at)
		})
		if r.countStars(written, err); err != nil {
			return false, err
		}
	}
	r.seen = at
	return more, nil
}

// touched reads a page of the log and lists the star customers of whom it tells
// something that rating them did not write itself.
func touched(l *changesync.Ledger, at *follower) (ids []string, more bool, err error) {
	head, err := l.Head()
	if err != nil || head.Seq <= at.seq {
		return nil, false, err
	}
	entries, err := l.Log(changesync.LogQuery{From: at.seq, To: head.Seq, AfterSeq: at.afterSeq, After: at.after, Limit: logPage})
	if err != nil {
		return nil, false, err
	}
	seen := map[string]bool{}
	for _, e := range entries {
		kind, id, _ := models.ParseScope(e.Scope)
		if kind != models.ScopeStar || seen[id] || !rated[e.Key.Collection] {
			continue
		}
		own, err := ownWriting(id, e)
		if err != nil {
			return nil, false, err
		}
		if !own {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	if len(entries) < logPage {
		*at = follower{epoch: at.epoch, seq: head.Seq}
		return ids, false, nil
	}
	last := entries[logPage-1]
	*at = follower{epoch: at.epoch, seq: last.Seq - 1, afterSeq: last.Seq, after: last.Key}
	return ids, true, nil
}

// rated are the collections that a rating reads.
var rated = map[string]bool{"star_customer": true, "account_number": true, "monthly_bill": true, "stop_event": true, "growth_account": true}

// ownWriting says whether an entry tells only what a rating wrote.
func ownWriting(person string, e changesync.LogEntry) (bool, error) {
	switch e.Key.Collection {
	case "growth_account":
		return e.Key.ID == gradeID(person), nil
	case "star_customer":
		rec, err := changesync.DecodeRecord(e.Body)
		if err != nil {
			return false, err
		}
		for name, cell := range rec.Cells {
			field, _ := changesync.CellField(name)
			others := slices.ContainsFunc(cell.Live, func(v changesync.Version) bool { return v.By != changesync.ServerUser })
			if others || !slices.Contains(starFields, field) {
				return false, nil
			}
		}
		return true, nil
	}
	return false, nil
}

func (r *Runner) rateAll(l *changesync.Ledger, ids []string) (written int, err error) {
	var edits []changesync.Edit
	for _, id := range ids {
		p, err := gather(l, id)
		if err != nil || p == nil {
			if err != nil {
				return 0, err
			}
			continue
		}
		own, err := p.edits(l, r.opt.Now(), r.star)
		if err != nil {
			return 0, err
		}
		if len(own) > 0 {
			written++
		}
		edits = append(edits, own...)
	}
	if len(edits) > 0 {
		l.Write(changesync.ServerUser, edits...)
	}
	return written, nil
}

func (r *Runner) countStars(written int, err error) {
	if err == nil {
		r.note(func(last *Report) { last.Stars += int64(written) })
	}
}

// noteSeq notes on file how far the log was followed, unless somebody is ahead.
func (r *Runner) noteSeq(l *changesync.Ledger, at follower) error {
	doc, err := r.starDoc(l)
	if err != nil || doc.Epoch != at.epoch || doc.Seq >= at.seq {
		return err
	}
	doc.Seq = at.seq
	return write(l, starKey, doc)
}

// Star rates one person without writing anything. In the month of the clock, or
// with "", it is what the rounds write; in another month the star that the
// records show is asked whether it held then. It is nil when there is no such
// star customer; other errors are those of star.Rate and no_numbers.
func (r *Runner) Star(ctx context.Context, person string, month models.CalMonth) (rating *Rating, err error) {
	err = r.engine.Look(ctx, func(l *changesync.Ledger) error {
		p, err := gather(l, person)
		if err != nil || p == nil {
			return err
		}
		rating, err = p.rateIn(month, r.opt.Now(), r.star)
		return err
	})
	return rating, err
}
