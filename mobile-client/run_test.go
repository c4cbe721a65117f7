package mobile_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	mobile "fieldsync/mobile-client"
	"fieldsync/models"
	"fieldsync/sync/memstore"

	changesync "fieldsync/sync"
)

// running is a client whose Run goes on in a bubble of fake time.
type running struct {
	*phone
	mu    sync.Mutex
	at    []time.Duration // of each attempt, since the start
	errs  []error
	start time.Time
	stop  func()
}

func run(t *testing.T, w *world, user string, prepare func(*phone)) *running {
	t.Helper()
	p := w.open(memstore.NewLocal())
	p.line.wakes = make(chan struct{})
	r := &running{phone: p, start: time.Now()}
	p.restart(mobile.Options{Poll: time.Hour, Synced: func(_ mobile.Summary, err error) {
		r.mu.Lock()
		r.at, r.errs = append(r.at, time.Since(r.start)), append(r.errs, err)
		r.mu.Unlock()
	}})
	p.enrol(user)
	prepare(p)
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- p.Run(ctx) }()
	r.stop = func() {
		cancel()
		if err := <-ended; err != context.Canceled {
			t.Errorf("Run ended with %v", err)
		}
	}
	synctest.Wait()
	return r
}

func (r *running) attempts() ([]time.Duration, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]time.Duration{}, r.at...), r.errs[len(r.errs)-1]
}

// later lets fake time pass.
func later(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

func TestRunHasItsReasons(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		r := run(t, w, "csm01", func(*phone) {})
		defer r.stop()
		later(time.Second)
		first, _ := r.attempts()
		r.put("customer", "c1", `{"marketing_grid":"HZ-02"}`)
		synctest.Wait()
		if at, err := r.attempts(); len(at) != len(first)+1 || err != nil || r.status().Waiting != 0 {
			t.Errorf("a local write did not wake it: %v %v", at, err)
		}
		w.office("customer/c1", "customer", "c1", `{"marketing_grid":"HZ-03"}`)
		r.line.wakes <- struct{}{}
		synctest.Wait()
		if got := r.value("customer", "c1", "marketing_grid"); got != `"HZ-03"` {
			t.Errorf("news did not wake it: %s", got)
		}
		before, _ := r.attempts()
		later(2 * time.Hour)
		if at, _ := r.attempts(); len(at) < len(before)+1 || len(at) > len(before)+4 {
			t.Errorf("the timer: %v", at[len(before):])
		}
	})
}

func TestRunBacksOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		r := run(t, w, "csm01", func(p *phone) { p.line.before = func(string) error { return errLine } })
		defer r.stop()
		for range 60 {
			later(10 * time.Second)
			r.put("customer", "c1", `{"address":"`+time.Since(r.start).String()+`"}`) // writing goes on
		}
		at, err := r.attempts()
		w.code(err, mobile.CodeNetwork)
		if len(at) < 6 || len(at) > 14 {
			t.Fatalf("%d attempts in ten minutes: %v", len(at), at)
		}
		for i := 2; i < 6; i++ {
			if gap := at[i] - at[i-1]; gap < time.Second<<(i-1) || gap > 6*time.Second<<(i-1) {
				t.Errorf("gap %d is %v", i, gap)
			}
		}
		r.line.mend()
		r.Wake() // the network is back
		synctest.Wait()
		if s := r.status(); s.Waiting != 0 || s.State != mobile.StateUpToDate {
			t.Errorf("after the network came back: %+v", s)
		}
	})
}

func TestRunHeedsTheServer(t *testing.T) {
	for _, c := range []struct {
		code       string
		retry      time.Duration
		least      time.Duration
		wakeDecide bool
	}{
		{changesync.CodeOverloaded, 10 * time.Minute, 10 * time.Minute, false},
		{changesync.CodeUpgradeRequired, 0, 30 * time.Minute, true},
	} {
		t.Run(c.code, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				r := run(t, w, "csm01", func(p *phone) {
					p.line.before = func(string) error {
						return &mobile.ServerError{Refusal: &models.Error{Code: c.code}, Status: 503, RetryAfter: c.retry}
					}
				})
				defer r.stop()
				later(c.least - time.Second)
				if at, err := r.attempts(); len(at) != 1 {
					t.Errorf("%d attempts before %v: %v %v", len(at), c.least, at, err)
				}
				r.Wake()
				synctest.Wait()
				if at, _ := r.attempts(); (len(at) == 2) != c.wakeDecide {
					t.Errorf("after a person asked: %v", at)
				}
			})
		})
	}
}

// TestWritesAreNotHeldUp: a sync that hangs in the network holds no local write.
func TestWritesAreNotHeldUp(t *testing.T) {
	w := newWorld(t)
	a := w.device("csm01")
	hanging, release := make(chan struct{}), make(chan struct{})
	once := sync.OnceFunc(func() { close(hanging); <-release })
	a.line.before = func(string) error { once(); return nil }
	done := make(chan error, 1)
	a.put("customer", "c1", `{"marketing_grid":"HZ-02"}`)
	go func() {
		_, err := a.Sync(ctx)
		done <- err
	}()
	<-hanging
	a.put("customer", "c1", `{"no_home_visit":true}`)
	if s := a.status(); s.State != mobile.StateSyncing || s.Progress == nil || s.Waiting != 2 {
		t.Errorf("%+v", s)
	}
	close(release)
	w.ok(<-done)
	if s := a.status(); s.State != mobile.StateUpToDate {
		t.Errorf("what was written meanwhile still waits: %+v", s)
	}
}
