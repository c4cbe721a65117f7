// Package sim runs devices and a server in one process, with a clock, a
// network and crashes of its own, and checks after every run what must always
// be true (docs: the invariants in ARCHITECTURE.md).
//
// A run is a pure function of its seed: the same seed takes the same steps and
// ends the same way, so that a failure is replayed by its number. Beside the
// random runs there are short programs of three devices that are run in every
// interleaving. Planted bugs (Breaks) show that the checks would notice.
package sim
