package api

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"reflect"
	"testing"
	"time"
)

func TestEveryOptionHasADefault(t *testing.T) {
	v := reflect.ValueOf(Options{}.withDefaults())
	for i := range v.NumField() {
		if name := v.Type().Field(i).Name; v.Field(i).IsZero() && name != "OperatorToken" && name != "PublicPassword" {
			t.Errorf("%s stays zero", name)
		}
	}
}

func TestChooseEncoding(t *testing.T) {
	p, err := newPacker(1)
	if err != nil {
		t.Fatal(err)
	}
	for accept, want := range map[string]string{
		"": "", "identity": "", "br": "", "gzip": "gzip", "GZIP": "gzip", "zstd": "zstd", "gzip, zstd": "zstd",
		"gzip;q=1.0, zstd;q=0.5": "gzip", "gzip;q=0": "", "*": "zstd", "zstd;q=0, *": "gzip",
		"gzip;q=abc": "", "gzip;q=2": "", "gzip;q=NaN": "", ",,;": "", "zstd;q=0, gzip;q=0, *": "",
	} {
		if got := p.choose([]string{accept}); got != want {
			t.Errorf("%q: %q, want %q", accept, got, want)
		}
	}
}

func TestLimiterRefillsAndForgets(t *testing.T) {
	now := time.Unix(0, 0)
	l := newLimiter(60, func() time.Time { return now })
	spend := func(n int) (granted int) {
		for range n {
			if l.allow("a") {
				granted++
			}
		}
		return granted
	}
	if got := spend(100); got != 60 {
		t.Errorf("a minute's worth is %d", got)
	}
	now = now.Add(10 * time.Second)
	if got := spend(100); got != 10 {
		t.Errorf("after ten seconds %d", got)
	}
	now = now.Add(-time.Hour) // a clock that is set back grants nothing
	if got := spend(1); got != 0 {
		t.Error("a clock that went back granted something")
	}
	for i := range 3 * maxBuckets {
		l.allow(fmt.Sprint(i))
	}
	if len(l.buckets) > maxBuckets {
		t.Errorf("%d buckets are kept", len(l.buckets))
	}
}

func TestBudgetGivesBack(t *testing.T) {
	b := newBudget(10)
	if !b.take(10) || b.take(1) {
		t.Fatal("the budget is not ten")
	}
	b.give(10)
	if !b.take(10) {
		t.Fatal("what was given back is gone")
	}
}

// deadlines notes what is asked of a connection.
type deadlines struct {
	*httptest.ResponseRecorder
	set []time.Time
}

func (d *deadlines) SetWriteDeadline(t time.Time) error {
	d.set = append(d.set, t)
	return nil
}

// A reader who takes nothing more is given up after a while.
func TestEventsHaveADeadlineEach(t *testing.T) {
	w := &deadlines{ResponseRecorder: httptest.NewRecorder()}
	s := newEventStream(w, time.Hour)
	for range 2 {
		if err := s.send(heartbeat); err != nil {
			t.Fatal(err)
		}
	}
	if len(w.set) != 4 || !w.set[2].After(time.Now()) || !w.set[3].IsZero() {
		t.Errorf("deadlines %v", w.set)
	}
}

// SetReadDeadline implements what an http.ResponseController looks for.
func (d *deadlines) SetReadDeadline(t time.Time) error { return d.SetWriteDeadline(t) }

// Bytes that come buy time: a slow network is no attack, a pause is one.
func TestPatienceIsRenewedByProgress(t *testing.T) {
	begun := time.Unix(1000, 0)
	for _, c := range []struct {
		after    time.Duration
		received int
		want     time.Duration // after begun
	}{
		{0, 0, 15 * time.Second},
		{10 * time.Second, 5 << 10, 20 * time.Second},     // too slow on the whole
		{60 * time.Second, 1 << 20, 75 * time.Second},     // no pause in advance
		{900 * time.Second, 1 << 20, 915 * time.Second},   // a megabyte at 1.2 KB/s
		{1030 * time.Second, 1 << 20, 1039 * time.Second}, // and no slower
	} {
		if got := patience(begun, begun.Add(c.after), c.received, 15*time.Second).Sub(begun); got != c.want {
			t.Errorf("%d bytes after %s may go on until %s, want %s", c.received, c.after, got, c.want)
		}
	}
}

// A body that comes whole lifts its deadline; one that had to make room sets
// no other.
func TestReadingsMakeRoom(t *testing.T) {
	now := time.Unix(1000, 0)
	r := readers{max: 3, now: func() time.Time { return now }}
	w := &deadlines{ResponseRecorder: httptest.NewRecorder()}
	begin := func(key string) *reading { return r.begin(key, 2, http.NewResponseController(w)) }
	a, b, c := begin("a"), begin("a"), begin("b")
	if a == nil || b == nil || c == nil || begin("a") != nil || begin("c") != nil {
		t.Fatal("the bounds do not hold")
	}
	now = now.Add(readingRest)
	if begin("c") == nil || a.until(now) || !c.until(now) {
		t.Error("the oldest of all did not make room")
	}
	b.done(true)
	if last := w.set[len(w.set)-1]; !last.IsZero() {
		t.Errorf("a whole body leaves the deadline %s", last)
	}
	n := len(w.set)
	if a.done(true); len(w.set) != n || len(r.open) != 2 {
		t.Errorf("%d readings are left", len(r.open))
	}
}
