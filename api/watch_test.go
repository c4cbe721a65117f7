package api_test

import (
	"bufio"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"fieldsync/api"
	"fieldsync/sync"
)

// events reads a stream block by block.
type events struct {
	w    *world
	res  *http.Response
	read *bufio.Reader
	stop context.CancelFunc
}

func (p *phone) watch() *events {
	p.w.t.Helper()
	// The time is a safety net: a stream that says nothing fails the test.
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	req, err := http.NewRequestWithContext(ctx, "GET", p.w.url+"/v1/watch", nil)
	p.w.must(err)
	req.Header.Set("Authorization", "Bearer "+p.token)
	res, err := p.w.http.Do(req)
	p.w.must(err)
	p.w.t.Cleanup(func() { cancel(); res.Body.Close() })
	if res.StatusCode != 200 || res.Header.Get("Content-Type") != "text/event-stream" || res.Header.Get("Content-Encoding") != "" {
		p.w.t.Fatalf("a stream answers %d %v", res.StatusCode, res.Header)
	}
	return &events{p.w, res, bufio.NewReader(res.Body), cancel}
}

// next is the next block, "" at the end of the stream.
func (e *events) next() string {
	e.w.t.Helper()
	var b strings.Builder
	for {
		line, err := e.read.ReadString('\n')
		if err != nil {
			return ""
		}
		if line == "\n" {
			return b.String()
		}
		b.WriteString(line)
	}
}

func (e *events) want(prefix string) {
	e.w.t.Helper()
	if got := e.next(); !strings.HasPrefix(got, prefix) || prefix == "" && got != "" {
		e.w.t.Fatalf("the stream says %q, not %q", got, prefix)
	}
}

func (e *events) opened() *events {
	e.w.t.Helper()
	e.want("retry: ")
	e.want("event: change")
	return e
}

// byHand is a heartbeat that the test gives.
func byHand() (api.Options, chan time.Time) {
	ticks := make(chan time.Time)
	return api.Options{NewTicker: func(time.Duration) (<-chan time.Time, func()) { return ticks, func() {} }}, ticks
}

func TestWatchWakesThoseConcerned(t *testing.T) {
	opt, ticks := byHand()
	opt.MaxInFlight = 1 // an open stream takes nobody's place
	w := newWorld(t, opt)
	a, b, c := w.enrol("csm01"), w.enrol("am01"), w.enrol("csm02")
	b.pull("")
	c.pull("")
	stream := a.watch().opened()

	c.write("c2", "marketing_grid", "elsewhere")
	c.push()
	ticks <- time.Time{}
	stream.want(":") // not woken: the heartbeat comes first

	b.write("c1", "marketing_grid", "HZ-02")
	b.push()
	stream.want("event: change\ndata: {}\n")
	ticks <- time.Time{}
	stream.want(":")
}

func TestWatchRenewsItsSubscription(t *testing.T) {
	opt, ticks := byHand()
	w := newWorld(t, opt)
	stream := w.enrol("csm01").watch().opened()
	for range 10 {
		ticks <- time.Time{}
		stream.want(":")
	}
	ticks <- time.Time{}
	stream.want("event: change")
	ticks <- time.Time{}
	stream.want(":")
}

func TestWatchEndsWithTheDevicesRight(t *testing.T) {
	opt, ticks := byHand()
	w := newWorld(t, opt)
	p := w.enrol("csm01")
	stream := p.watch().opened()
	w.must(w.engine.Revoke(context.Background(), p.id))
	ticks <- time.Time{}
	stream.want("")
}

func TestWatchersAreBounded(t *testing.T) {
	opt, _ := byHand()
	opt.WatchersPerDevice, opt.MaxWatchers = 1, 2
	w := newWorld(t, opt)
	a, b := w.enrol("csm01"), w.enrol("am01")
	first := a.watch().opened()
	second := a.watch().opened()
	first.want("") // the older one of the device ends
	third := b.watch().opened()
	w.send("GET", "/v1/watch", w.enrol("csm02").token, nil).want(t, http.StatusServiceUnavailable, changesync.CodeOverloaded)
	third.stop()
	second.stop()
}

// The limits on a whole request and on one event do not end a stream, neither
// over HTTP/1 nor over HTTP/2, where limits are timers.
func TestWatchOutlivesTheTimeouts(t *testing.T) {
	w := newWorld(t, api.Options{
		ReadTimeout: 50 * time.Millisecond, WriteTimeout: 50 * time.Millisecond,
		SendTimeout: 25 * time.Millisecond, Heartbeat: 40 * time.Millisecond,
	})
	p := w.enrol("csm01")
	second := httptest.NewUnstartedServer(nil)
	second.Config = api.NewHTTPServer(w.api, nil)
	second.EnableHTTP2 = true
	second.StartTLS()
	t.Cleanup(func() { w.api.Close(); second.Close() })
	for _, c := range []struct {
		proto, url string
		client     *http.Client
	}{{"HTTP/1.1", w.url, w.http}, {"HTTP/2.0", second.URL, second.Client()}} {
		t.Run(c.proto, func(t *testing.T) {
			w.url, w.http = c.url, c.client
			stream := p.watch().opened()
			if stream.res.Proto != c.proto {
				t.Fatalf("over %s", stream.res.Proto)
			}
			for range 5 {
				stream.want(":")
			}
		})
	}
}
