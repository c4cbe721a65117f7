package chores

import (
	"context"

	changesync "fieldsync/sync"
)

// trail is how far this server has followed the log for one purpose. It is kept
// in memory and only now and then on file: to note that nothing of interest came
// would itself be a commit.
type trail struct {
	name  string // of its document
	epoch string
	seq   uint64 // all up to it was read
	noted uint64 // what of that is on file
	// after is the last entry read of those behind seq, which is in the middle
	// of a sequence.
	afterSeq uint64
	after    changesync.Key
}

// trailDoc is the same on file.
type trailDoc struct {
	Epoch string `json:"epoch"`
	Seq   uint64 `json:"seq"`
}

const (
	// logPage is how many entries of the log are read at a time, noteEvery how
	// many may go by before that is noted on file.
	logPage   = 1000
	noteEvery = 10_000
)

// follow reads the log from where any server has left off, and gives the
// subjects that pick finds in it to do, page by page, each page in one commit.
// With the last of them it notes how far that was: who is killed before repeats
// them, so do must come to nothing for what was done. Those whose duties are
// refused are left out, and asked about again later. It returns at the end of the
// log. The trail is anchored before.
func (r *Runner) follow(ctx context.Context, t *trail, pick func(changesync.LogEntry) (changesync.Key, bool, error), do deal) error {
	if err := r.again(ctx, t.name, do); err != nil {
		return err
	}
	for more := true; more; {
		at, note := *t, false
		var found []changesync.Key
		err := r.engine.Look(ctx, func(l *changesync.Ledger) (err error) {
			at = *t
			found, more, err = at.read(l, pick)
			note = len(found) > 0 || at.seq >= t.noted+noteEvery
			return err
		})
		for err == nil && note {
			n := min(len(found), r.opt.Page)
			page, last := found[:n], len(found) == n
			found, note = found[n:], !last
			err = r.deals(ctx, page, do, func(l *changesync.Ledger, left []leftOut) error {
				if err := leave(l, t.name, left); err != nil || !last {
					return err
				}
				return at.note(l)
			})
		}
		if err != nil {
			return err
		}
		*t = at
	}
	return nil
}

// anchor finds where to go on. A history that was not followed before, or was
// cut behind what was read, is followed from its end, which is noted at once
// together with what lost asks for.
func (r *Runner) anchor(ctx context.Context, t *trail, lost func(*changesync.Ledger) error) error {
	missed := false
	err := r.engine.Look(ctx, func(l *changesync.Ledger) error {
		doc, head, err := t.doc(l)
		missed = doc.Epoch != head.Epoch || max(doc.Seq, t.seq) < head.Horizon
		if !missed && (t.epoch != doc.Epoch || t.seq < doc.Seq) {
			*t = trail{name: t.name, epoch: doc.Epoch, seq: doc.Seq}
		}
		t.noted = doc.Seq
		return err
	})
	if err != nil || !missed {
		return err
	}
	var at trail
	err = r.engine.Keep(ctx, func(l *changesync.Ledger) error {
		doc, head, err := t.doc(l)
		at = trail{name: t.name, epoch: head.Epoch, seq: head.Seq, noted: head.Seq}
		if err != nil || doc.Epoch == head.Epoch && doc.Seq >= head.Horizon {
			at.seq = doc.Seq // another server was as quick
			return err
		}
		if err := lost(l); err != nil {
			return err
		}
		return write(l, t.name, trailDoc{at.epoch, at.seq})
	})
	if err == nil {
		*t = at
	}
	return err
}

// doc reads how far the log was followed by any server.
func (t *trail) doc(l *changesync.Ledger) (doc trailDoc, head changesync.Head, err error) {
	if head, err = l.Head(); err == nil {
		err = read(l, t.name, &doc)
	}
	if t.epoch != head.Epoch {
		t.seq = 0
	}
	return doc, head, err
}

// read reads a page of the log and lists the subjects in it, each once.
func (t *trail) read(l *changesync.Ledger, pick func(changesync.LogEntry) (changesync.Key, bool, error)) (found []changesync.Key, more bool, err error) {
	head, err := l.Head()
	if err != nil || head.Seq <= t.seq {
		return nil, false, err
	}
	entries, err := l.Log(changesync.LogQuery{From: t.seq, To: head.Seq, AfterSeq: t.afterSeq, After: t.after, Limit: logPage})
	if err != nil {
		return nil, false, err
	}
	seen := map[changesync.Key]bool{}
	for _, e := range entries {
		key, ok, err := pick(e)
		if err != nil {
			return nil, false, err
		}
		if ok && !seen[key] {
			seen[key] = true
			found = append(found, key)
		}
	}
	if len(entries) < logPage {
		*t = trail{name: t.name, epoch: t.epoch, seq: head.Seq, noted: t.noted}
		return found, false, nil
	}
	last := entries[logPage-1]
	t.seq, t.afterSeq, t.after = last.Seq-1, last.Seq, last.Key
	return found, true, nil
}

// note notes on file how far the log was followed, unless somebody is ahead.
func (t *trail) note(l *changesync.Ledger) error {
	doc, head, err := t.doc(l)
	if err != nil || head.Epoch != t.epoch || doc.Epoch == t.epoch && doc.Seq >= t.seq {
		return err
	}
	return write(l, t.name, trailDoc{t.epoch, t.seq})
}
