package star

import (
	"strconv"
	"strings"

	"fieldsync/models"
)

// Points counts growth or bonus points in thousandths of a point: a fen is a
// hundredth of a point and multiples have one decimal, so nothing is ever
// rounded (domain.md 3.2). As text it is "1290" or "599.99".
type Points int64

const point Points = 1000

// Whole returns n points.
func Whole(n int64) Points { return Points(n) * point }

// Whole returns the points without their fraction, as models.GrowthAccount holds
// them. Every bound is whole, so the star is the same by either.
func (p Points) Whole() int64 {
	whole := p / point
	if p%point < 0 {
		whole--
	}
	return int64(whole)
}

// pointsOf is 1 yuan = 1 point (P2-S2 三(二) L531).
func pointsOf(m models.MoneyAmount) Points { return Points(m) * point / 100 }

// String returns the number of points without needless decimals.
func (p Points) String() string {
	sign, n := "", uint64(p)
	if p < 0 {
		sign, n = "-", -n
	}
	text := sign + strconv.FormatUint(n/uint64(point), 10)
	if rest := n % uint64(point); rest > 0 {
		text += "." + strings.TrimRight(strconv.FormatUint(uint64(point)+rest, 10)[1:], "0")
	}
	return text
}

// MarshalText writes the points as String does.
func (p Points) MarshalText() ([]byte, error) { return []byte(p.String()), nil }
