package models

import (
	"math/big"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// The standards are read here as they are written, other than in the code: all
// characters weighed at once, with the remainder that has to come out.

var idShape = regexp.MustCompile(`^([1-8][0-9])[0-9]{4}((18|19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01]))[0-9]{3}[0-9Xx]$`)

func idNumberAsWritten(s string) bool {
	if !idShape.MatchString(s) || strings.Contains("16 17 18 19 20 24 25 26 27 28 29 30 38 39 40 47 48 49 55 56 57 58 59 60 66 67 68 69 70 "+
		"72 73 74 75 76 77 78 79 80 84 85 86 87 88 89", s[:2]) || !dayExists(s[6:10], s[10:12], s[12:14]) {
		return false
	}
	sum := 0
	for i, weight := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2, 1} {
		sum += strings.IndexByte("0123456789X", strings.ToUpper(s)[i]) * weight
	}
	return sum%11 == 1
}

func dayExists(y, m, d string) bool {
	year, _ := new(big.Int).SetString(y, 10)
	leap := year.Int64()%4 == 0 && year.Int64()%100 != 0 || year.Int64()%400 == 0
	switch m {
	case "02":
		return d <= "28" || d == "29" && leap
	case "04", "06", "09", "11":
		return d <= "30"
	}
	return true
}

var creditShape = regexp.MustCompile(`^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$`)

func creditCodeAsWritten(s string) bool {
	if !creditShape.MatchString(s) {
		return false
	}
	whole, org := 0, 0
	for i, weight := range []int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28, 1} {
		whole += strings.IndexByte("0123456789ABCDEFGHJKLMNPQRTUWXY", s[i]) * weight
	}
	for i, weight := range []int{3, 7, 9, 10, 5, 8, 4, 2} {
		org += strings.IndexByte("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", s[8+i]) * weight
	}
	check := s[16]
	if check == 'X' {
		check = '9' + 1
	}
	return whole%31 == 0 && check <= '9'+1 && (org+int(check-'0'))%11 == 0
}

// The good ones: the examples of the standards, and made with other tools.
var (
	goodIDs = []string{"11010519491231002X", "11010519491231002x", "440524188001010014", "330106200002299963", "810000199408230021", "830000199201300022"}
	// The last one's organisation code ends in X.
	goodCredits = []string{"91350100M000100Y43", "91330106DEM0000733", "12330102DEM00009X1"}
)

// drawOfficial draws a number that looks official: good, with one character
// changed, cut, or with any check character.
func drawOfficial(t *rapid.T, label string) string {
	s := rapid.SampledFrom(append(append([]string{}, goodIDs...), goodCredits...)).Draw(t, label+" official")
	at := rapid.IntRange(0, len(s)-1).Draw(t, label+" at")
	switch rapid.IntRange(0, 3).Draw(t, label+" changed") {
	case 0:
		return s[:at] + rapid.StringMatching(`[0-9A-Zx]`).Draw(t, label+" other") + s[at+1:]
	case 1:
		return s[:at] + s[at+1:]
	case 2:
		return s[:6] + rapid.StringMatching(`(19|20)[0-9]{2}(0[1-9]|1[0-2])(2[0-9]|3[01])[0-9]{3}[0-9X]`).Draw(t, label+" day")
	}
	return s
}

func TestIDNumber(t *testing.T) {
	for _, id := range goodIDs {
		if !IsIDNumber(id) || !idNumberAsWritten(id) {
			t.Errorf("%s is refused", id)
		}
	}
	for id, why := range map[string]string{
		"110105194912310021": "the check character", "11010519491231002Y": "no check character", "11010519491231002": "too short", "11010519491231002X0": "too long",
		"160105194912310029": "no province 16", "990105194912310023": "no province 99", "110105194913310021": "month 13", "330106200102299960": "29 February 2001",
		"110105179912310024": "before 1800", "110105210001010023": "after 2100", "110105491231002": "the old form of 15 digits",
		"１１０１０５１９４９１２３１００２X": "full-width", " 11010519491231002X": "a space", "1101051949123100 2X": "a space inside", "": "nothing",
	} {
		if IsIDNumber(id) {
			t.Errorf("%q is taken: %s", id, why)
		}
		// The ones that break one part have a right check character, so that
		// nothing but that part can refuse them.
		if len(id) == 18 && strings.ContainsAny(why, "0123456789") && !checkFits(id) {
			t.Errorf("%q is refused for its check character, not for %s", id, why)
		}
	}
}

func checkFits(id string) bool {
	sum := 0
	for i, weight := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2, 1} {
		sum += strings.IndexByte("0123456789X", id[i]) * weight
	}
	return sum%11 == 1
}

func TestCreditCode(t *testing.T) {
	for _, code := range goodCredits {
		if !IsCreditCode(code) || !creditCodeAsWritten(code) {
			t.Errorf("%s is refused", code)
		}
	}
	for code, why := range map[string]string{
		"91350100M000100Y44": "the check character", "91350100M000100Y4": "too short", "91350100M000100Y430": "too long", "91350100m000100y43": "small letters",
		"9135010OM000100Y43": "a letter O", "I1350100M000100Y43": "a letter I", "9135A100M000100Y4Y": "a letter in the region", "９1350100M000100Y43": "full-width", "": "nothing",
	} {
		if IsCreditCode(code) {
			t.Errorf("%q is taken: %s", code, why)
		}
	}
	// The organisation code is wrong, the check character of the whole is right.
	for _, body := range []string{"91350100M000100Y5", "91350100M000100YA"} {
		for _, c := range "0123456789ABCDEFGHJKLMNPQRTUWXY" {
			if code := body + string(c); IsCreditCode(code) {
				t.Errorf("%s is taken", code)
			}
		}
	}
}

// TestOneWrongCharacterIsFound: both standards find every single typing mistake.
func TestOneWrongCharacterIsFound(t *testing.T) {
	for good, is := range map[string]func(string) bool{goodIDs[0]: IsIDNumber, goodIDs[3]: IsIDNumber, goodCredits[0]: IsCreditCode, goodCredits[2]: IsCreditCode} {
		for at := range good {
			for _, c := range "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" {
				if wrong := good[:at] + string(c) + good[at+1:]; wrong != good && is(wrong) {
					t.Errorf("%s for %s", wrong, good)
				}
			}
		}
	}
}

// TestOfficialNumbersAsWritten compares with the standards on random values.
func TestOfficialNumbersAsWritten(t *testing.T) {
	good := 0
	rapid.Check(t, func(t *rapid.T) {
		s := drawOfficial(t, "number")
		if got, want := IsIDNumber(s), idNumberAsWritten(s); got != want {
			t.Fatalf("%s is an identity number: %v, want %v", s, got, want)
		}
		if got, want := IsCreditCode(s), creditCodeAsWritten(s); got != want {
			t.Fatalf("%s is a credit code: %v, want %v", s, got, want)
		}
		if IsIDNumber(s) || IsCreditCode(s) {
			good++
		}
	})
	if good == 0 {
		t.Error("no number was ever good")
	}
}

// TestIDNumberByDocument: only a resident's card has a number of that form.
func TestIDNumberByDocument(t *testing.T) {
	c := Default().Collection("star_customer")
	f := c.Field("id_doc_no")
	for _, row := range []struct {
		doc, no string
		bad     bool
	}{
		{"居民身份证", "11010519491231002X", false}, {"居民身份证", "110105194912310021", true}, {"居民身份证", "E12345678", true},
		{"临时居民身份证", "110105194912310021", true}, {"外国公民护照", "E12345678", false}, {"户口簿", "000123", false}, {"", "E12345678", false}, {"居民身份证", "", false},
	} {
		v := Values{"name": mustJSON("王"), "registered_by": mustJSON("个人证件"), "id_doc_type": mustJSON(row.doc), "id_doc_no": mustJSON(row.no)}
		p := c.CheckFormat(f, v)
		if (p != nil) != row.bad || p != nil && (p.Code != "bad_id_number" || p.Field != "id_doc_no" || p.Unfit) {
			t.Errorf("%s %q at entry: %+v", row.doc, row.no, p)
		}
		flags := c.Validate(v)
		if (len(flags) > 0) != row.bad || row.bad && (flags[0].Code != "bad_id_number" || flags[0].Unfit) {
			t.Errorf("%s %q on arrival: %+v", row.doc, row.no, flags)
		}
		if p := f.Check(mustJSON(row.no)); p != nil {
			t.Errorf("%q is put aside: %+v", row.no, p)
		}
	}
}
