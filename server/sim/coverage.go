package sim

import (
	"fmt"
	"slices"

	"fieldsync/sync/faultstore"
)

// coverage counts what the runs really met.
type coverage struct {
	faults map[string]int
	points map[string]int
}

func newCoverage() *coverage { return &coverage{map[string]int{}, map[string]int{}} }

func (c *coverage) fault(kind string) { c.faults[kind]++ }

func pointName(node, doing string, p faultstore.Point) string {
	return fmt.Sprintf("%s/%s/%s", node, doing, p)
}

func (c *coverage) point(node, doing string, p faultstore.Point) {
	c.points[pointName(node, doing, p)]++
}

func (c *coverage) add(o *coverage) {
	for k, n := range o.faults {
		c.faults[k] += n
	}
	for k, n := range o.points {
		c.points[k] += n
	}
}

// FaultKinds are the kinds of faults that runs are made of.
var FaultKinds = []string{
	"request lost", "answer lost", "request late", "request doubled", "request cut", "answer cut", "answer mixed up",
	"partition", "relay", "server down", "crash", "disk full", "database busy",
	"clock 1970", "clock 2050", "clock hour off", "server clock back",
	"customer moved", "user deactivated", "device revoked", "device cloned", "device rewound", "server restored",
	"device upgraded", "server upgraded", "silent damage", "log cut", "person erased",
}

// activity is what a node does, with the points at which it may die there.
type activity struct {
	node, doing string
	theme       theme // of the runs in which it happens most
	points      []faultstore.Point
	bring       func(*world, *device) // has it happen, mostly
}

var (
	writing   = []faultstore.Point{faultstore.Begin, faultstore.Apply, faultstore.CommitBefore, faultstore.CommitAfter}
	sequenced = append([]faultstore.Point{faultstore.NextSeq}, writing...)
	reading   = []faultstore.Point{faultstore.View}
)

// activities are all things done between two durable steps.
var activities = append(slices.Clip(atFirst), late...)

// late are those of the second part of a run only.
var late = []activity{
	{"server", "chores", aboutAnything, sequenced, (*world).bringChores}, {"server", "chores", aboutAnything, reading, (*world).bringChores},
	{"server", "decide", aboutAnything, sequenced, (*world).bringDecision},
}

var atFirst = []activity{
	{"device", "write", aboutAnything, writing, (*world).bringWrite}, {"device", "write", aboutAnything, reading, (*world).bringWrite},
	{"device", "push", aboutAnything, writing, (*world).bringPush}, {"device", "push", aboutAnything, reading, (*world).bringPush},
	{"device", "feed", aboutAnything, writing, (*world).bringFeed}, {"device", "feed", aboutAnything, reading, (*world).bringFeed},
	{"device", "rescue", aboutHistory, writing, (*world).bringRescue},
	{"device", "token", aboutIdentity, writing, (*world).bringToken}, {"device", "enrol", aboutCopies, writing, (*world).bringEnrol},
	{"relay", "store", aboutAnything, writing, (*world).bringRelay},
	{"relay", "forward", aboutAnything, writing, (*world).bringRelay}, {"relay", "forward", aboutAnything, reading, (*world).bringRelay},
	{"server", "push", aboutAnything, sequenced, (*world).bringPush}, {"server", "push", aboutAnything, reading, (*world).bringPush},
	{"server", "office", aboutAnything, sequenced, (*world).bringOffice},
	{"server", "feed", aboutAnything, reading, (*world).bringFeed},
	{"server", "rescue", aboutHistory, sequenced, (*world).bringRescue},
	{"server", "token", aboutIdentity, writing, (*world).bringToken}, {"server", "enrol", aboutIdentity, writing, (*world).bringEnrol},
	{"server", "trim", aboutAnything, []faultstore.Point{faultstore.Begin, faultstore.Trim, faultstore.CommitBefore, faultstore.CommitAfter}, (*world).bringTrim},
	{"server", "open", aboutVersions, writing, (*world).bringStart},
}

// FailPoints are the names of all failpoints.
func FailPoints() []string {
	var out []string
	for _, a := range activities {
		for _, p := range a.points {
			out = append(out, pointName(a.node, a.doing, p))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// missed are the fault kinds and failpoints that were never met.
func (c *coverage) missed() (out []string) {
	for _, k := range FaultKinds {
		if c.faults[k] == 0 {
			out = append(out, k)
		}
	}
	for _, p := range FailPoints() {
		if c.points[p] == 0 {
			out = append(out, p)
		}
	}
	return out
}
