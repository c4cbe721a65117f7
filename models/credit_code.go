package models

import "strings"

// creditAlphabet are the characters of a credit code in the order of their
// values: no I, O, S, V or Z, which people misread.
const creditAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// IsCreditCode says whether a text is a unified social credit code (GB 32100):
// two characters for authority and kind of unit, six digits of a region, nine
// of the organisation code with its own check character (GB 11714), one check
// character. Letters are capital, as they are printed. Which authorities exist
// is not judged: some were added since the standard.
func IsCreditCode(text string) bool {
	const length, last = 18, 17
	if len(text) != length || !allDigits(text[2:8]) {
		return false
	}
	sum, weight := 0, 1
	for i := range length {
		value := strings.IndexByte(creditAlphabet, text[i])
		if value < 0 {
			return false
		}
		if i < last {
			sum += value * weight
			weight = weight * 3 % 31
		}
	}
	return text[last] == creditAlphabet[(31-sum%31)%31] && isOrgCode(text[8:last])
}

// isOrgCode wants digits and capital letters. Here letters count from A = 10 to
// Z = 35, other than in the code around it.
func isOrgCode(code string) bool {
	sum := 0
	for i, weight := range []int{3, 7, 9, 10, 5, 8, 4, 2} {
		value := int(code[i] - '0')
		if code[i] >= 'A' {
			value = int(code[i]-'A') + 10
		}
		sum += value * weight
	}
	return code[8] == "0123456789X"[(11-sum%11)%11]
}
