package changesync_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"slices"
	"testing"
	"time"

	changesync "fieldsync/sync"

	"pgregory.net/rapid"
)

// cellEvent is one changeset that writes one cell.
type cellEvent struct {
	c        *changesync.Changeset
	device   int
	dot      changesync.Dot
	replaces []changesync.Dot
	void     bool
	amends   changesync.Dot
}

// oracle is the full set of writes, from which nothing is ever taken away.
type oracle struct {
	events map[changesync.Dot]*cellEvent
}

// kills are the dots an event replaces: what it names, what the void ones
// among these had replaced, and for a correction what the void one replaced,
// but nothing that stands after the void one: that replaced the correction.
func (o *oracle) kills(e *cellEvent) map[changesync.Dot]bool {
	out := o.named(e)
	if e.amends != "" {
		for later := range o.after(e.amends) {
			delete(out, later)
		}
	}
	return out
}

func (o *oracle) named(e *cellEvent) map[changesync.Dot]bool {
	todo := slices.Clone(e.replaces)
	if e.amends != "" {
		todo = append(todo, o.events[e.amends].replaces...)
	}
	out := map[changesync.Dot]bool{}
	for len(todo) > 0 {
		dot := todo[0]
		todo = todo[1:]
		if out[dot] {
			continue
		}
		out[dot] = true
		if r := o.events[dot]; r != nil && r.void {
			todo = append(todo, r.replaces...)
		}
	}
	return out
}

// after are the writes that replaced a dot, and those that replaced these.
func (o *oracle) after(dot changesync.Dot) map[changesync.Dot]bool {
	out := map[changesync.Dot]bool{}
	for grown := true; grown; {
		grown = false
		for _, e := range o.events {
			if e.void || out[e.dot] || e.amends == dot {
				continue
			}
			for killed := range o.named(e) {
				if killed == dot || out[killed] {
					out[e.dot], grown = true, true
				}
			}
		}
	}
	return out
}

// live are the dots that no valid write replaces.
func (o *oracle) live() []changesync.Dot {
	dead := map[changesync.Dot]bool{}
	for _, e := range o.events {
		if e.void {
			continue
		}
		killed := o.kills(e)
		for _, other := range o.events {
			if other != e && (killed[other.dot] || killed[other.amends]) {
				dead[other.dot] = true
			}
		}
	}
	var out []changesync.Dot
	for dot, e := range o.events {
		if !e.void && !dead[dot] {
			out = append(out, dot)
		}
	}
	slices.Sort(out)
	return out
}

// cellCase is a cell to write and the values it takes.
type cellCase struct {
	name, field, elem string
	values            []string // valid ones
	bad               string   // puts the changeset into quarantine
}

var cellCases = []cellCase{
	{"latest", "department", "", []string{`"a"`, `"b"`, `null`}, `7`},
	{"review", "position", "", []string{`"a"`, `"b"`, `null`}, `7`},
	{"set", "declined_fields", `"qq"`, []string{`"qq"`, `null`}, `"other"`},
	{"state", "submission", "", []string{`"draft"`, `"submitted"`, `"withdrawn"`}, `7`},
	{"delete", changesync.DeletedField, "", []string{`true`, `false`}, `7`},
	{"unknown", "field_of_tomorrow", "", []string{`"a"`, `{"b":1}`}, ""},
}

func TestCellsAgreeWithTheOracleInEveryOrder(t *testing.T) {
	fewerUnderRace(t)
	w := newWorld(t)
	w.people()
	w.office("customer/c1", set("key_person", "k1", "customer", "c1", "kp_name", "王建国"))
	devices := []*device{w.device("csm01"), w.device("csm01"), w.device("am01")}
	start := w.now
	for _, cc := range cellCases {
		t.Run(cc.name, func(t *testing.T) {
			rapid.Check(t, func(rt *rapid.T) {
				w.now = start.Add(time.Hour)
				events := drawEvents(rt, devices, cc, start)
				w.now = start.Add(2 * time.Hour)
				o := &oracle{events: map[changesync.Dot]*cellEvent{}}
				for _, e := range events {
					o.events[e.dot] = e
				}
				want := fmt.Sprint(o.live())
				var first string
				for i := range 3 {
					order := drawOrder(rt, events, i)
					cell := deliver(t, w, devices, order, cc)
					if got := fmt.Sprint(cell.Dots()); got != want {
						rt.Fatalf("live %s, the oracle says %s\n%s", got, want, describe(order))
					}
					if len(cell.Awaited) > 0 {
						rt.Fatalf("all has arrived, awaited %v\n%s", cell.Awaited, describe(order))
					}
					text := cellText(cell)
					if first == "" {
						first = text
					}
					if text != first {
						rt.Fatalf("another order gives\n%s\nnot\n%s\n%s", text, first, describe(order))
					}
				}
			})
		})
	}
}

// fewerUnderRace takes a tenth of the draws under the race detector, which has
// nothing to find in them; all are taken without it.
func fewerUnderRace(t *testing.T) {
	f := flag.Lookup("rapid.checks")
	if was := f.Value.String(); raceEnabled && was == f.DefValue {
		if err := f.Value.Set("10"); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = f.Value.Set(was) })
	}
}

func drawEvents(rt *rapid.T, devices []*device, cc cellCase, start time.Time) []*cellEvent {
	pens := []*pen{devices[0].pen(), devices[1].pen(), devices[2].pen()}
	var events []*cellEvent
	corrected := map[changesync.Dot]bool{}
	for range rapid.IntRange(2, 9).Draw(rt, "events") {
		e := &cellEvent{device: rapid.IntRange(0, 2).Draw(rt, "device")}
		value := rapid.SampledFrom(cc.values).Draw(rt, "value")
		for _, old := range events {
			if rapid.IntRange(0, 2).Draw(rt, "replaces") == 0 {
				e.replaces = append(e.replaces, old.dot)
			}
		}
		kind := rapid.IntRange(0, 3).Draw(rt, "kind")
		if kind == 0 && cc.bad != "" {
			e.void, value = true, cc.bad
		}
		if kind == 1 {
			for _, old := range events {
				if old.void && !corrected[old.dot] {
					e.amends, corrected[old.dot] = old.dot, true
					break
				}
			}
			// What is in quarantine stays with its own device and never reaches
			// another's author.
			e.replaces = slices.DeleteFunc(e.replaces, func(dot changesync.Dot) bool {
				return slices.ContainsFunc(events, func(o *cellEvent) bool {
					return o.dot == dot && o.void && o.device != e.device && o.dot != e.amends
				})
			})
		}
		// Few different times, so that clocks tie.
		at := start.Add(time.Duration(1+rapid.IntRange(0, 2).Draw(rt, "at")) * time.Minute)
		e.c = pens[e.device].next(changesync.Header{
			At: at.Format(time.RFC3339Nano), Amends: e.amends,
			Records: []changesync.Target{{Key: key("key_person", "k1"), Scope: "customer/c1"}},
		}, changesync.Write{Field: cc.field, Elem: cc.elem, Value: json.RawMessage(value), Replaces: e.replaces})
		e.dot = e.c.Dot()
		events = append(events, e)
	}
	return events
}

// knows says whether an author had seen another event, or one by somebody who had.
func (e *cellEvent) knows(events []*cellEvent, other *cellEvent) bool {
	if e == other {
		return true
	}
	for _, o := range events {
		if (o.dot == e.amends || slices.Contains(e.replaces, o.dot)) && o.knows(events, other) {
			return true
		}
	}
	return false
}

// drawOrder interleaves the devices: each keeps its own order, and a correction
// comes after all that its author can have seen, since he had to ask the server.
func drawOrder(rt *rapid.T, events []*cellEvent, i int) []*cellEvent {
	if i == 0 {
		return events
	}
	var out []*cellEvent
	left := slices.Clone(events)
	for len(left) > 0 {
		var ready []int
		for j, e := range left {
			first := !slices.ContainsFunc(left[:j], func(o *cellEvent) bool { return o.device == e.device })
			waits := e.amends != "" && slices.ContainsFunc(left, func(o *cellEvent) bool {
				return o != e && e.knows(events, o)
			})
			if first && !waits {
				ready = append(ready, j)
			}
		}
		if len(ready) == 0 {
			rt.Skip("no causal order")
		}
		j := rapid.SampledFrom(ready).Draw(rt, "next")
		out = append(out, left[j])
		left = slices.Delete(left, j, j+1)
	}
	return out
}

func deliver(t *testing.T, w *world, devices []*device, order []*cellEvent, cc cellCase) changesync.Cell {
	t.Helper()
	b := w.branch(t)
	defer b.engine.Close()
	for _, e := range order {
		d := *devices[e.device]
		d.w = b
		want := changesync.OutcomeApplied
		if e.void {
			want = changesync.OutcomeQuarantined
		}
		p := d.pen()
		for range 2 { // everything twice
			if r := p.push(e.c)[0]; r.Outcome != want {
				t.Fatalf("%s: %s %v, want %s", e.dot, r.Outcome, r.Reasons, want)
			}
		}
	}
	name := cc.field
	if cc.elem != "" {
		name += "/" + cc.elem
	}
	return b.record(key("key_person", "k1")).Cells[name]
}

// cellText is all of a cell but the ancestors, which are hints for people.
func cellText(c changesync.Cell) string {
	s := fmt.Sprint(c.Awaited)
	for _, v := range c.Live {
		s += fmt.Sprintf("\n%s %s at %d by %s as %s", v.Dot, v.Value, v.At, v.By, v.As)
	}
	return s
}

func describe(order []*cellEvent) string {
	s := "delivered:"
	for _, e := range order {
		s += fmt.Sprintf("\n  %s void=%v amends=%s replaces=%v %s", e.dot, e.void, e.amends, e.replaces, e.c.Writes[0].Value)
	}
	return s
}
