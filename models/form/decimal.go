package form

import (
	"math/bits"
	"strconv"
	"strings"
)

// decimal is coef / 10^scale, kept without trailing zeros. Money is computed in
// it, so nothing is rounded but quotients.
type decimal struct {
	coef  int64
	scale uint8
}

// maxScale is how many decimals a number keeps; a quotient is rounded to them,
// halves away from zero.
const maxScale = 6

var powers = [...]uint64{1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
	10_000_000_000, 100_000_000_000, 1_000_000_000_000}

// parseDecimal reads "-12.50"; false for anything else, also beyond the range.
func parseDecimal(s string) (decimal, bool) {
	digits, negative := strings.CutPrefix(s, "-")
	whole, part, point := strings.Cut(digits, ".")
	if !allDigits(whole) || point && (!allDigits(part) || len(part) > maxScale) {
		return decimal{}, false
	}
	n, err := strconv.ParseInt(whole+part, 10, 64)
	if err != nil {
		return decimal{}, false
	}
	if negative {
		n = -n
	}
	return decimal{n, uint8(len(part))}.short(), true
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

func whole(n int64) decimal { return decimal{coef: n} }

// short drops trailing zeros, so that equal numbers are equal structs.
func (d decimal) short() decimal {
	for d.scale > 0 && d.coef%10 == 0 {
		d.coef, d.scale = d.coef/10, d.scale-1
	}
	return d
}

func (d decimal) String() string {
	sign := ""
	if d.coef < 0 {
		sign = "-"
	}
	digits := strconv.FormatUint(magnitude(d.coef), 10)
	if d.scale == 0 {
		return sign + digits
	}
	for len(digits) <= int(d.scale) {
		digits = "0" + digits
	}
	at := len(digits) - int(d.scale)
	return sign + digits[:at] + "." + digits[at:]
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

// made puts a number together from a 128-bit magnitude; false when it does not
// fit. Decimals beyond maxScale are rounded.
func made(negative bool, hi, lo uint64, scale int) (decimal, bool) {
	if drop := scale - maxScale; drop > 0 {
		by := powers[drop]
		if hi >= by {
			return decimal{}, false
		}
		var rest uint64
		if lo, rest = bits.Div64(hi, lo, by); rest >= by-rest {
			lo++
		}
		hi, scale = 0, maxScale
	}
	for hi > 0 || lo > 1<<63-1 {
		quotient, rest := bits.Div64(hi%10, lo, 10)
		if scale == 0 || rest != 0 {
			return decimal{}, false
		}
		hi, lo, scale = hi/10, quotient, scale-1
	}
	n := int64(lo)
	if negative {
		n = -n
	}
	return decimal{n, uint8(scale)}.short(), true
}

func (d decimal) neg() decimal { return decimal{-d.coef, d.scale} }

func (d decimal) add(o decimal) (decimal, bool) {
	scale := max(d.scale, o.scale)
	a, ok := d.at(scale)
	b, fits := o.at(scale)
	if !ok || !fits {
		return decimal{}, false
	}
	sum := a + b
	if a > 0 && b > 0 && sum < 0 || a < 0 && b < 0 && sum >= 0 || sum == -1<<63 {
		return decimal{}, false
	}
	return decimal{sum, scale}.short(), true
}

// at is the coefficient at a larger scale.
func (d decimal) at(scale uint8) (int64, bool) {
	hi, lo := bits.Mul64(magnitude(d.coef), powers[scale-d.scale])
	if hi > 0 || lo > 1<<63-1 {
		return 0, false
	}
	if d.coef < 0 {
		return -int64(lo), true
	}
	return int64(lo), true
}

func (d decimal) mul(o decimal) (decimal, bool) {
	hi, lo := bits.Mul64(magnitude(d.coef), magnitude(o.coef))
	return made(d.coef < 0 != (o.coef < 0), hi, lo, int(d.scale+o.scale))
}

// div rounds to maxScale decimals; false for a division by zero.
func (d decimal) div(o decimal) (decimal, bool) {
	if o.coef == 0 {
		return decimal{}, false
	}
	by := magnitude(o.coef)
	hi, lo := bits.Mul64(magnitude(d.coef), powers[maxScale+int(o.scale)-int(d.scale)])
	over := hi / by
	q, rest := bits.Div64(hi%by, lo, by)
	if rest >= by-rest {
		var carry uint64
		q, carry = bits.Add64(q, 1, 0)
		over += carry
	}
	return made(d.coef < 0 != (o.coef < 0), over, q, maxScale)
}

// mod has the sign of the first number, as in XPath.
func (d decimal) mod(o decimal) (decimal, bool) {
	scale := max(d.scale, o.scale)
	a, ok := d.at(scale)
	b, fits := o.at(scale)
	if !ok || !fits || b == 0 {
		return decimal{}, false
	}
	return decimal{a % b, scale}.short(), true
}

// round keeps n decimals, halves away from zero.
func (d decimal) round(n int) decimal {
	if n < 0 || int(d.scale) <= n {
		return d
	}
	by := powers[int(d.scale)-n]
	q, rest := magnitude(d.coef)/by, magnitude(d.coef)%by
	if rest >= by-rest {
		q++
	}
	out := decimal{int64(q), uint8(n)}
	if d.coef < 0 {
		out.coef = -out.coef
	}
	return out.short()
}

// compare is -1, 0 or 1. Where the scales are too far apart to align, the whole
// parts decide.
func (d decimal) compare(o decimal) int {
	scale := max(d.scale, o.scale)
	a, ok := d.at(scale)
	b, fits := o.at(scale)
	switch {
	case !ok:
		a, b = d.coef, 0 // d is too large for the finer scale, so larger than o
	case !fits:
		a, b = 0, o.coef
	}
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
