package report

import (
	"strconv"

	"fieldsync/models"
)

// ratio is a figure with what stands behind it.
type ratio struct {
	part, of int64
	money    bool // both are fen
}

// value is the ratio with four decimals, rounded half up; "" of nothing.
func (r ratio) value() string {
	if r.of <= 0 || r.part < 0 {
		return ""
	}
	// Beyond 2^63 only amounts that no organisation has.
	tenThousandths := (r.part*20_000 + r.of) / (2 * r.of)
	digits := strconv.FormatInt(tenThousandths, 10)
	for len(digits) < 5 {
		digits = "0" + digits
	}
	return digits[:len(digits)-4] + "." + digits[len(digits)-4:]
}

// cells are numerator, denominator and value.
func (r ratio) cells() []string { return []string{r.count(r.part), r.count(r.of), r.value()} }

func (r ratio) count(n int64) string {
	if r.money {
		return models.MoneyAmount(n).String()
	}
	return strconv.FormatInt(n, 10)
}

func num(n int64) string { return strconv.FormatInt(n, 10) }
