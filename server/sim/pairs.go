package sim

import (
	"bytes"
	"context"
	"fmt"
)

// pairOps are the operations of which every pair is tried, each by its own
// device, at the very same moment, neither knowing of the other.
var pairOps = []string{"a", "b", "clear", "delete", "restore"}

// everyPair lets two devices do every pair of operations on a field, with one
// clock that stands still, and deliver in both orders: what stands there in the
// end must be the same.
func everyPair(ctx context.Context, o *Options, bug *Break, p program, r *Report) error {
	w, err := newWorld(ctx, setting{seed: 2, bug: bug, users: []string{"csm01", "am01", "csm01"}})
	if err != nil {
		return err
	}
	defer w.close()
	for _, start := range []string{"", "c", "delete"} {
		from, err := w.branch()
		if err != nil {
			return err
		}
		if start != "" { // something is there already, and known to all
			from.perform(&p, from.devices[2], start)
			from.everybody()
			from.everybody()
		}
		err = from.pairs(o, p, start, r)
		from.close()
		if err != nil {
			return err
		}
	}
	return nil
}

// pairSample is how many pairs a sample takes one of.
const pairSample = 8

func (w *world) pairs(o *Options, p program, start string, r *Report) error {
	for _, x := range pairOps {
		for _, y := range pairOps {
			if o.StopAtFirst && len(r.Violations) > 0 {
				return w.ctx.Err()
			}
			if o.Sample > 1 && w.rng.IntN(pairSample) > 0 {
				continue
			}
			if err := w.pair(p, start, x, y, r); err != nil {
				return fmt.Errorf("%s: %s and %s: %w", p.name, x, y, err)
			}
		}
	}
	return nil
}

func (w *world) pair(p program, start, x, y string, r *Report) error {
	made, err := w.branch()
	if err != nil {
		return err
	}
	defer made.close()
	made.frozen = true
	made.perform(&p, made.devices[0], x)
	made.perform(&p, made.devices[1], y)
	made.frozen = false
	var ends [2]*world
	for i := range ends {
		if ends[i], err = made.branch(); err != nil {
			return err
		}
		defer ends[i].close()
		first, second := ends[i].devices[i], ends[i].devices[1-i]
		ends[i].perform(&p, first, "sync")
		ends[i].perform(&p, second, "sync")
		ends[i].everybody()
		ends[i].checkEnd()
	}
	r.Pairs++
	one, other := ends[0].body(p), ends[1].body(p)
	if !bytes.Equal(one, other) {
		ends[0].fail("order", "delivered in one order it is\n%s\nin the other\n%s", one, other)
	}
	for _, w := range ends {
		if w.failure != nil {
			w.failure.Program = fmt.Sprintf("%s: after %q, %s and %s at once", p.name, start, x, y)
			r.Violations = append(r.Violations, *w.failure)
		}
	}
	return nil
}

// body is the program's records without what depends on the order of arrival.
func (w *world) body(p program) (out []byte) {
	for _, rec := range w.records() {
		if rec.Key.Collection != p.key.Collection {
			continue
		}
		rec.Seq = 0
		for name, cell := range rec.Cells {
			if w.serverField(rec.Key.Collection, name) {
				delete(rec.Cells, name) // by the rules, after each arrival
				continue
			}
			for i := range cell.Live {
				cell.Live[i].Was = nil // for people: whoever came second saw the first
			}
		}
		out = append(append(out, rec.Encode()...), '\n')
	}
	return out
}
