// Package memstore keeps changesync's Store and Local in memory. It is the
// reference that other stores are compared with, and what the simulator and
// the examples run on: quick to make, to clone and to crash.
//
// All tables are persistent trees, so a transaction works on its own copy of
// a handful of pointers: a View keeps the state it began with, a rollback
// forgets the copy, and a Clone costs nothing.
package memstore
