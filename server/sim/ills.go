package sim

import (
	"errors"

	changesync "fieldsync/sync"
	"fieldsync/sync/faultstore"
)

var (
	errLost  = errors.New("the connection broke")
	errCrash = errors.New("crashed")
)

// ills are what befalls a node at its database: a crash, from which on nothing
// works until it is opened again, or a database that is full or busy.
type ills struct {
	seen  *coverage
	kind  string // server, device or relay
	doing string // what the node is at: with the point, the name of a failpoint
	armed *trap
	dead  bool
	// meanwhile is what happens elsewhere, once, before the node's next write.
	meanwhile func()
}

// trap goes off when its point is reached the given time.
type trap struct {
	doing string // "": whatever the node does
	point faultstore.Point
	after int // how often the point is passed before
	err   error
	times int // for errors other than a crash: how many transactions fail
}

// at is the faultstore.At of the node's database.
func (i *ills) at(p faultstore.Point) error {
	if i.dead {
		return errCrash
	}
	if other := i.meanwhile; other != nil && p == faultstore.Begin {
		i.meanwhile = nil
		other()
	}
	t := i.armed
	if t == nil || t.point != p || (t.doing != "" && t.doing != i.doing) {
		return nil
	}
	if t.after--; t.after >= 0 {
		return nil
	}
	if t.times--; t.times <= 0 {
		i.armed = nil
	}
	switch {
	case errors.Is(t.err, errCrash):
		i.dead = true
		i.seen.fault("crash")
		i.seen.point(i.kind, i.doing, p)
	case errors.Is(t.err, changesync.ErrFull):
		i.seen.fault("disk full")
	case errors.Is(t.err, changesync.ErrBusy):
		i.seen.fault("database busy")
	}
	return t.err
}

// heal forgets what has not gone off yet.
func (i *ills) heal() { i.armed = nil }
