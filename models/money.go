package models

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// maxSafe is the largest integer every JSON reader keeps exactly, 2^53-1.
const maxSafe = 1<<53 - 1

// MoneyAmount is an amount in fen (1/100 yuan). In JSON it is a text with two
// decimals, "1234.50"; a number with at most two decimals is read too.
type MoneyAmount int64

// String returns the amount in yuan with two decimals.
func (m MoneyAmount) String() string {
	sign, fen := "", uint64(m)
	if m < 0 {
		sign, fen = "-", -fen
	}
	return fmt.Sprintf("%s%d.%02d", sign, fen/100, fen%100)
}

// MarshalJSON writes the amount as a text with two decimals.
func (m MoneyAmount) MarshalJSON() ([]byte, error) { return []byte(`"` + m.String() + `"`), nil }

// UnmarshalJSON reads a text or a number of yuan.
func (m *MoneyAmount) UnmarshalJSON(data []byte) error {
	text := string(data)
	if strings.HasPrefix(text, `"`) {
		if err := json.Unmarshal(data, &text); err != nil {
			return err
		}
	}
	amount, err := ParseMoney(text)
	if err != nil {
		return err
	}
	*m = amount
	return nil
}

// ParseMoney reads yuan with at most two decimals: "120", "120.5", "-0.05".
// Errors: bad_money, and out_of_range beyond ±(2^53-1) fen.
func ParseMoney(text string) (MoneyAmount, error) {
	digits, negative := strings.CutPrefix(text, "-")
	yuan, decimals, point := strings.Cut(digits, ".")
	if !allDigits(yuan) || point && (!allDigits(decimals) || len(decimals) > 2) {
		return 0, &Error{Code: "bad_money", Message: strconv.Quote(text) + " is no amount of money",
			Hint: "write yuan with at most two decimals, as 120.50"}
	}
	fen, err := strconv.ParseInt(yuan+(decimals + "00")[:2], 10, 64)
	if err != nil || fen > maxSafe {
		return 0, &Error{Code: "out_of_range", Message: strconv.Quote(text) + " is too large an amount",
			Hint: "write an amount below 90071992547409.91"}
	}
	if negative {
		fen = -fen
	}
	return MoneyAmount(fen), nil
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
