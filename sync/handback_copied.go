package changesync

import (
	"context"
	"crypto/ed25519"
)

// takeCopied takes a run that its device cannot send in its place in the chain:
// it was acknowledged once, forgotten in a restore, and is kept sealed, so not
// to be renamed. The device may still push it as well: see choose.
func (e *Engine) takeCopied(ctx context.Context, dev Device, run *Run) (*PushResult, error) {
	known := e.momentsOf(run)
	out := &pushJob{}
	j := &job{devices: []string{run.Device}, keys: keysOf(run)}
	j.run = func(g *group) error {
		*out = pushJob{expected: g.devices[run.Device].N + 1}
		for i, c := range run.Changesets {
			p, err := g.carryOver(c, dev, known[i])
			if err != nil {
				return err
			}
			if p != nil {
				out.answers = append(out.answers, p)
			}
		}
		return nil
	}
	j.after = func(g *group) { g.answer(out) }
	if err := e.submit(ctx, j); err != nil {
		return nil, err
	}
	return &out.result, nil
}

// carryOver puts a changeset into an envelope of the server's device and takes
// it with the rights of its own; nil when it is there already.
func (g *group) carryOver(c *Changeset, dev Device, m knownMoment) (*pending, error) {
	inner := c.Body()
	same, _, err := g.sameBytes(inner.Header.Device, inner.Header.N, inner.Hash)
	if err != nil || same != nil {
		return nil, err
	}
	carrier := &Changeset{Inner: inner, Header: Header{Actor: inner.Header.Actor, Carries: inner.Raw}}
	server, err := g.nameAsServer(carrier)
	if err != nil {
		return nil, err
	}
	before := *server
	server.N, server.Hash, server.LastSeen = carrier.Header.N, carrier.Hash, g.now
	run := &Run{Device: server.ID, Changesets: []*Changeset{carrier}}
	run.Signature = ed25519.Sign(g.e.signKey(), runMessage(server.ID, server.N, server.N, carrier.Hash))
	p, err := g.apply(carrier, &dev, m, run.signatureText())
	if err != nil {
		*server = before
		return nil, err
	}
	g.moved[server.ID] = true
	return p, nil
}
