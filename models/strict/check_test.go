package strict

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func codeOf(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// TestRefused has one row for each way a text can be wrong: code, byte offset
// and path are part of the contract with whoever has to mend the text.
func TestRefused(t *testing.T) {
	rows := []struct {
		in     string
		code   string
		offset int
		path   string
	}{
		{`{"a":1,"a":2}`, CodeDuplicateKey, 7, "/a"},
		{`{"a":1,"\u0061":2}`, CodeDuplicateKey, 7, "/a"},
		{`{"名":1,"\u540d":2}`, CodeDuplicateKey, 9, "/名"},
		{`{"x":[0,{"b":1,"B":2}]}`, CodeCaseVariantKey, 15, "/x/1/B"},
		{`{"k":1,"` + "\u212a" + `":2}`, CodeCaseVariantKey, 7, "/\u212a"},
		{`{"ß":1,"ẞ":2}`, CodeCaseVariantKey, 8, "/ẞ"},
		{`{"s":1,"\u017f":2}`, CodeCaseVariantKey, 7, "/ſ"},
		{"{\"a\":\"x\xff\"}", CodeBadUTF8, 7, "/a"},
		{"\"\xed\xa0\x80\"", CodeBadUTF8, 1, ""},
		{"\"\xc0\x80\"", CodeBadUTF8, 1, ""},
		{"\"\xe4\xbd\"", CodeBadUTF8, 1, ""},
		{"\"\xf4\x90\x80\x80\"", CodeBadUTF8, 1, ""},
		{`["\ud800"]`, CodeLoneSurrogate, 2, "/0"},
		{`["a",["\ude00\ud83d"]]`, CodeLoneSurrogate, 7, "/1/0"},
		{`"\ud83d\u0041"`, CodeLoneSurrogate, 1, ""},
		{`"\u0000"`, CodeNUL, 1, ""},
		{`{"\u0000":1}`, CodeNUL, 2, ""},
		{"\"a\x00\"", CodeNUL, 2, ""},
		{"[\x00]", CodeNUL, 1, "/0"},
		{"\"a\nb\"", CodeControl, 2, ""},
		{"\"12345678\x1f\"", CodeControl, 9, ""},
		{`"\x"`, CodeEscape, 1, ""},
		{`"\u12g4"`, CodeEscape, 1, ""},
		{`"\u12`, CodeTruncated, 5, ""},
		{`1 2`, CodeTrailing, 2, ""},
		{"{}\x00", CodeTrailing, 2, ""},
		{`[NaN]`, CodeNotFinite, 1, "/0"},
		{`-Infinity`, CodeNotFinite, 0, ""},
		{`{"a":Infinity}`, CodeNotFinite, 5, "/a"},
		{`1e999`, CodeFloatRange, 0, ""},
		{`[-1.8e308]`, CodeFloatRange, 1, "/0"},
		{`1` + strings.Repeat("0", 400) + `.0`, CodeFloatRange, 0, ""},
		{`9007199254740992`, CodeIntegerRange, 0, ""},
		{`-9007199254740992`, CodeIntegerRange, 0, ""},
		{`10000000000000000`, CodeIntegerRange, 0, ""},
		{`[01]`, CodeLeadingZero, 1, "/0"},
		{`-00`, CodeLeadingZero, 1, ""},
		{`1.`, CodeTruncated, 2, ""},
		{`[1.]`, CodeNumber, 3, "/0"},
		{`[1e+]`, CodeNumber, 4, "/0"},
		{`-x`, CodeNumber, 1, ""},
		{`+1`, CodeSyntax, 0, ""},
		{`.5`, CodeSyntax, 0, ""},
		{``, CodeTruncated, 0, ""},
		{`  `, CodeTruncated, 2, ""},
		{`tru`, CodeTruncated, 3, ""},
		{`trux`, CodeSyntax, 0, ""},
		{`True`, CodeSyntax, 0, ""},
		{`{`, CodeTruncated, 1, ""},
		{`{"a"`, CodeTruncated, 4, "/a"},
		{`{"a" 1}`, CodeSyntax, 5, "/a"},
		{`{"a":1,}`, CodeSyntax, 7, "/a"},
		{`{a:1}`, CodeSyntax, 1, ""},
		{`[1,]`, CodeSyntax, 3, "/1"},
		{`[1}`, CodeSyntax, 2, "/0"},
		{`{"a":1]`, CodeSyntax, 6, "/a"},
		{`"abc`, CodeTruncated, 4, ""},
		{"\ufeff{}", CodeSyntax, 0, ""},
		{`{"a/b~c":{"x":tru}}`, CodeSyntax, 14, "/a~1b~0c/x"},
		{`/* c */ 1`, CodeSyntax, 0, ""},
	}
	for _, r := range rows {
		var e *Error
		if err := Check([]byte(r.in), Limits{}); !errors.As(err, &e) {
			t.Errorf("%.40q: accepted, want %s", r.in, r.code)
		} else if e.Code != r.code || e.Offset != r.offset || e.Path != r.path {
			t.Errorf("%.40q: got %s at %d in %q, want %s at %d in %q", r.in, e.Code, e.Offset, e.Path, r.code, r.offset, r.path)
		}
	}
}

func TestAccepted(t *testing.T) {
	for _, in := range []string{
		`null`, ` true `, "\t[\r\n]", `{}`, `""`, `0`, `-0`, `0.5e-3`, `1E308`, `1e-999`, `0e99999`,
		`9007199254740991`, `-9007199254740991`, `1e300`,
		`{"a":{"a":1},"b":[{"a":1},{"a":2}]}`, // equal keys of different objects
		`{"a":1,"à":2,"ab":3,"":4}`, `"\ud83d\ude00\/\\\"\b\f\n\r\t"`, "\"\u007f\ufffd\U0010ffff\"",
		`{"[":1,"{":2,"@":3,"` + "`" + `":4}`, // differ in the case bit, yet are no letters
	} {
		if err := Check([]byte(in), Limits{}); err != nil {
			t.Errorf("%q: %v", in, err)
		}
	}
}

func TestLimits(t *testing.T) {
	deep := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	rows := []struct {
		in   string
		lim  Limits
		code string
	}{
		{deep(64), Limits{}, ""},
		{deep(65), Limits{}, CodeTooDeep},
		{deep(10_000), Limits{MaxDepth: 10_000}, ""},
		{deep(10_001), Limits{MaxDepth: 10_000}, CodeTooDeep},
		{strings.Repeat(`{"a":`, 10_000) + "1" + strings.Repeat("}", 10_000), Limits{MaxDepth: 10_000}, ""},
		{`[1,2]`, Limits{MaxBytes: 5}, ""},
		{`[1,2] `, Limits{MaxBytes: 5}, CodeTooLarge},
		{`{"a":{"c":1},"b":1}`, Limits{MaxKeys: 2}, ""},
		{`{"a":1,"b":1,"c":1}`, Limits{MaxKeys: 2}, CodeTooManyKeys},
		{`[1,[2]]`, Limits{MaxValues: 4}, ""},
		{`[1,[2,3]]`, Limits{MaxValues: 4}, CodeTooManyValues},
	}
	for _, r := range rows {
		if got := codeOf(Check([]byte(r.in), r.lim)); got != r.code {
			t.Errorf("%.30s: code %q, want %q", r.in, got, r.code)
		}
	}
}

// TestLargeObjects crosses the border between the linear look and the map, with
// the repeated key on either side of it.
func TestLargeObjects(t *testing.T) {
	for _, n := range []int{linearKeys - 1, linearKeys, linearKeys + 1, 5000} {
		for _, twin := range []int{0, linearKeys - 2, n - 1} {
			inner := make([]string, 0, n+1)
			for i := range n {
				inner = append(inner, fmt.Sprintf(`"key%d":{"in":1}`, i))
			}
			object := func(members []string) []byte { return []byte(`{"out":{` + strings.Join(members, ",") + `}}`) }
			if err := Check(object(inner), Limits{}); err != nil {
				t.Fatalf("%d keys: %v", n, err)
			}
			again := append(inner, inner[twin])
			if got := codeOf(Check(object(again), Limits{})); got != CodeDuplicateKey {
				t.Errorf("%d keys, the one at %d twice: %q", n, twin, got)
			}
			again[n] = strings.Replace(inner[twin], "key", "kEy", 1)
			if got := codeOf(Check(object(again), Limits{})); got != CodeCaseVariantKey {
				t.Errorf("%d keys, the one at %d re-spelt: %q", n, twin, got)
			}
		}
	}
}

// TestSiblingsShareNoKeys has equal keys in objects beside and inside each
// other, small and large, where a stack that is not cut back would find twins.
func TestSiblingsShareNoKeys(t *testing.T) {
	object := func(prefix string, n int) string {
		members := make([]string, n)
		for i := range members {
			members[i] = fmt.Sprintf(`"%s%d":1`, prefix, i)
		}
		return "{" + strings.Join(members, ",") + "}"
	}
	small, large := object("k", linearKeys/2), object("k", 2*linearKeys)
	outer := object("o", linearKeys/2-1)
	nested := outer[:len(outer)-1] + `,"in":` + small + "," + small[1:]
	for _, in := range []string{nested, "[" + small + "," + small + "]", "[" + large + "," + large + "]"} {
		if err := Check([]byte(in), Limits{}); err != nil {
			t.Error(err)
		}
	}
}

func TestErrorText(t *testing.T) {
	err := Check([]byte(`{"visits":[{"note":1,"note":2}]}`), Limits{})
	want := `json_duplicate_key at byte 21 in /visits/0/note: a key stands twice in one object; send each key once`
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	long := Check([]byte(strings.Repeat(`{"`+strings.Repeat("k", 5000)+`":`, 50)), Limits{})
	if len(long.Error()) > 500 {
		t.Errorf("the error text has %d bytes; hostile keys must not fill a log", len(long.Error()))
	}
}

func TestEveryCodeHasAdvice(t *testing.T) {
	for code, text := range advice {
		if !strings.HasPrefix(code, "json_") || !strings.Contains(text, ";") {
			t.Errorf("%s: %q names no remedy", code, text)
		}
	}
	if (&Error{Code: CodeType}).Advice() == "" {
		t.Error("no advice")
	}
}
