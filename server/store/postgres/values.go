package postgres

import (
	"crypto/sha256"
	"iter"
	"math"
	"slices"

	"fieldsync/sync"
)

// bound turns an upper or lower bound into a number that the database has.
func bound(n uint64) int64 { return int64(min(n, math.MaxInt64)) }

// limit turns "0 or less is no limit" into LIMIT NULL.
func limit(n int) *int64 {
	if n <= 0 {
		return nil
	}
	l := int64(n)
	return &l
}

// texts is a list for an array parameter, never NULL.
func texts[S ~string](list []S) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = string(s)
	}
	return out
}

// distinct sorts a list and drops repetitions.
func distinct[S ~string](list []S) []S {
	list = slices.Clone(list)
	slices.Sort(list)
	return slices.Compact(list)
}

// digestSize is how many bytes of a hash stand for long texts in an index.
const digestSize = 16

// digest stands for two texts in an index.
func digest(a, b string) []byte {
	h := sha256.New()
	h.Write([]byte(a))
	h.Write([]byte{0}) // which no text holds
	h.Write([]byte(b))
	return h.Sum(nil)[:digestSize]
}

// latest orders rows by their keys, so that transactions write them in one
// order and neighbours share pages; of rows with one key the last is kept.
func latest[T any](rows []T, compare func(a, b *T) int) []*T {
	sorted := make([]*T, len(rows))
	for i := range rows {
		sorted[i] = &rows[i]
	}
	slices.SortStableFunc(sorted, compare)
	out := sorted[:0]
	for i, r := range sorted {
		if i+1 == len(sorted) || compare(r, sorted[i+1]) != 0 {
			out = append(out, r)
		}
	}
	return out
}

// What one statement takes at most: a message of the protocol has a limit, and
// memory is needed on both sides.
const (
	maxRows  = 2000
	maxBytes = 8 << 20
)

// parts cuts rows into what one statement takes; size is of the long columns.
func parts[T any](rows []T, size func(T) int) iter.Seq[[]T] {
	return func(yield func([]T) bool) {
		for len(rows) > 0 {
			n, bytes := 0, 0
			for n < len(rows) && n < maxRows && (n == 0 || bytes+size(rows[n]) <= maxBytes) {
				bytes += size(rows[n])
				n++
			}
			if !yield(rows[:n]) {
				return
			}
			rows = rows[n:]
		}
	}
}

// column picks one column of rows as an array.
func column[T, V any](rows []T, get func(T) V) []V {
	out := make([]V, len(rows))
	for i, r := range rows {
		out[i] = get(r)
	}
	return out
}

// byCollection calls fn with the ids of each collection, in the order in
// which the collections appear.
func byCollection(keys []changesync.Key, fn func(collection string, ids []string)) {
	ids := map[string][]string{}
	var order []string
	for _, k := range keys {
		if ids[k.Collection] == nil {
			order = append(order, k.Collection)
		}
		ids[k.Collection] = append(ids[k.Collection], k.ID)
	}
	for _, collection := range order {
		fn(collection, ids[collection])
	}
}
