package demo

import (
	"fmt"
	"strings"
	"time"
)

// ourPrefixes are the network's own, otherPrefixes those of the two others.
var (
	ourPrefixes   = []string{"133", "153", "177", "180", "181", "189"}
	otherPrefixes = []string{"138", "139", "158", "186", "130", "185"}
)

// mobile returns the number of person n. Multiplying by a number prime to 10
// goes through all endings before one comes again, so no two people share one.
func mobile(prefixes []string, n int) string {
	const endings, step, first = 100_000_000, 38_201_923, 26_407_159
	return fmt.Sprintf("%s%08d", prefixes[n%len(prefixes)], (n/len(prefixes)%endings*step+first)%endings)
}

// regions are real codes of ID cards.
var regions = []string{"330102", "330105", "330106", "330108", "330109", "330110", "330302", "330702"}

// idCard returns an ID card number with a right check character. The serials
// 996 to 999 are kept for people over a hundred years old, so with a later
// birthday nobody has such a number.
func idCard(d *dice, birthday time.Time, man bool) string {
	serial := 996 + 2*d.n(2)
	if man {
		serial++
	}
	return withIDCheck(fmt.Sprintf("%s%s%d", pick(d, regions), birthday.Format("20060102"), serial))
}

// withIDCheck appends the check character of GB 11643.
func withIDCheck(body string) string {
	sum, weight := 0, 2
	for i := len(body) - 1; i >= 0; i-- {
		sum += int(body[i]-'0') * weight
		weight = weight * 2 % 11
	}
	return body + string("10X98765432"[sum%11])
}

// creditCode returns a unified social credit code over an organisation code that
// begins with DEM, as none does.
// The kind is that of the unit: 11 an authority, 12 an institution, 91 a company.
func creditCode(d *dice, kind string, n int) string {
	return withCreditCheck(kind + pick(d, regions) + withOrgCheck(fmt.Sprintf("DEM%05d", n%100_000)))
}

// withOrgCheck appends the check character of GB 11714.
func withOrgCheck(body string) string {
	sum := 0
	for i, w := range []int{3, 7, 9, 10, 5, 8, 4, 2} {
		v := int(body[i] - '0')
		if body[i] >= 'A' {
			v = int(body[i]-'A') + 10
		}
		sum += v * w
	}
	return body + string("0123456789X"[(11-sum%11)%11])
}

// withCreditCheck appends the check character of GB 32100.
func withCreditCheck(body string) string {
	const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	sum, weight := 0, 1
	for i := range len(body) {
		sum += strings.IndexByte(alphabet, body[i]) * weight
		weight = weight * 3 % 31
	}
	return body + string(alphabet[(31-sum%31)%31])
}
