package changesync

import (
	"context"
	"sync"

	"fieldsync/models"
)

// watchers wake those who wait for changes. A wake-up says only that it is
// worth pulling; it may be early, doubled or missing, polling stays the rule.
type watchers struct {
	mu   sync.Mutex
	list map[*watcher]bool
	seq  uint64 // up to which watchers were woken
}

type watcher struct {
	user   string
	grants map[models.Scope]Grant
	wake   chan struct{}
}

// Watch returns a channel that receives after commits that concern the user,
// until ctx ends. Many commits may be one wake-up.
func (e *Engine) Watch(ctx context.Context, user string) (<-chan struct{}, error) {
	w := &watcher{user: user, wake: make(chan struct{}, 1)}
	if err := e.loadWatcher(ctx, w); err != nil {
		return nil, err
	}
	e.watch.mu.Lock()
	if e.watch.list == nil {
		e.watch.list = map[*watcher]bool{}
	}
	e.watch.list[w] = true
	e.watch.mu.Unlock()
	context.AfterFunc(ctx, func() {
		e.watch.mu.Lock()
		delete(e.watch.list, w)
		e.watch.mu.Unlock()
	})
	return w.wake, nil
}

func (e *Engine) loadWatcher(ctx context.Context, w *watcher) error {
	return e.store.View(ctx, func(tx ReadTx) error {
		rows, _, err := tx.Grants(w.user)
		w.grants = activeGrants(rows)
		return err
	})
}

// Poke looks whether another process has committed to the store and wakes
// everybody if so. Call it now and then where the store is shared.
func (e *Engine) Poke(ctx context.Context) error {
	var head Head
	err := e.store.View(ctx, func(tx ReadTx) (err error) {
		head, err = tx.Head()
		return err
	})
	if err != nil {
		return err
	}
	e.watch.mu.Lock()
	defer e.watch.mu.Unlock()
	if head.Seq > e.watch.seq {
		e.watch.seq = head.Seq
		for w := range e.watch.list {
			w.wakeUp()
		}
	}
	return nil
}

// wakeUp never blocks: one unread wake-up is as good as many.
func (w *watcher) wakeUp() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// notify wakes whoever may see one of the scopes. A user whose grants changed
// is woken and from then on always, until he watches anew with what he holds.
func (ws *watchers) notify(seq uint64, scopes map[models.Scope]bool, users []string) {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	if seq == ws.seq+1 { // a gap is another process's commit, left to Poke
		ws.seq = seq
	}
	for w := range ws.list {
		for _, u := range users {
			if u == w.user {
				w.grants = map[models.Scope]Grant{AllScopes: {}}
			}
		}
		if w.concerned(scopes) {
			w.wakeUp()
		}
	}
}

func (w *watcher) concerned(scopes map[models.Scope]bool) bool {
	if _, all := w.grants[AllScopes]; all {
		return len(scopes) > 0
	}
	for s := range scopes {
		if _, ok := w.grants[s]; ok {
			return true
		}
	}
	return false
}
