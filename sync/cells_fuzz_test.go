package changesync_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	changesync "fieldsync/sync"

	"pgregory.net/rapid"
)

// arrivals is a Context over a set of writes: what has come, what is void.
type arrivals struct {
	events  map[changesync.Dot]*cellEvent
	arrived map[changesync.Dot]bool
}

func (a *arrivals) Arrived(d changesync.Dot) bool { return a.arrived[d] }

func (a *arrivals) Void(_ changesync.Key, _ string, d changesync.Dot) ([]changesync.Dot, bool, bool) {
	e := a.events[d]
	if e == nil || !e.void {
		return nil, false, false
	}
	return e.replaces, true, true
}

func (a *arrivals) Former(changesync.Key, string, []changesync.Dot) *changesync.Version { return nil }

// FuzzCellJoin merges writes into a bare cell in two orders, the second with
// everything twice and also against the order of cause and effect: both give
// the cell that the grow-only set of all writes gives.
func FuzzCellJoin(f *testing.F) {
	f.Fuzz(func(t *testing.T, script []byte) {
		events := scripted(script)
		o := &oracle{events: map[changesync.Dot]*cellEvent{}}
		var valid []*cellEvent
		for _, e := range events {
			o.events[e.dot] = e
			if !e.void {
				valid = append(valid, e)
			}
		}
		shuffled := shuffle(valid, script)
		want := fmt.Sprint(o.live())
		for _, order := range [][]*cellEvent{valid, slices.Concat(valid, valid), shuffled, slices.Concat(shuffled, shuffled[:len(shuffled)/2])} {
			c := join(o.events, order)
			if got := fmt.Sprint(c.Dots()); got != want || len(c.Awaited) > 0 {
				t.Fatalf("live %s awaited %v, the oracle says %s\n%s", got, c.Awaited, want, described(events, order))
			}
		}
		// The half that has arrived gives the oracle's cell of that half and of
		// what is known to be replaced.
		half := shuffled[:len(shuffled)/2]
		c := join(o.events, half)
		for _, d := range c.Dots() {
			if o.killedBy(d, half) {
				t.Fatalf("%s is live, and replaced by what has arrived\n%s", d, described(events, half))
			}
		}
	})
}

// killedBy says whether one of the writes replaces the dot.
func (o *oracle) killedBy(dot changesync.Dot, by []*cellEvent) bool {
	return slices.ContainsFunc(by, func(e *cellEvent) bool { return e.dot != dot && o.kills(e)[dot] })
}

// scripted reads writes from bytes: two for each, which of the earlier it
// replaces and whether it is void.
func scripted(script []byte) (events []*cellEvent) {
	for i := 0; i+1 < len(script) && len(events) < 12; i += 2 {
		e := &cellEvent{dot: changesync.MakeDot(string(rune('a'+script[i]&3)), uint64(len(events)+1)), void: script[i]&0x0c == 0x0c}
		for j, old := range events {
			if script[i+1]>>(j%8)&1 == 1 {
				e.replaces = append(e.replaces, old.dot)
			}
		}
		events = append(events, e)
	}
	return events
}

// shuffle orders by the bytes themselves.
func shuffle(list []*cellEvent, script []byte) []*cellEvent {
	out := slices.Clone(list)
	for i := range out {
		j := int(script[len(script)-1-i]) % (i + 1)
		out[i], out[j] = out[j], out[i]
	}
	return out
}

func join(events map[changesync.Dot]*cellEvent, order []*cellEvent) *changesync.Cell {
	ctx := &arrivals{events: events, arrived: map[changesync.Dot]bool{}}
	for _, e := range events {
		ctx.arrived[e.dot] = e.void
	}
	c := &changesync.Cell{}
	for _, e := range order {
		if ctx.arrived[e.dot] {
			continue // the engine takes a changeset once
		}
		ctx.arrived[e.dot] = true
		v := changesync.Version{Dot: e.dot, Value: json.RawMessage(`"v"`), Replaces: e.replaces}
		c.Merge(v, key("key_person", "k1"), "position", ctx)
		if slices.Contains(c.Dots(), e.dot) {
			c.Merge(v, key("key_person", "k1"), "position", ctx) // a live write again: nothing changes
		}
	}
	return c
}

func described(events, order []*cellEvent) string {
	s := "writes:"
	for _, e := range events {
		s += fmt.Sprintf("\n  %s void=%v replaces=%v", e.dot, e.void, e.replaces)
	}
	s += "\ndelivered:"
	for _, e := range order {
		s += " " + string(e.dot)
	}
	return s
}

// FuzzCellDelivered is the same through the engine, for a field of each
// policy: with quarantine, corrections, ties of the clock, and every push
// twice.
func FuzzCellDelivered(f *testing.F) {
	w := newWorld(f)
	w.people()
	w.office("customer/c1", set("key_person", "k1", "customer", "c1", "kp_name", "王建国"))
	devices := []*device{w.device("csm01"), w.device("csm01"), w.device("am01")}
	start := w.now
	f.Fuzz(func(t *testing.T, which uint64, bits []byte) {
		w.t = t
		cc := cellCases[which%uint64(len(cellCases))]
		rapid.MakeFuzz(func(rt *rapid.T) {
			w.now = start.Add(time.Hour)
			events := drawEvents(rt, devices, cc, start)
			w.now = start.Add(2 * time.Hour)
			o := &oracle{events: map[changesync.Dot]*cellEvent{}}
			for _, e := range events {
				o.events[e.dot] = e
			}
			first := deliver(t, w, devices, events, cc)
			order := drawOrder(rt, events, 1)
			other := deliver(t, w, devices, order, cc)
			if got, want := fmt.Sprint(first.Dots()), fmt.Sprint(o.live()); got != want {
				t.Fatalf("live %s, the oracle says %s\n%s", got, want, describe(events))
			}
			if a, b := cellText(first), cellText(other); a != b {
				t.Fatalf("another order gives\n%s\nnot\n%s\n%s", b, a, describe(order))
			}
		})(t, bits)
	})
}
