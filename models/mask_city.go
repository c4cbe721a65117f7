package models

import "strings"

// level is one step of a Chinese address, found by the character it ends with.
type level struct {
	ends string // the characters that end it
	min  int    // characters of the name before the end, at least
	max  int    // and at most
}

var addressLevels = []level{
	{ends: "省", min: 2, max: 3},
	{ends: "市州盟", min: 1, max: 11},
	{ends: "区县旗市", min: 1, max: 6},
}

// streetMarks end the part of an address that may be shown; smallAreas are what
// comes before 区 in the name of a housing estate or site, not of a district.
const (
	streetMarks = "路街号弄幢栋室省市县旗区０１２３４５６７８９，"
	smallAreas  = "小社园校厂景街院片库生住属东西南北一二三四五六七八九十"
)

// maskAddress keeps an address up to its district: 浙江省杭州市西湖区••••. What it
// cannot read it withholds.
func maskAddress(address []rune) string {
	at := 0
	for i, l := range addressLevels {
		if i == 0 {
			if n := autonomousRegion(address); n > 0 {
				at = n
				continue
			}
		}
		at += l.length(address[at:])
	}
	return string(address[:at]) + Dots
}

// autonomousRegion returns the length of 内蒙古自治区 and its like, whose last
// character would else be taken for a district.
func autonomousRegion(address []rune) int {
	const end = "自治区"
	head := string(address[:min(len(address), 11)])
	if i := strings.Index(head, end); i > 0 {
		return len([]rune(head[:i])) + len([]rune(end))
	}
	return 0
}

// length returns how many characters the level takes, 0 when it is not there.
func (l level) length(rest []rune) int {
	for i, r := range rest {
		switch {
		case i > l.max || i == 0 && strings.ContainsRune(l.ends, r):
			return 0
		case r == '州' && rest[max(i-1, 0)] != '治': // 杭州 goes on, 自治州 ends
			continue
		case i >= l.min && strings.ContainsRune(l.ends, r):
			if r == '区' && strings.ContainsRune(smallAreas, rest[i-1]) {
				return 0
			}
			return i + 1
		case r < 0x80 || strings.ContainsRune(streetMarks, r):
			return 0
		}
	}
	return 0
}
