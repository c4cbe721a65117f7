package models

import (
	"strings"
	"time"
)

// provinces are the first two digits of a region code (GB/T 2260). The rest of
// it is not judged: a number keeps the code of a county long dissolved. 81 to
// 83 are also those of residence permits for people of Hong Kong, Macao, Taiwan.
const provinces = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83"

// IsIDNumber says whether a text is a citizen's identity number of 18
// characters (GB 11643): a province, a day of birth that exists, and the check
// character, X in either case. The form of 15 digits is valid no more and
// refused. Whether the day lies ahead is not asked: this reads no clock.
func IsIDNumber(text string) bool {
	const length, last = 18, 17
	if len(text) != length || !allDigits(text[:last]) || !strings.Contains(provinces, text[:2]) {
		return false
	}
	birth := text[6:14]
	if _, err := time.Parse("20060102", birth); err != nil || birth < "1800" || birth >= "2100" {
		return false
	}
	sum := 0
	for i, weight := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(text[i]-'0') * weight
	}
	check := "10X98765432"[sum%11]
	return text[last] == check || check == 'X' && text[last] == 'x'
}
