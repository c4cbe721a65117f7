package api

import (
	"sync/atomic"

	"fieldsync/sync"
)

// budget bounds the bytes held for all requests together.
type budget struct{ left atomic.Int64 }

func newBudget(n int64) *budget {
	b := &budget{}
	b.left.Store(n)
	return b
}

// take reserves n bytes or none. It never waits: who waits while holding some
// would wait for others who do the same.
func (b *budget) take(n int64) bool {
	if b.left.Add(-n) >= 0 {
		return true
	}
	b.left.Add(n)
	return false
}

func (b *budget) give(n int64) { b.left.Add(n) }

// hold reserves memory until the request ends.
func (c *call) hold(n int) error {
	if n <= 0 {
		return nil
	}
	if !c.s.memory.take(int64(n)) {
		return fail(changesync.CodeOverloaded, "", "the server holds as many bodies as it can, try again later")
	}
	c.held += int64(n)
	return nil
}

// letGo gives back all but n bytes of what the request holds.
func (c *call) letGo(n int) {
	if keep := int64(n); c.held > keep {
		c.s.memory.give(c.held - keep)
		c.held = keep
	}
}
