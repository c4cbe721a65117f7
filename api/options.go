package api

import (
	"cmp"
	"context"
	"log/slog"
	"runtime"
	"time"
)

// DefaultMaxInFlight is how many requests of devices are worked on at a time
// unless Options say otherwise.
const DefaultMaxInFlight = 512

// Options tune a Server. The zero value of every field is usable and stands
// for the default named beside it.
type Options struct {
	// Log gets one line a request, with ids and codes and never a body, a
	// token or a person's data. nil: nothing is logged.
	Log *slog.Logger
	// Version is shown by /healthz and in the OpenAPI document. "": "dev".
	Version string
	// Now is the clock of rates and durations. nil: time.Now.
	Now func() time.Time
	// NewTicker makes the heartbeat of a stream. nil: time.NewTicker.
	NewTicker func(time.Duration) (ticks <-chan time.Time, stop func())
	// Gauges are numbers of what runs beside the routes, for /metrics. nil: none.
	Gauges func() []Gauge
	// Ready says whether this node can serve, besides its store being
	// readable. nil: it can.
	Ready func(context.Context) error

	// MaxInFlight is how many requests of devices are worked on at a time; one
	// more answers 503 at once. 0: DefaultMaxInFlight.
	MaxInFlight int
	// MaxSignIn is the same for enrolment and tokens, counted apart, so that a
	// flood of pushes locks nobody out. 0: 64.
	MaxSignIn int
	// MaxPasswords is the same for passwords, which take long to hash. 0: 32.
	MaxPasswords int
	// HashMemory bounds what passwords hashed at one time need, in bytes; one
	// needs 19 MiB, the others wait. 0: 40 MiB.
	HashMemory int64
	// SessionIdle ends a session of a person that was not used for so long.
	// 0: 1 h.
	SessionIdle time.Duration
	// SessionLife ends every session of a person after so long. 0: 12 h.
	SessionLife time.Duration
	// NeedFactor are the roles that need a second factor at sign-in, see
	// accounts.Options. nil: people choose.
	NeedFactor []string
	// PublicPassword is a password that stands in a manual and lets nobody in.
	// "": there is none.
	PublicPassword string
	// PublicURL is how devices reach this server, for the links that enrol
	// them. "": http://127.0.0.1:8080.
	PublicURL string
	// BodyMemory bounds the bytes of all bodies and pages held at one time;
	// what would exceed it answers 503. 0: 64 MiB.
	BodyMemory int64
	// MaxReading is how many bodies are read at a time; a request takes its
	// place only when its body is there. 0: 1024.
	MaxReading int
	// ReadingPerDevice is how many of those one device, or one session of a
	// person, may send; one more ends the oldest. 0: 4.
	ReadingPerDevice int
	// ReadingPerAddress is the same for an address, before anybody has said who
	// he is. 0: 64 (offices share an address).
	ReadingPerAddress int
	// BodyPause is how long nothing of a body may come; over the whole of it
	// 1 KiB a second has to. 0: 15 s.
	BodyPause time.Duration
	// MaxRatio bounds how many bytes one compressed byte may become, once a
	// body has more than 64 KiB. 0: 100.
	MaxRatio int
	// Unpackers is how many compressed bodies are unpacked at a time; each may
	// need 8 MiB. 0: the number of processors, 4 at most.
	Unpackers int

	// Turns is how many pushes of up to 128 KiB are decoded and committed at a
	// time, larger ones counting for more; the others wait. It bounds what
	// pushes need beyond their bodies. 0: 8.
	Turns int

	// Heartbeat is the pause between comments on a quiet stream; at each the
	// token is checked again. 0: 25 s.
	Heartbeat time.Duration
	// SendTimeout is how long a reader may take for one event; who takes
	// longer is gone. 0: 15 s.
	SendTimeout time.Duration
	// MaxWatchers bounds the open streams. 0: 10,000.
	MaxWatchers int
	// WatchersPerDevice bounds those of one device; one more ends the oldest,
	// which is often dead without knowing. 0: 2.
	WatchersPerDevice int

	// SignInRate is how many enrolments, challenges and token requests one
	// address may make in a minute. 0: 300 (offices share an address).
	SignInRate int
	// DeviceRate is how many requests one device may make in a minute, with as
	// many in reserve: more than any sync needs. 0: 600.
	DeviceRate int
	// RevokedRate is how many deliveries a revoked device may make in a
	// minute. 0: 6.
	RevokedRate int
	// RevealRate is how many masked values one user may have shown in a minute.
	// 0: 10.
	RevealRate int
	// CodeRate is how many codes for own devices one user may have in a minute.
	// 0: 10.
	CodeRate int
	// OperatorToken opens /metrics to a bearer. "": only a direct loopback
	// connection may read it.
	OperatorToken string

	// ReadHeaderTimeout, ReadTimeout, WriteTimeout and IdleTimeout are those of
	// http.Server; streams lift the write limit for themselves, and a body that
	// is read has BodyPause.
	// 0: 10 s, 2 min, 2 min, 2 min.
	ReadHeaderTimeout, ReadTimeout, WriteTimeout, IdleTimeout time.Duration
	// MaxHeaderBytes bounds request line and header; a cursor in the middle of
	// a refresh of hundreds of scopes is long. 0: 128 KiB.
	MaxHeaderBytes int
}

func (o Options) withDefaults() Options {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.NewTicker == nil {
		o.NewTicker = func(d time.Duration) (<-chan time.Time, func()) {
			t := time.NewTicker(d)
			return t.C, t.Stop
		}
	}
	if o.Gauges == nil {
		o.Gauges = func() []Gauge { return nil }
	}
	if o.Ready == nil {
		o.Ready = func(context.Context) error { return nil }
	}
	if o.NeedFactor == nil {
		o.NeedFactor = []string{}
	}
	o.Version = cmp.Or(o.Version, "dev")
	o.MaxInFlight = cmp.Or(o.MaxInFlight, DefaultMaxInFlight)
	o.MaxSignIn = cmp.Or(o.MaxSignIn, 64)
	o.MaxPasswords = cmp.Or(o.MaxPasswords, 32)
	o.HashMemory = cmp.Or(o.HashMemory, 40<<20)
	o.SessionIdle = cmp.Or(o.SessionIdle, time.Hour)
	o.SessionLife = cmp.Or(o.SessionLife, 12*time.Hour)
	o.PublicURL = cmp.Or(o.PublicURL, "http://127.0.0.1:8080")
	o.BodyMemory = cmp.Or(o.BodyMemory, 64<<20)
	o.MaxReading = cmp.Or(o.MaxReading, 1024)
	o.ReadingPerDevice = cmp.Or(o.ReadingPerDevice, 4)
	o.ReadingPerAddress = cmp.Or(o.ReadingPerAddress, 64)
	o.BodyPause = cmp.Or(o.BodyPause, 15*time.Second)
	o.MaxRatio = cmp.Or(o.MaxRatio, 100)
	o.Unpackers = cmp.Or(o.Unpackers, min(4, runtime.GOMAXPROCS(0)))
	o.Turns = cmp.Or(o.Turns, 8)
	o.Heartbeat = cmp.Or(o.Heartbeat, 25*time.Second)
	o.SendTimeout = cmp.Or(o.SendTimeout, 15*time.Second)
	o.MaxWatchers = cmp.Or(o.MaxWatchers, 10_000)
	o.WatchersPerDevice = cmp.Or(o.WatchersPerDevice, 2)
	o.SignInRate = cmp.Or(o.SignInRate, 300)
	o.DeviceRate = cmp.Or(o.DeviceRate, 600)
	o.RevokedRate = cmp.Or(o.RevokedRate, 6)
	o.RevealRate = cmp.Or(o.RevealRate, 10)
	o.CodeRate = cmp.Or(o.CodeRate, 10)
	o.ReadHeaderTimeout = cmp.Or(o.ReadHeaderTimeout, 10*time.Second)
	o.ReadTimeout = cmp.Or(o.ReadTimeout, 2*time.Minute)
	o.WriteTimeout = cmp.Or(o.WriteTimeout, 2*time.Minute)
	o.IdleTimeout = cmp.Or(o.IdleTimeout, 2*time.Minute)
	o.MaxHeaderBytes = cmp.Or(o.MaxHeaderBytes, 128<<10)
	return o
}
