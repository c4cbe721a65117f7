package api

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// metrics are the counters of one Server in the text form that Prometheus
// reads. Labels are routes, codes and outcomes, never ids.
type metrics struct {
	requests, refused, changesets counters
	pushes, pulls                 atomic.Int64
	commit                        histogram
}

// counters are one family with one or more labels, kept as their text.
type counters struct {
	mu     sync.Mutex
	values map[string]int64
}

func (c *counters) add(label string, n int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.values == nil {
		c.values = map[string]int64{}
	}
	c.values[label] += n
}

func (c *counters) write(b *bytes.Buffer, name, help string, label func(string) string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	fmt.Fprintf(b, "# HELP %s %s\n# TYPE %s counter\n", name, help, name)
	for _, key := range slices.Sorted(maps.Keys(c.values)) {
		fmt.Fprintf(b, "%s{%s} %d\n", name, label(key), c.values[key])
	}
}

func requestLabels(route string, status int) string {
	return fmt.Sprintf("route=%q,status=\"%d\"", route, status)
}

// bounds of the histogram, in seconds.
var bounds = [...]float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}

type histogram struct {
	mu     sync.Mutex
	counts [len(bounds) + 1]int64
	sum    float64
	total  int64
}

func (h *histogram) observe(d time.Duration) {
	s := d.Seconds()
	i, _ := slices.BinarySearch(bounds[:], s)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.counts[i]++
	h.sum += s
	h.total++
}

func (h *histogram) write(b *bytes.Buffer, name, help string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	fmt.Fprintf(b, "# HELP %s %s\n# TYPE %s histogram\n", name, help, name)
	var below int64
	for i, bound := range bounds {
		below += h.counts[i]
		fmt.Fprintf(b, "%s_bucket{le=%q} %d\n", name, strconv.FormatFloat(bound, 'g', -1, 64), below)
	}
	fmt.Fprintf(b, "%s_bucket{le=\"+Inf\"} %d\n%s_sum %g\n%s_count %d\n", name, h.total, name, h.sum, name, h.total)
}

func writeNumber(b *bytes.Buffer, kind, name, help string, value int64) {
	fmt.Fprintf(b, "# HELP %s %s\n# TYPE %s %s\n%s %d\n", name, help, name, kind, name, value)
}

// Gauge is a number of /metrics; Kind is gauge or counter.
type Gauge struct {
	Kind, Name, Help string
	Value            int64
}

// text is all of it.
func (s *Server) metricsText() []byte {
	m, b := &s.metrics, &bytes.Buffer{}
	plain := func(key string) string { return key }
	named := func(label string) func(string) string {
		return func(key string) string { return fmt.Sprintf("%s=%q", label, key) }
	}
	m.requests.write(b, "fieldsync_requests_total", "Requests answered.", plain)
	m.refused.write(b, "fieldsync_refused_total", "Problems answered, by code.", named("code"))
	writeNumber(b, "counter", "fieldsync_pushes_total", "Pushes of which something was taken.", m.pushes.Load())
	m.changesets.write(b, "fieldsync_changesets_total", "Receipts given, repeats too, by outcome.", named("outcome"))
	writeNumber(b, "counter", "fieldsync_pulls_total", "Pages of feed and snapshot answered.", m.pulls.Load())
	m.commit.write(b, "fieldsync_commit_seconds", "From a read push to its durable commit, waiting included.")
	writeNumber(b, "gauge", "fieldsync_in_flight", "Requests of devices being worked on.", int64(len(s.work)))
	writeNumber(b, "gauge", "fieldsync_pushes_waiting", "Pushes that wait for their commit.", s.committing.Load())
	writeNumber(b, "gauge", "fieldsync_body_bytes", "Bytes of bodies and pages held.", s.opt.BodyMemory-s.memory.left.Load())
	writeNumber(b, "gauge", "fieldsync_streams", "Open streams.", int64(s.streams.count()))
	for _, g := range s.opt.Gauges() {
		writeNumber(b, g.Kind, g.Name, g.Help, g.Value)
	}
	return b.Bytes()
}
