package main

import (
	"os"
	"runtime/debug"
	"runtime/metrics"
)

// Memory is bounded where it is cheapest: about three seconds of work may wait
// as bodies, whoever comes on top is told to come back. The collector runs
// seldom while the process is small, which makes a push a fifth faster, and
// ever more often near the limit. What is alive for long (streams, caches)
// moves the limit along, so that a large server does not collect all the time.
const (
	bodyMemory  = 24 << 20
	gcPercent   = 400
	memoryLimit = 60 << 20
)

// boundMemory sets the collector, unless the environment does.
func boundMemory() {
	if ownCollector() {
		debug.SetGCPercent(gcPercent)
		debug.SetMemoryLimit(memoryLimit)
	}
}

// followMemory keeps the limit at twice what is alive, or more.
func followMemory() {
	if !ownCollector() {
		return
	}
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	if live[0].Value.Kind() == metrics.KindUint64 {
		debug.SetMemoryLimit(max(memoryLimit, 2*int64(live[0].Value.Uint64())))
	}
}

func ownCollector() bool {
	return os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == ""
}
