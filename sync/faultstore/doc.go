// Package faultstore puts failpoints around any changesync.Store or
// changesync.Local: at each point a function is asked and may fail the
// transaction, or end the program. The simulator crashes and fills its
// databases with it, the tests of the binaries kill processes there.
//
// The points lie between all steps that a transaction is made of, so that
// whatever is durable before or after one of them has been tried.
package faultstore

// Point is a place in a transaction.
type Point string

// The points in the order of a transaction. An error at any but CommitAfter
// leaves nothing of the transaction; at CommitAfter all of it is there, and its
// caller does not know.
const (
	Begin        Point = "begin"
	NextSeq      Point = "next-seq" // before the organisation's counter is taken
	Apply        Point = "apply"    // before each batch, or each write of a Local
	Trim         Point = "trim"
	CommitBefore Point = "commit-before"
	CommitAfter  Point = "commit-after"
	View         Point = "view" // before a reading transaction
)

// StorePoints and LocalPoints are the points that the two kinds have.
var (
	StorePoints = []Point{Begin, NextSeq, Apply, Trim, CommitBefore, CommitAfter, View}
	LocalPoints = []Point{Begin, Apply, CommitBefore, CommitAfter, View}
)

// At is asked at a point; its error is what the store's caller gets. It may
// also panic or end the process.
type At func(Point) error
