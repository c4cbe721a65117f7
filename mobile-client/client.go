package mobile

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"sync"
	"time"

	"fieldsync/models"
	"fieldsync/models/form"
	"fieldsync/sync"

	"github.com/google/uuid"
)

// Options are what a Client needs from outside.
type Options struct {
	// Local is the device's database, required. Close does not close it.
	Local changesync.Local
	// Transport reaches the server. Without one the client works offline only.
	Transport Transport
	// Registry holds the collections; nil: models.Default().
	Registry *models.Registry
	// Now is the device's clock with its zone; nil: time.Now.
	Now func() time.Time
	// After is a timer: it fires once on the channel unless stopped before;
	// nil: time.NewTimer.
	After func(time.Duration) (fired <-chan time.Time, stop func())
	// Random is cryptographically strong; nil: crypto/rand.
	Random io.Reader
	// NewID makes a UUIDv7; nil: from Now's time and Random.
	NewID func() string
	// App is program and version, written into every changeset; "": "mobile".
	App string
	// Log hears about syncs; it never sees values. nil: silence. A *slog.Logger
	// is one; it is not named here because it would be weight on every phone.
	Log Logger
	// Progress is called during a sync, from its goroutine; it must return soon.
	Progress func(Progress)
	// Synced is called by Run after every attempt.
	Synced func(Summary, error)
	// PageBytes bounds one page of a pull; 0: the server's default, 512 KiB.
	PageBytes int
	// Keep is how long acknowledged changesets are kept for a server that was
	// restored from a backup; 0: 30 days.
	Keep time.Duration
	// Poll is the longest time between two syncs of Run; 0: 5 minutes.
	Poll time.Duration
}

// Logger is a structured log: a message, then names and values in turn.
type Logger interface {
	Debug(msg string, args ...any)
	Info(msg string, args ...any)
	Warn(msg string, args ...any)
}

type silence struct{}

func (silence) Debug(string, ...any) {}
func (silence) Info(string, ...any)  {}
func (silence) Warn(string, ...any)  {}

// Client is a device. Its methods may be called from several goroutines.
type Client struct {
	opt     Options
	replica *changesync.Replica
	log     Logger
	// who guards the identity and the order to erase it: enrolling and closing
	// change them, everything else reads them.
	who  sync.RWMutex
	wipe *wipeNote // nil: no order to erase itself
	lock appLock
	// turn holds the right to talk to the server: one conversation at a time.
	turn chan struct{}
	// written and woken are the reasons for Run to sync.
	written, woken chan struct{}
	progress       progressBoard
	forms          form.Cache
}

// Open opens the device's data, locked where a PIN is set. A new device has to Enrol before it writes.
func Open(ctx context.Context, opt Options) (*Client, error) {
	if opt.Local == nil {
		return nil, &models.Error{Code: "bad_options", Field: "Local", Message: "a client needs its database"}
	}
	opt.fill()
	opt.Local = operations{opt.Local}
	c := &Client{
		opt: opt, log: opt.Log, turn: make(chan struct{}, 1),
		written: make(chan struct{}, 1), woken: make(chan struct{}, 1),
	}
	var err error
	c.replica, err = changesync.OpenReplica(ctx, opt.Local, c.deviceOptions())
	if err != nil {
		return nil, err
	}
	var note wipeNote
	if found, err := c.readMeta(ctx, metaWipe, &note); err != nil {
		return nil, err
	} else if found {
		c.wipe = &note
	}
	c.lock.used = opt.Now()
	return c, c.Lock(ctx)
}

func (c *Client) deviceOptions() changesync.DeviceOptions {
	o := &c.opt
	return changesync.DeviceOptions{Registry: o.Registry, Now: o.Now, Random: o.Random, NewID: o.NewID, App: o.App, Keep: o.Keep}
}

func (o *Options) fill() {
	if o.Registry == nil {
		o.Registry = models.Default()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.After == nil {
		o.After = func(d time.Duration) (<-chan time.Time, func()) {
			t := time.NewTimer(d)
			return t.C, func() { t.Stop() }
		}
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	if o.NewID == nil {
		o.NewID = func() string { return newID(o.Now(), o.Random) }
	}
	if o.App == "" {
		o.App = "mobile"
	}
	if o.Log == nil {
		o.Log = silence{}
	}
	if o.Poll <= 0 {
		o.Poll = 5 * time.Minute
	}
}

// newID makes a UUIDv7 of the time and random bytes.
func newID(now time.Time, random io.Reader) string {
	var id uuid.UUID
	if _, err := io.ReadFull(random, id[6:]); err != nil {
		panic("mobile: no randomness: " + err.Error())
	}
	ms := now.UnixMilli()
	for i := range 6 {
		id[i] = byte(ms >> (40 - 8*i))
	}
	id[6], id[8] = id[6]&0x0f|0x70, id[8]&0x3f|0x80
	return id.String()
}

// Enrolled says whether the device has an identity.
func (c *Client) Enrolled() bool { return c.identity().Device != "" }

// Who is the device's id, the user it belongs to, and the server's address;
// all empty before Enrol.
func (c *Client) Who() (device, user, url string) {
	id := c.identity()
	return id.Device, id.User, id.URL
}

func (c *Client) identity() changesync.Identity {
	c.who.RLock()
	defer c.who.RUnlock()
	return c.replica.Identity()
}

// take waits for the right to talk to the server.
func (c *Client) take(ctx context.Context) (release func(), err error) {
	select {
	case c.turn <- struct{}{}:
		return func() { <-c.turn }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// signal leaves a reason to sync; one is enough.
func signal(ch chan struct{}) {
	select {
	case ch <- struct{}{}:
	default:
	}
}

func notEnrolled() error {
	return &models.Error{Code: CodeNotEnrolled, Message: "this device is not enrolled yet", ZH: "此设备尚未注册",
		Hint: "ask the office for a code and enrol with it", HintZH: "请向后台索取注册码后注册"}
}

// CodeOf is the stable code of an error, "" when it has none.
func CodeOf(err error) string {
	if coded, ok := errors.AsType[*models.Error](err); ok {
		return coded.Code
	}
	return ""
}
