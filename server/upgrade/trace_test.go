package upgrade

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	changesync "fieldsync/sync"
)

// TestOldTraceReplayed sends the requests of a release, byte for byte, to
// today's server on the data of that moment: it gets the same meaning. Then it
// sends the pushes to the server as it was in the end: the old receipts come
// back byte for byte.
func TestOldTraceReplayed(t *testing.T) {
	each(t, func(t *testing.T, r *release) {
		trace := r.trace(t)
		p := &replay{t: t, clock: newClock(), tokens: map[string]string{}, was: map[string]meaning{}, is: map[string]meaning{},
			anew: map[string][]string{}}
		o := p.open(r.server(t, BeforeFile))
		kinds := map[string]int{}
		for _, e := range trace {
			kinds[p.one(o, e)]++
		}
		if kinds["enrol"] == 0 || kinds["push"] < 3 || kinds["feed"] < 5 || kinds["page"] == 0 {
			t.Errorf("the trace has too little in it: %v", kinds)
		}
		p.sameRecords()
		late := p.open(r.server(t, ServerFile))
		for _, e := range trace {
			if kindOf(e) == "push" {
				p.again(late, e)
			}
		}
	})
}

// meaning is what a device has heard of records: the live writes of each cell.
type meaning map[string]string

type replay struct {
	t      *testing.T
	clock  *clock
	tokens map[string]string  // by the token of the trace
	was    map[string]meaning // by device
	is     map[string]meaning
	anew   map[string][]string // scopes that today's server sends anew, by device
}

func (p *replay) open(data string) *office {
	p.t.Helper()
	o, err := openOffice(p.t.Context(), data, p.clock.Now)
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() {
		if err := o.close(); err != nil {
			p.t.Error(err)
		}
	})
	return o
}

func kindOf(e Exchange) string {
	switch {
	case e.Path == "/v1/devices":
		return "enrol"
	case e.Path == "/v1/changesets":
		return "push"
	case strings.Contains(e.Path, "page="):
		return "page"
	}
	return "feed"
}

// one replays an exchange at its time and compares the answers.
func (p *replay) one(o *office, e Exchange) (kind string) {
	p.t.Helper()
	kind = kindOf(e)
	switch kind {
	case "enrol":
		p.sameEnrolment(e.Answer, p.send(o, e))
	case "push":
		p.sameReceipts(e.Answer, p.send(o, e))
	case "feed":
		hear(p.t, p.was, e.Device, e.Answer)
		p.pull(o, e)
	case "page":
		hear(p.t, p.was, e.Device, e.Answer)
		p.page(o, e)
	}
	return kind
}

// pull begins a pull of the trace and follows it to its end as today's server
// leads it: it sends more where the table of rights has changed since.
func (p *replay) pull(o *office, e Exchange) {
	p.t.Helper()
	start, _, _ := strings.Cut(e.Path, "?")
	for {
		page := hear(p.t, p.is, e.Device, p.send(o, e))
		for _, b := range page.Begin {
			p.anew[e.Device] = append(p.anew[e.Device], string(b.Scope))
		}
		if page.Next == "" {
			return
		}
		e.Path = start + "?page=" + page.Next
	}
}

// page goes on in a pull of the trace, byte for byte: it is answered, or its
// grants have been derived anew and the device has to begin again, see pull.
func (p *replay) page(o *office, e Exchange) {
	p.t.Helper()
	p.clock.set(time.UnixMilli(e.At))
	e.Token = cmp.Or(p.tokens[e.Token], e.Token)
	switch res := e.send(o); {
	case res.Code == http.StatusOK:
		hear(p.t, p.is, e.Device, res.Body.String())
	case res.Code != http.StatusConflict || !strings.Contains(res.Body.String(), changesync.CodeRestartPull):
		p.t.Errorf("%s of %s: %d %s", e.Path, e.Device, res.Code, res.Body)
	}
}

func (p *replay) send(o *office, e Exchange) string {
	p.t.Helper()
	p.clock.set(time.UnixMilli(e.At))
	if token, renewed := p.tokens[e.Token]; renewed {
		e.Token = token
	}
	res := e.send(o)
	if res.Code != e.Status || res.Code != http.StatusOK && res.Code != http.StatusCreated {
		p.t.Fatalf("%s %s of %s: %d %s, it was %d", e.Method, e.Path, e.Device, res.Code, res.Body, e.Status)
	}
	return res.Body.String()
}

// sameEnrolment: every member of the old answer is there with its kind, and
// what names the user is the same.
func (p *replay) sameEnrolment(was, is string) {
	p.t.Helper()
	var a, b map[string]any
	decode(p.t, was, &a)
	decode(p.t, is, &b)
	for name, v := range a {
		if fmt.Sprintf("%T", v) != fmt.Sprintf("%T", b[name]) {
			p.t.Errorf("enrolment: %s is %v, it was %v", name, b[name], v)
		}
	}
	if a["user"] != b["user"] || a["staff"] != b["staff"] || a["epoch"] != b["epoch"] || !reflect.DeepEqual(a["server"], b["server"]) {
		p.t.Errorf("enrolment: %v, it was %v", b, a)
	}
	p.tokens[a["token"].(string)] = b["token"].(string)
}

func decode(t *testing.T, text string, into any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), into); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
}

// sameReceipts compares the receipts of two answers by what they say.
func (p *replay) sameReceipts(was, is string) {
	p.t.Helper()
	a, b := receipts(p.t, was), receipts(p.t, is)
	if len(a) == 0 || len(a) != len(b) {
		p.t.Fatalf("%d receipts, there were %d", len(b), len(a))
	}
	for i := range a {
		if x, y := content(a[i]), content(b[i]); x != y {
			p.t.Errorf("a receipt says\n%s\nit was\n%s", y, x)
		}
		// Today's rules may find more in an old fact; what was found is.
		for _, old := range a[i].Flags {
			if !slices.ContainsFunc(b[i].Flags, func(f changesync.Reason) bool { return named(f) == named(old) }) {
				p.t.Errorf("a receipt of %s lacks the flag %s", b[i].Device, named(old))
			}
		}
	}
}

func receipts(t *testing.T, answer string) (out []*changesync.Receipt) {
	t.Helper()
	var res changesync.PushResult
	decode(t, answer, &res)
	for _, raw := range res.Receipts {
		r, err := changesync.ParseReceipt(raw, nil)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, r)
	}
	return out
}

// content is a receipt without what another run of the server may choose: its
// place in the log, and the wording of messages.
func content(r *changesync.Receipt) string {
	s := fmt.Sprintf("%s:%d %x %s at %d, arrived %d", r.Device, r.N, r.Hash, r.Outcome, r.Effective, r.Arrived/1000)
	for i, list := range [][]changesync.Reason{r.Reasons, r.Void} {
		for _, reason := range list {
			s += " " + []string{"reason", "void"}[i] + " " + named(reason)
		}
	}
	return s
}

func named(r changesync.Reason) string {
	return fmt.Sprintf("%s/%s/%s %s", r.Collection, r.Record, r.Field, r.Code)
}

// hear adds the items of a page to what a device has heard.
func hear(t *testing.T, all map[string]meaning, device, answer string) *changesync.Page {
	t.Helper()
	page, err := changesync.DecodePage([]byte(answer))
	if err != nil {
		t.Fatal(err)
	}
	if all[device] == nil {
		all[device] = meaning{}
	}
	for _, item := range page.Items {
		r, err := changesync.DecodeRecord(item)
		if err != nil {
			t.Fatal(err)
		}
		for name, cell := range r.Cells {
			text := ""
			for _, v := range cell.Live {
				text += fmt.Sprintf("%s%s by %s; ", v.Value, v.Mask, v.By)
			}
			all[device][string(r.Scope)+" "+r.Key.String()+" "+name] = text
		}
	}
	return page
}

// sameRecords: every cell that a device heard of is heard of today.
func (p *replay) sameRecords() {
	p.t.Helper()
	for device, cells := range p.was {
		if len(cells) == 0 {
			p.t.Errorf("%s heard nothing in the trace", device)
		}
		for name, text := range cells {
			if got := p.is[device][name]; got != text {
				p.t.Errorf("%s hears of %s: %q, it was %q", device, name, got, text)
			}
		}
		for name := range maps.Keys(p.is[device]) {
			if scope, _, _ := strings.Cut(name, " "); !hasScope(cells, scope) && !slices.Contains(p.anew[device], scope) {
				p.t.Errorf("%s hears of %s, which it did not", device, name)
			}
		}
	}
}

func hasScope(cells meaning, scope string) bool {
	for name := range cells {
		if strings.HasPrefix(name, scope+" ") {
			return true
		}
	}
	return false
}

// again repeats a push to a server that has it: the first receipts come back.
func (p *replay) again(o *office, e Exchange) {
	p.t.Helper()
	var was, is changesync.PushResult
	decode(p.t, e.Answer, &was)
	decode(p.t, p.send(o, e), &is)
	if len(is.Receipts) != len(was.Receipts) {
		p.t.Fatalf("%d receipts, there were %d", len(is.Receipts), len(was.Receipts))
	}
	for i := range was.Receipts {
		if string(is.Receipts[i]) != string(was.Receipts[i]) {
			p.t.Errorf("repeated, a push gets another receipt:\n%s\nthe first was\n%s", is.Receipts[i], was.Receipts[i])
		}
	}
}
