package changesync

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
)

// job is one thing to be committed with others in a group. run works on the
// group and fills the job's result; it is repeated from the start when the
// store runs the transaction again.
type job struct {
	devices []string // to lock
	keys    []Key    // records to lock
	run     func(g *group) error
	after   func(g *group) // once the sequence and receipts are known, may be nil
	err     error          // of this job alone
	poison  map[Dot]bool   // changesets at which the program panicked
	single  bool           // commit it in a group of its own
	done    chan error
}

// submit queues a job and waits until it is durable or has failed. A job that
// was queued is finished even when its caller has gone.
func (e *Engine) submit(ctx context.Context, j *job) error {
	j.done = make(chan error, 1)
	select {
	case <-e.done:
		return fail(CodeOverloaded, "the server is shutting down, try again")
	default:
	}
	select {
	case e.queue <- j:
	default:
		return fail(CodeOverloaded, "too many pushes wait, try again later")
	}
	select {
	case err := <-j.done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	case <-e.done:
		select { // finished in the last round, perhaps
		case err := <-j.done:
			return err
		default:
			return fail(CodeOverloaded, "the server is shutting down, try again")
		}
	}
}

// loop is the group commit: it takes whatever waits, no timer, and commits it
// in one transaction.
func (e *Engine) loop(ctx context.Context) {
	defer close(e.done)
	for {
		select {
		case j := <-e.queue:
			e.commitAll(context.WithoutCancel(ctx), e.drain(j))
		case <-ctx.Done():
			for {
				select {
				case j := <-e.queue:
					e.commitAll(context.WithoutCancel(ctx), e.drain(j))
				default:
					return
				}
			}
		}
	}
}

func (e *Engine) drain(first *job) []*job {
	jobs := []*job{first}
	for len(jobs) < e.opt.GroupLimit {
		select {
		case j := <-e.queue:
			jobs = append(jobs, j)
		default:
			return jobs
		}
	}
	return jobs
}

// commitAll commits what was drained: most of it as one group.
func (e *Engine) commitAll(ctx context.Context, jobs []*job) {
	var group []*job
	for _, j := range jobs {
		if j.single {
			e.commit(ctx, []*job{j})
		} else {
			group = append(group, j)
		}
	}
	if len(group) > 0 {
		e.commit(ctx, group)
	}
}

// commit runs a group. When the store fails nothing of it has happened and all
// callers hear so; when a job breaks the group, each is committed alone, so
// that one bad changeset takes nothing else with it.
func (e *Engine) commit(ctx context.Context, jobs []*job) {
	err := e.attempt(ctx, jobs)
	again := err != nil && !errors.Is(err, ErrBusy) && !errors.Is(err, ErrFull)
	if again && (len(jobs) > 1 || jobs[0].poison != nil) {
		for _, j := range jobs {
			j.reply(e.alone(ctx, j))
		}
		return
	}
	for _, j := range jobs {
		j.reply(err)
	}
}

// alone commits one job. Whenever a changeset of it makes the program panic,
// that one is put aside, so that the rest of its device's queue goes on.
func (e *Engine) alone(ctx context.Context, j *job) error {
	for {
		known := len(j.poison)
		err := e.attempt(ctx, []*job{j})
		if err == nil || len(j.poison) == known {
			return err
		}
	}
}

func (j *job) reply(err error) {
	if err != nil {
		j.done <- fmt.Errorf("commit: %w", err)
		return
	}
	j.done <- j.err
}

func (e *Engine) attempt(ctx context.Context, jobs []*job) error {
	var g *group
	err := e.store.Update(ctx, func(tx Tx) error {
		var err error
		if g, err = e.newGroup(tx, jobs); err != nil {
			return err
		}
		for _, j := range jobs {
			j.err = g.safely(j, func() error { return j.run(g) })
			if g.broken != nil {
				return g.broken
			}
		}
		return g.safely(nil, func() error { return g.finish(jobs) })
	})
	if err == nil {
		e.epoch.Store(g.head.Epoch)
		e.watch.notify(g.seq, g.touchedScopes(), g.changedUsers)
	}
	return err
}

// safely turns a panic into a broken group: what was half done in memory is
// dropped with it, and the changeset at fault is remembered.
func (g *group) safely(j *job, fn func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			g.broken = fmt.Errorf("internal error: %v\n%s", p, debug.Stack())
			err = g.broken
			if j != nil && g.at != "" {
				if j.poison == nil {
					j.poison = map[Dot]bool{}
				}
				j.poison[g.at] = true
			}
		}
	}()
	if g.at = ""; j != nil {
		g.poison = j.poison
	}
	return fn()
}
