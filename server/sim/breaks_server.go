package sim

import (
	"encoding/base64"
	"encoding/json"
	"time"

	mobile "fieldsync/mobile-client"
	changesync "fieldsync/sync"
)

// believe sets the servers' clock by the newest changeset of a run.
func believe(d *device, run *changesync.Run) {
	for _, c := range run.Changesets {
		at, err := time.Parse(time.RFC3339Nano, c.Body().Header.At)
		if err == nil && at.After(d.w.clock()) {
			d.w.skew = at.Sub(d.w.now)
		}
	}
}

// swallow acknowledges what a device sends under a number that is taken.
func swallow(w *world, run *changesync.Run, res *changesync.PushResult, err error) (*changesync.PushResult, error) {
	if mobile.CodeOf(err) != changesync.CodeFork {
		return res, err
	}
	out := &changesync.PushResult{ExpectedN: run.Changesets[len(run.Changesets)-1].Header.N + 1, Time: w.clock().UnixMilli()}
	for _, c := range run.Changesets {
		r := changesync.Receipt{Device: c.Header.Device, N: c.Header.N, Hash: c.Hash, Outcome: changesync.OutcomeApplied, Arrived: out.Time, Effective: out.Time}
		raw, err := r.Sign(w.keys.Sign)
		if err != nil {
			return nil, err
		}
		out.Receipts = append(out.Receipts, raw)
	}
	return out, nil
}

// endEarly makes every page of the log the last one of its pull. What is left
// comes with the next, so that nothing is lost: only the whole is.
func endEarly(p *changesync.Page) {
	if p.Next == "" || len(p.Items) == 0 || len(p.Begin) > 0 {
		return
	}
	last, err := changesync.DecodeRecord(p.Items[len(p.Items)-1])
	if err != nil {
		return
	}
	token, err := json.Marshal(map[string]any{"e": p.Epoch, "s": last.Seq - 1, "g": 0})
	if err != nil {
		return
	}
	p.Next, p.Checksums = "", nil
	p.Cursor = base64.RawURLEncoding.EncodeToString(token)
}
