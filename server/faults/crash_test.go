package faults

import (
	"strings"
	"testing"

	"fieldsync/mobile-client/failpoint"
	"fieldsync/server/trial"
)

// sample keeps a short run short.
func sample(points []string, few int) []string {
	if testing.Short() && len(points) > few {
		return points[:few]
	}
	return points
}

// serverPoints are all points of a push and a pull on the server.
var serverPoints = []string{
	"commit-after:1", "commit-before:1", "push-answer:1", "next-seq:1", "apply:1", "begin:1",
	"push-arrived:1", "push-answered:1", "view:4", "page-arrived:1", "page-answer:1", "page-answered:1", "commit-before:2", "commit-after:2",
}

// TestServerDies kills the server with -9 at each point while phones sync, and
// goes on with the same folder.
func TestServerDies(t *testing.T) {
	c := newCast(t)
	for _, point := range sample(serverPoints, 3) {
		c.write(c.a, 2)
		c.write(c.b, 1)
		c.tell("point", point)
		for _, p := range []*trial.Phone{c.a, c.b} {
			p.Call(nil, "sync") // fails, or has got its answer just before
		}
		c.s.Died()
		if !strings.Contains(c.s.Log(), "failpoint "+point+" reached") {
			t.Fatalf("%s was not reached:\n%s", point, c.s.Log())
		}
		c.tell("point", "")
		c.s.Start("serve")
		for _, p := range []*trial.Phone{c.a, c.b} {
			p.Field("sync")
		}
		c.exactlyOnce()
		if t.Failed() {
			t.Fatalf("after %s", point)
		}
	}
	c.settled()
}

// phonePoints are all points of a write, a push and a pull on the phone.
var phonePoints = []string{
	"push-got:1", "commit-before:1", "commit-after:1", "push-send:1", "begin:1", "begin:2", "begin:3", "begin:4",
	"apply:1", "apply:3", "apply:5", "apply:7", "apply:9", "apply:12", "apply:20", "commit-before:2", "commit-after:2", "commit-before:3",
	"commit-after:3", "view:1", "view:3", "view:6", "view:9", "page-send:1", "page-got:1",
}

// TestPhoneDies kills the phone with -9 at each point of a sync.
func TestPhoneDies(t *testing.T) {
	c := newCast(t)
	for _, point := range sample(phonePoints, 3) {
		c.write(c.a, 2)
		c.write(c.b, 1)
		c.b.Field("sync") // so that there is something to fetch
		c.dies(c.a, point, "sync")
		c.a.Field("sync")
		c.exactlyOnce()
		if t.Failed() {
			t.Fatalf("after %s", point)
		}
	}
	c.settled()
}

// TestPhoneDiesWriting kills the phone in the middle of a user action: before
// the commit nothing of it is there, after it all of it.
func TestPhoneDiesWriting(t *testing.T) {
	c := newCast(t)
	for _, point := range []string{"begin:1", "apply:1", "apply:2", "commit-before:1", "commit-after:1"} {
		name := "in the middle " + strings.ReplaceAll(point, ":", " ")
		c.dies(c.a, point, "put", "key_person", "--set", "customer="+c.customer, "--set", "kp_name="+name)
		if point == "commit-after:1" {
			c.written[c.a.User]++
			c.marks = append(c.marks, name)
		}
		if got := c.a.Status().Waiting; got != c.written[c.a.User] {
			t.Errorf("%s: %d wait, want %d", point, got, c.written[c.a.User])
		}
		c.write(c.a, 1)
	}
	c.settled()
}

// TestPhoneDiesEnrolling kills the phone while it takes a new identity with
// changesets waiting: they go up under the old one or the new one, once.
func TestPhoneDiesEnrolling(t *testing.T) {
	c := newCast(t)
	for _, point := range sample([]string{
		"enrol-got:1", "apply:4", "commit-after:1", "commit-before:1", "enrol-send:1", "begin:1", "apply:9", "begin:2", "commit-after:2", "commit-after:3",
	}, 3) {
		c.write(c.a, 2)
		c.dies(c.a, point, "enroll", "--server", c.s.URL(), "--code", c.s.Code(c.a.User))
		if got := c.a.Status().Waiting; got != 2 {
			t.Errorf("%s: %d wait, want 2", point, got)
		}
		c.a.Field("sync")
		c.exactlyOnce()
	}
	c.settled()
}

// dies runs a command that kills itself at the point.
func (c *cast) dies(p *trial.Phone, point string, args ...string) {
	c.t.Helper()
	r := p.Call([]string{failpoint.Variable + "=" + point}, args...)
	if r.Status != -1 || !strings.Contains(string(r.Err), "failpoint "+point+" reached") {
		c.t.Fatalf("%s was not reached: status %d\n%s%s", point, r.Status, r.Out, r.Err)
	}
}
