package strict

import "math"

// Defaults that a zero [Limits] field stands for.
const (
	DefaultMaxDepth = 64      // nested objects and arrays
	DefaultMaxKeys  = 10_000  // keys in one object
	DefaultMaxBytes = 8 << 20 // bytes of the whole text
)

// MaxSafeInteger is the largest integer, positive or negative, that a
// JavaScript reader keeps exactly: 2^53-1.
const MaxSafeInteger = 1<<53 - 1

// Limits bounds what one text may hold. A field of zero or less stands for
// its default.
type Limits struct {
	MaxDepth  int // objects and arrays open at one time; default 64
	MaxBytes  int // length of the text in bytes; default 8 MiB, at most 2^31-1
	MaxKeys   int // keys in one object; default 10,000
	MaxValues int // values of every kind in the whole text; default unlimited
}

func (l Limits) withDefaults() Limits {
	if l.MaxDepth <= 0 {
		l.MaxDepth = DefaultMaxDepth
	}
	if l.MaxBytes <= 0 {
		l.MaxBytes = DefaultMaxBytes
	}
	if l.MaxBytes > math.MaxInt32 {
		l.MaxBytes = math.MaxInt32 // offsets are kept in 32 bits
	}
	if l.MaxKeys <= 0 {
		l.MaxKeys = DefaultMaxKeys
	}
	if l.MaxValues <= 0 {
		l.MaxValues = math.MaxInt
	}
	return l
}
