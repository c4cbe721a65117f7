package changesync

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"encoding/json"
)

// PushResult answers a push.
type PushResult struct {
	// Receipts are the signed receipts of the changesets that were taken, now
	// or before, in order.
	Receipts []json.RawMessage `json:"receipts"`
	// ExpectedN is the next n the server takes from this device.
	ExpectedN uint64 `json:"expected_n"`
	// Time is the server's clock, Unix ms: devices estimate their offset from it.
	Time int64 `json:"time"`
}

// pushJob collects the answers of one push.
type pushJob struct {
	answers  []*pending
	expected uint64
	result   PushResult
	fork     uint64 // the changeset that another one stands in the place of
}

// knownMoment is the verified moment of a changeset; ok is false when the
// author knew none that this server signed.
type knownMoment struct {
	Moment
	ok bool
}

// since is the start of the interval in which the changeset was made.
func (m knownMoment) since(d *Device) int64 {
	if m.ok && m.Time > d.Enrolled {
		return m.Time
	}
	return d.Enrolled
}

// Push takes a run of changesets of the calling device. It returns when all
// that it answers for is durable. Errors: bad_signature, fork, unknown_device,
// overloaded; a gap is no error, see PushResult.ExpectedN.
func (e *Engine) Push(ctx context.Context, caller Device, run *Run) (*PushResult, error) {
	if run.Device != caller.ID {
		return nil, fail(CodeBadSignature, "a device pushes its own changesets only")
	}
	return e.take(ctx, caller, run, true)
}

// take takes a run from its device, or out of a box, where a fork is no news.
func (e *Engine) take(ctx context.Context, caller Device, run *Run, pushed bool) (*PushResult, error) {
	if err := run.Verify(caller.PublicKey); err != nil {
		return nil, err
	}
	if err := e.refreshGrants(ctx, caller.User); err != nil {
		return nil, err
	}
	out := &pushJob{}
	known := e.momentsOf(run)
	j := &job{devices: []string{run.Device}, keys: keysOf(run)}
	j.run = func(g *group) error {
		*out = pushJob{}
		err := g.takeRun(run, known, out)
		if pushed && out.fork > 0 {
			return cmp.Or(g.noteFork(run.Device, out.fork), err)
		}
		return err
	}
	j.after = func(g *group) { g.answer(out) }
	if err := e.submit(ctx, j); err != nil {
		return nil, err
	}
	return &out.result, nil
}

// momentsOf verifies what the authors knew. Many changesets share a moment.
func (e *Engine) momentsOf(run *Run) []knownMoment {
	key := e.signKey().Public().(ed25519.PublicKey)
	seen := map[string]knownMoment{}
	out := make([]knownMoment, len(run.Changesets))
	for i, c := range run.Changesets {
		token := c.Body().Header.Seen
		m, ok := seen[token]
		if !ok && token != "" {
			v, err := VerifyMoment(token, key)
			m = knownMoment{v, err == nil}
			seen[token] = m
		}
		out[i] = m
	}
	return out
}

func keysOf(run *Run) []Key {
	var keys []Key
	for _, c := range run.Changesets {
		for _, t := range c.Body().Header.Records {
			keys = append(keys, t.Key)
		}
	}
	return keys
}

func (g *group) answer(out *pushJob) {
	for _, p := range out.answers {
		out.result.Receipts = append(out.result.Receipts, p.raw)
	}
	out.result.ExpectedN = out.expected
	out.result.Time = g.now
}

// sign makes a receipt once the sequence is known. It is stored with its
// changeset, so that a repeat gets the same bytes.
func (g *group) sign(p *pending) error {
	p.receipt.Seq = g.seq
	for _, k := range p.keys {
		p.receipt.Flags = append(p.receipt.Flags, g.flags[k]...)
	}
	raw, err := p.receipt.Sign(g.e.signKey())
	if err != nil {
		return err
	}
	p.raw = raw
	stored := &g.batch.Changesets[p.stored]
	stored.Receipt, stored.Seq = raw, g.seq
	return nil
}
