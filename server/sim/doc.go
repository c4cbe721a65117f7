// Package sim runs devices, servers and a relay in one process, with a clock,
// a network, databases and misfortunes of its own, and checks during and after
// every run what must always be true (docs/reliability.md has the invariants).
//
// Everything but the world around them is real: the engine, the client with
// its sync loop, the stores in memory and on SQLite. A run is a pure function
// of its seed: the same seed takes the same steps and ends the same way, so
// that a failure is replayed by its number.
//
// Beside the random runs there are short programs of three devices that are
// run in every interleaving, and every pair of operations under every policy.
// Planted bugs (Breaks) show that the checks would notice, and the report says
// which faults and failpoints were really met.
package sim
