package sqlite

import (
	"encoding/json"
	"math"
	"slices"
)

// bound turns an upper or lower bound into a number that SQLite has.
func bound(n uint64) int64 { return int64(min(n, math.MaxInt64)) }

// limit turns "0 or less is no limit" into SQLite's -1.
func limit(n int) int64 {
	if n <= 0 {
		return -1
	}
	return int64(n)
}

// jsonList is a list for json_each: one prepared statement for any length.
func jsonList[S ~string](list []S) string {
	if len(list) == 0 {
		return "[]"
	}
	text, _ := json.Marshal(list) // strings cannot fail
	return string(text)
}

// distinct sorts a list and drops repetitions.
func distinct[S ~string](list []S) []S {
	list = slices.Clone(list)
	slices.Sort(list)
	return slices.Compact(list)
}
