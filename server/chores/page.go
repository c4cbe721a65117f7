package chores

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"fieldsync/models"
	changesync "fieldsync/sync"
)

// deal does what a commit's worth of subjects asks for; done, if not nil, is
// called after the commit.
type deal func(*changesync.Ledger, []changesync.Key) (done func(), err error)

// deals has subjects dealt with in one commit, together with what finish writes.
// Where what one of them comes to is refused, each gets a commit of its own, so
// that it holds up no other; those that are left out are told at the end of the
// round, and to finish.
func (r *Runner) deals(ctx context.Context, subjects []changesync.Key, do deal, finish func(*changesync.Ledger, []leftOut) error) error {
	err := r.commit(ctx, subjects, do, finish)
	if err == nil || !refused(err) {
		return err
	}
	var left []leftOut
	for _, key := range subjects {
		err := r.commit(ctx, []changesync.Key{key}, do, nil)
		if err != nil && !refused(err) {
			return err
		}
		if err != nil {
			left = append(left, leftOut{key, err.Error()})
			r.refused = append(r.refused, fmt.Errorf("%s %s: %w", key.Collection, key.ID, err))
		}
	}
	return r.engine.Keep(ctx, func(l *changesync.Ledger) error { return finish(l, left) })
}

func (r *Runner) commit(ctx context.Context, subjects []changesync.Key, do deal, finish func(*changesync.Ledger, []leftOut) error) error {
	var done func()
	err := r.engine.Keep(ctx, func(l *changesync.Ledger) (err error) {
		if done = nil; len(subjects) > 0 {
			done, err = do(l, subjects)
		}
		if err == nil && finish != nil {
			err = finish(l, nil)
		}
		return err
	})
	if err == nil && done != nil {
		done()
	}
	return err
}

// refused says whether it is what would be written that is wrong, and not the
// database, the clock or the end of the program.
func refused(err error) bool {
	var coded *models.Error
	return errors.As(err, &coded) && !errors.Is(err, ErrClock)
}

// leftOut is a subject whose duties were refused, on file until they are done.
type leftOut struct {
	Key   changesync.Key `json:"key"`
	Error string         `json:"error"`
}

// maxLeftOut bounds what is kept: more than that is one fault and not many.
const maxLeftOut = 1000

func leftKey(trail string) string { return "left:" + trail }

// leave notes on file who was left out. They are asked about again every hour,
// by a program that may know better.
func leave(l *changesync.Ledger, trail string, left []leftOut) error {
	if len(left) == 0 {
		return nil
	}
	return change(l, trail, func(all []leftOut) []leftOut {
		for _, x := range left {
			all = append(withoutKey(all, x.Key), x)
		}
		return all[max(0, len(all)-maxLeftOut):]
	})
}

func change(l *changesync.Ledger, trail string, fn func([]leftOut) []leftOut) error {
	var all []leftOut
	if err := read(l, leftKey(trail), &all); err != nil {
		return err
	}
	return write(l, leftKey(trail), fn(all))
}

// again deals once an hour with those who were left out.
func (r *Runner) again(ctx context.Context, trail string, do deal) error {
	hour := r.opt.Now().In(models.China).Format(hourStamp)
	if r.retried[trail] == hour {
		return nil
	}
	var all []leftOut
	if err := r.engine.Look(ctx, func(l *changesync.Ledger) error { return read(l, leftKey(trail), &all) }); err != nil {
		return err
	}
	for _, x := range all {
		err := r.deals(ctx, []changesync.Key{x.Key}, do, func(l *changesync.Ledger, left []leftOut) error {
			if len(left) > 0 {
				return leave(l, trail, left)
			}
			return change(l, trail, func(all []leftOut) []leftOut { return withoutKey(all, x.Key) })
		})
		if err != nil {
			return err
		}
	}
	r.retried[trail] = hour
	return nil
}

func withoutKey(list []leftOut, key changesync.Key) []leftOut {
	return slices.DeleteFunc(list, func(x leftOut) bool { return x.Key == key })
}
