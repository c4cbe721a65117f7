package changesync

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"sync/atomic"
	"time"

	"fieldsync/models"
	"fieldsync/models/form"
)

// Options are what an Engine needs from outside; it has no clock, randomness
// or network of its own.
type Options struct {
	Registry *models.Registry // nil: models.Default()
	Keys     *ServerKeys      // required
	Now      func() time.Time // required
	Random   io.Reader        // required, cryptographically strong
	NewID    func() string    // required: UUIDv7 for records, devices and epochs, in the order of time
	// GroupLimit is how many jobs one commit takes at most; 0: 256.
	GroupLimit int
	// QueueLimit is how many jobs may wait; one more is refused as
	// overloaded. 0: 1024.
	QueueLimit int
	// Journal keeps what was erased outside the store; nil: nothing does, and a
	// backup would bring it back.
	Journal Journal
	// Devices keeps which devices lost their rights in the same way.
	Devices DeviceJournal
	// TokenLife is how long a device token holds; 0: 30 days.
	TokenLife time.Duration
}

// Engine is the centre: it takes changesets exactly once, merges them, answers
// pulls and keeps grants. Any number of engines may share one Store.
type Engine struct {
	store Store
	opt   Options
	reg   *models.Registry
	epoch atomic.Value // string, as last seen in the store
	queue chan *job
	done  chan struct{}
	stop  context.CancelFunc
	watch watchers
	forms form.Cache
}

// NewEngine opens the history in the store, starting epoch one in an empty
// store. Close it to finish what was taken.
func NewEngine(ctx context.Context, store Store, opt Options) (*Engine, error) {
	if opt.Keys == nil || opt.Now == nil || opt.Random == nil || opt.NewID == nil {
		return nil, errors.New("changesync: Options.Keys, Now, Random and NewID are required")
	}
	if opt.Registry == nil {
		opt.Registry = models.Default()
	}
	opt.GroupLimit = orDefault(opt.GroupLimit, 256)
	opt.QueueLimit = orDefault(opt.QueueLimit, 1024)
	if opt.TokenLife == 0 {
		opt.TokenLife = 30 * 24 * time.Hour
	}
	e := &Engine{
		store: store, opt: opt, reg: opt.Registry,
		queue: make(chan *job, opt.QueueLimit),
		done:  make(chan struct{}),
	}
	if err := e.openEpoch(ctx); err != nil {
		return nil, err
	}
	loopCtx, stop := context.WithCancel(context.WithoutCancel(ctx))
	e.stop = stop
	go e.loop(loopCtx)
	if err := e.followRights(ctx); err != nil {
		e.Close()
		return nil, fmt.Errorf("derive the grants anew: %w", err)
	}
	return e, nil
}

func orDefault(n, def int) int {
	if n <= 0 {
		return def
	}
	return n
}

// Close stops taking jobs, finishes those taken and returns. It does not close
// the store.
func (e *Engine) Close() {
	e.stop()
	<-e.done
}

// Epoch is the identity of the history being served.
func (e *Engine) Epoch() string { return e.epoch.Load().(string) }

// PublicKeys are the server's, as devices get them at enrolment.
func (e *Engine) PublicKeys() PublicKeys { return e.opt.Keys.Public() }

// Registry is the collections the engine knows.
func (e *Engine) Registry() *models.Registry { return e.reg }

func (e *Engine) nowMs() int64 { return e.opt.Now().UnixMilli() }

func (e *Engine) signKey() ed25519.PrivateKey { return e.opt.Keys.Sign }

// openEpoch reads the epoch, or begins one with its server device.
func (e *Engine) openEpoch(ctx context.Context) error {
	err := e.store.Update(ctx, func(tx Tx) error {
		head, err := tx.Head()
		if err != nil {
			return err
		}
		e.watch.seq = head.Seq
		if head.Epoch == "" {
			b := e.newEpoch(head.Horizon)
			e.epoch.Store(b.Head.Epoch)
			b.Docs = append(b.Docs, e.viewsDoc(), e.indexDoc())
			return tx.Apply(b)
		}
		e.epoch.Store(head.Epoch)
		if err := e.resum(tx); err != nil {
			return err
		}
		return e.reindex(tx)
	})
	if err != nil {
		return fmt.Errorf("open the history: %w", err)
	}
	return nil
}

// BeginEpoch starts a new epoch: what a restored or promoted server does, so
// that devices know to hand back what it may have forgotten.
func (e *Engine) BeginEpoch(ctx context.Context) error {
	return e.submit(ctx, &job{run: func(g *group) error {
		b := e.newEpoch(g.head.Horizon)
		g.batch.Head, g.head.Epoch = b.Head, b.Head.Epoch
		g.server = b.Devices[0].ID
		g.devices[g.server] = &b.Devices[0]
		g.moved[g.server] = true
		g.audit(AuditEvent{Action: AuditEpoch, Detail: b.Head.Epoch})
		return nil
	}})
}

// newEpoch is a new identity of the history with a device of its own, under
// which rules and office write.
func (e *Engine) newEpoch(horizon uint64) *Batch {
	epoch := e.opt.NewID()
	return &Batch{
		Head: &Head{Epoch: epoch, Horizon: horizon},
		Devices: []Device{{
			ID: serverDevice(epoch), User: ServerUser, Name: "server",
			PublicKey: e.opt.Keys.Public().Sign,
			Status:    DeviceServer, Enrolled: e.nowMs(),
		}},
	}
}

// ServerUser is the actor of what rules write.
const ServerUser = "server"

func serverDevice(epoch string) string { return "server-" + epoch }
