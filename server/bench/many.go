package bench

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// Many is what it took when all devices came back at once.
type Many struct {
	Devices    int     `json:"devices"`
	Changesets int     `json:"changesets"`
	Bytes      int     `json:"bytes"`
	Seconds    float64 `json:"seconds"`
	PerSecond  float64 `json:"changesets_per_second"`
	SlowestMS  float64 `json:"slowest_push_ms"`
	Refused    int     `json:"refused"` // pushes told to come back later, and repeated
	IdleBytes  int64   `json:"server_idle_bytes"`
	PeakBytes  int64   `json:"server_peak_bytes"`
}

func many(ctx context.Context, setup Setup, dir string, devices, visits int) (out Many, err error) {
	codes, err := setup.Prepare(ctx, dir, devices)
	if err != nil {
		return out, err
	}
	target, err := setup.Start(ctx, dir)
	if err != nil {
		return out, err
	}
	defer func() { err = firstOf(err, target.Stop()) }()
	if out.IdleBytes, err = peakBytes(target.PID); err != nil {
		return out, err
	}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: devices}}
	defer client.CloseIdleConnections()
	phones, err := field(ctx, client, target.URL, codes, visits)
	if err != nil {
		return out, err
	}
	out.Devices, out.Changesets = devices, devices*visits
	if err := out.all(ctx, phones); err != nil {
		return out, err
	}
	out.PeakBytes, err = peakBytes(target.PID)
	return out, err
}

// field enrols the phones and lets each write its visits without a network.
func field(ctx context.Context, client *http.Client, url string, codes []string, visits int) ([]*Phone, error) {
	phones := make([]*Phone, len(codes))
	for i, code := range codes {
		p, err := Enrol(ctx, client, url, code)
		if err == nil {
			err = p.Pull(ctx)
		}
		if err == nil {
			err = p.WriteVisits(ctx, visits)
		}
		if err != nil {
			return nil, fmt.Errorf("device %d: %w", i, err)
		}
		phones[i] = p
	}
	return phones, nil
}

// all lets every phone push at once. The first error ends the others: a run
// in which one failed measures nothing.
func (out *Many) all(ctx context.Context, phones []*Phone) error {
	var mu sync.Mutex
	group, ctx := errgroup.WithContext(ctx)
	start := make(chan struct{})
	for _, p := range phones {
		group.Go(func() error {
			<-start
			return out.one(ctx, p, &mu)
		})
	}
	begun := time.Now()
	close(start)
	err := group.Wait()
	out.Seconds = time.Since(begun).Seconds()
	out.PerSecond = float64(out.Changesets) / out.Seconds
	return err
}

func (out *Many) one(ctx context.Context, p *Phone, mu *sync.Mutex) error {
	for {
		next, err := p.NextPush(ctx)
		if err != nil || next == nil {
			return err
		}
		begun := time.Now()
		answer, err := p.Send(ctx, next.Body)
		took := time.Since(begun)
		var refused *Refused
		if errors.As(err, &refused) && refused.Status == http.StatusServiceUnavailable {
			mu.Lock()
			out.Refused++
			mu.Unlock()
			select {
			case <-time.After(50 * time.Millisecond):
				continue
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		if err != nil {
			return err
		}
		if _, err := p.TakeAnswer(ctx, answer); err != nil {
			return err
		}
		mu.Lock()
		out.Bytes += len(next.Body)
		out.SlowestMS = max(out.SlowestMS, ms(took))
		mu.Unlock()
	}
}
