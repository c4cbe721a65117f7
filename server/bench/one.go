package bench

import (
	"context"
	"net/http"
	"time"
)

// One is what pushing a morning's visits from one device took.
type One struct {
	Visits     int     `json:"visits"`
	Bytes      int     `json:"bytes"`
	Requests   int     `json:"requests"`
	PushMS     float64 `json:"push_ms"`  // until the last one was durable
	FloorMS    float64 `json:"floor_ms"` // the same bytes, one request, one fsync
	Ratio      float64 `json:"ratio"`
	PerSecond  float64 `json:"changesets_per_second"`
	PeakBytes  int64   `json:"server_peak_bytes"`
	quarantine int
}

func one(ctx context.Context, setup Setup, dir string, visits int) (out One, err error) {
	codes, err := setup.Prepare(ctx, dir, 1)
	if err != nil {
		return out, err
	}
	target, err := setup.Start(ctx, dir)
	if err != nil {
		return out, err
	}
	defer func() { err = firstOf(err, target.Stop()) }()
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	phone, err := Enrol(ctx, client, target.URL, codes[0])
	if err == nil {
		err = phone.Pull(ctx)
	}
	if err == nil {
		err = phone.WriteVisits(ctx, visits)
	}
	if err != nil {
		return out, err
	}
	bodies, took, err := pushAll(ctx, phone, &out)
	if err != nil {
		return out, err
	}
	least, err := floor(ctx, dir, bodies)
	if err != nil {
		return out, err
	}
	out.Visits, out.Requests = visits, len(bodies)
	out.PushMS, out.FloorMS = ms(took), ms(least)
	out.Ratio, out.PerSecond = out.PushMS/out.FloorMS, float64(visits)/took.Seconds()
	out.PeakBytes, err = peakBytes(target.PID)
	return out, err
}

// pushAll empties the outbox. Only the exchanges are timed: what the phone does
// with a receipt, such as sealing for hand-back, is the phone's time.
func pushAll(ctx context.Context, phone *Phone, out *One) (bodies [][]byte, took time.Duration, err error) {
	for {
		next, err := phone.NextPush(ctx)
		if err != nil || next == nil {
			return bodies, took, err
		}
		begun := time.Now()
		answer, err := phone.Send(ctx, next.Body)
		took += time.Since(begun)
		if err != nil {
			return nil, 0, err
		}
		ack, err := phone.TakeAnswer(ctx, answer)
		if err != nil {
			return nil, 0, err
		}
		out.quarantine += ack.Quarantined
		out.Bytes += len(next.Body)
		bodies = append(bodies, next.Body)
	}
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
