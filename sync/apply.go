package changesync

import (
	"bytes"
	"errors"
	"fmt"

	"fieldsync/models"
)

// pending is a receipt that waits for the sequence.
type pending struct {
	receipt Receipt
	stored  int // index into batch.Changesets
	raw     []byte
	keys    []Key // records written, for the flags
}

// takeRun works through a run: repeats get their original receipt, the next
// contiguous changesets are applied or put aside, a gap or a fork ends it.
func (g *group) takeRun(run *Run, known []knownMoment, out *pushJob) error {
	dev := g.devices[run.Device]
	if dev == nil {
		return fail(CodeUnknownDevice, "this device is not enrolled")
	}
	repeats, err := g.repeats(run, dev)
	if err != nil {
		return err
	}
	for i, c := range run.Changesets {
		switch n := c.Header.N; {
		case n <= dev.N:
			p, err := g.repeat(c, repeats)
			if hasCode(err, CodeFork) {
				out.fork = n
			}
			if err != nil {
				return err
			}
			out.answers = append(out.answers, p)
		case n > dev.N+1:
			out.expected = dev.N + 1
			return nil
		case !bytes.Equal(c.Header.Prev, dev.Hash):
			out.fork = n
			return fail(CodeFork, fmt.Sprintf("changeset %d continues another history than changeset %d that was taken: enrol this device again with a new code, what waits is carried over", n, n-1))
		default:
			p, err := g.apply(c, dev, known[i], run.signatureText())
			if err != nil {
				return err
			}
			dev.N, dev.Hash, dev.LastSeen = n, c.Hash, g.now
			g.moved[dev.ID] = true
			g.answers[MakeDot(dev.ID, n)] = p
			out.answers = append(out.answers, p)
		}
	}
	out.expected = dev.N + 1
	return nil
}

// repeats reads what was taken of the run before.
func (g *group) repeats(run *Run, dev *Device) (map[uint64]StoredChangeset, error) {
	first := run.Changesets[0].Header.N
	if first > dev.N {
		return nil, nil
	}
	out := map[uint64]StoredChangeset{}
	list, err := g.tx.Changesets(run.Device, first, dev.N)
	if err != nil {
		g.broken = err
		return nil, err
	}
	for _, c := range list {
		out[c.N] = c
	}
	return out, nil
}

// repeat finds the first answer to a changeset that was taken before, or by
// another push in this very group.
func (g *group) repeat(c *Changeset, repeats map[uint64]StoredChangeset) (*pending, error) {
	hash := []byte(nil)
	p := g.answers[MakeDot(c.Header.Device, c.Header.N)]
	if p != nil {
		hash = p.receipt.Hash
	} else if old, ok := repeats[c.Header.N]; ok {
		hash, p = old.Hash, &pending{raw: old.Receipt}
	} else {
		return nil, fmt.Errorf("changeset %d of %s was taken but is not stored", c.Header.N, c.Header.Device)
	}
	if !bytes.Equal(hash, c.Hash) {
		return nil, fail(CodeFork, fmt.Sprintf("changeset %d was taken before with other content: this device is a copy of another: enrol it again with a new code, what waits is carried over", c.Header.N))
	}
	return p, nil
}

// apply decides about one changeset and does it, whole or not at all.
func (g *group) apply(c *Changeset, dev *Device, m knownMoment, sig []byte) (*pending, error) {
	c, void, err := g.withoutErased(c, dev, m)
	if err != nil {
		g.broken = err
		return nil, err
	}
	body := c.Body()
	p := &pending{receipt: Receipt{
		Device: c.Header.Device, N: c.Header.N, Hash: c.Hash, Epoch: g.head.Epoch,
		Arrived: g.now, Outcome: OutcomeApplied, Void: void.reasons(body),
		Effective: EffectiveTime(body.Header.deviceTime(), body.Header.Offset, m.since(dev), g.now),
	}}
	a := &application{g: g, c: c, body: body, dot: c.Dot(), dev: dev, receipt: &p.receipt, stage: stage{}}
	if dev.Status != DeviceServer {
		g.at = a.dot
	}
	err = a.decide()
	var unfit *refusal
	if err != nil && !(errors.As(err, &unfit) && unfit.dot == a.dot) {
		g.broken = err // half of it may have been done in memory
	}
	if g.broken != nil {
		return nil, g.broken
	}
	if err != nil {
		return nil, err
	}
	for k := range a.stage {
		p.keys = append(p.keys, k)
	}
	p.stored = len(g.batch.Changesets)
	stored := StoredChangeset{
		Device: c.Header.Device, N: c.Header.N, Hash: c.Hash, Raw: c.Raw,
		Signature: sig, Outcome: p.receipt.Outcome,
	}
	if a.dot != MakeDot(c.Header.Device, c.Header.N) {
		stored.Origin = a.dot
	}
	g.batch.Changesets = append(g.batch.Changesets, stored)
	g.made = append(g.made, p)
	return p, nil
}

// application is one changeset on its way into the records.
type application struct {
	g       *group
	c, body *Changeset
	dot     Dot
	dev     *Device
	receipt *Receipt
	stage   stage
	amended *amended // set when it corrects a quarantined one
	sealed  []Reason // what quarantine records do not show
}

func (a *application) decide() error {
	same, err := a.choose()
	if err == nil && a.c.Inner != nil {
		err = a.g.markCarried(a.body.Header.Device)
	}
	if err != nil {
		return err
	}
	if same != nil {
		return a.repeatOutcome(same)
	}
	a.auditViewings()
	reasons, err := a.judge()
	if err != nil {
		return err
	}
	if len(reasons) > 0 && a.dev.Status == DeviceServer {
		return &refusal{dot: a.dot, reason: reasons[0]} // the office is told at once
	}
	if len(reasons) > 0 {
		a.receipt.Outcome, a.receipt.Reasons = OutcomeQuarantined, fewer(reasons)
		return a.putAside()
	}
	if a.amended != nil {
		a.receipt.Effective = a.amended.receipt.Effective
	}
	if err := a.write(); err != nil {
		return err
	}
	created := a.created()
	a.g.keep(a.stage) // before it sets off changes by the server
	if a.amended != nil {
		a.auditAmend()
		if err := errors.Join(a.settleAmended(), a.bringAlong()); err != nil {
			return err
		}
	}
	for _, k := range created {
		if err := a.g.release(k); err != nil {
			return err
		}
	}
	return nil
}

// write merges the writes into the staged records.
func (a *application) write() error {
	for i := range a.body.Writes {
		w := &a.body.Writes[i]
		t := a.body.Header.Records[w.Record]
		if a.isServerField(t, w) {
			a.auditServerField(t, w)
			a.receipt.Void = append(a.receipt.Void, reasonFor(t, w.Field, CodeServerField,
				"only the server writes this field; the value had no effect"))
			continue
		}
		rec, err := a.g.open(a.stage, t.Key, t.Scope)
		if err != nil {
			return err
		}
		replaces, err := a.named(w.Replaces)
		if err != nil {
			return err
		}
		v := Version{
			Dot: a.dot, Value: w.Value, At: a.receipt.Effective,
			Said: a.body.Header.At, By: a.body.Header.Actor, Replaces: replaces,
		}
		if a.amended != nil {
			later, err := a.takePlace(rec, w.Cell(), &v)
			if err != nil {
				return err
			}
			if len(later) > 0 {
				a.g.pass(rec, w.Cell(), &v, later)
				continue
			}
		}
		a.noteStep(rec, w)
		a.g.merge(rec, w.Cell(), v)
	}
	return nil
}

// isServerField says whether a write is void since only the office makes such a
// one: of a field of the server, or of a state that the office decides about.
func (a *application) isServerField(t Target, w *Write) bool {
	if a.dev.Status == DeviceServer || w.Field == DeletedField {
		return false
	}
	col := a.g.e.reg.Collection(t.Collection)
	if col == nil || col.Field(w.Field) == nil {
		return false
	}
	f := col.Field(w.Field)
	return f.Policy == models.Server || f.OfficeState(w.Value)
}

func reasonFor(t Target, field, code, message string) Reason {
	return Reason{Collection: t.Collection, Record: t.ID, Field: field, Code: code, Message: message}
}
