package models

import "strings"

// IsPhone says whether a text can be dialled: a mainland mobile number, a
// landline with its area code (0571-87654321, +86 571 8765 4321, with or without
// an extension after 转 or one more dash), or a 400 or 800 number. Separators
// are read as in MobileKey.
func IsPhone(text string) bool {
	if _, mobile := MobileKey(NormaliserVersion, text); mobile || isLandline(text) {
		return true
	}
	for _, mark := range []string{"转", "-", "－"} {
		at := strings.LastIndex(text, mark)
		if at < 0 {
			continue
		}
		const longest = 6 // digits of an extension
		extension, ok := foldDigits(text[at+len(mark):])
		if ok && allDigits(extension) && extension != "" && len(extension) <= longest && isLandline(text[:at]) {
			return true
		}
	}
	return false
}

func isLandline(text string) bool {
	digits, ok := foldDigits(text)
	if !ok {
		return false
	}
	for _, prefix := range []string{"+86", "0086"} {
		if rest, cut := strings.CutPrefix(digits, prefix); cut {
			digits = "0" + strings.TrimPrefix(rest, "0")
			break
		}
	}
	if !allDigits(digits) {
		return false
	}
	const service = 10 // digits of 400 and 800 numbers
	if strings.HasPrefix(digits, "400") || strings.HasPrefix(digits, "800") {
		return len(digits) == service
	}
	area := 4 // digits, 0571
	if strings.HasPrefix(digits, "01") || strings.HasPrefix(digits, "02") {
		area = 3 // 010 and 02x
	}
	if len(digits) < area || digits[0] != '0' || digits[1] == '0' || digits[1] == '1' && digits[2] != '0' {
		return false
	}
	const short, long = 7, 8
	own := digits[area:]
	return (len(own) == short || len(own) == long) && own[0] >= '2'
}
