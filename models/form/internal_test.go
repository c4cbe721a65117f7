package form

import (
	"math/big"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestPatternAgrees: on what both know, the pattern says what regexp says.
func TestPatternAgrees(t *testing.T) {
	var gen func(depth int) *rapid.Generator[string]
	gen = func(depth int) *rapid.Generator[string] {
		atoms := []*rapid.Generator[string]{rapid.SampledFrom([]string{"a", "b", "中", ".", `\d`, `\.`, "[ab]", "[^a]", "[a-c]", "[0-9b]"})}
		if depth > 0 {
			inner := gen(depth - 1)
			atoms = append(atoms,
				rapid.Map(inner, func(s string) string { return "(" + s + ")" }),
				rapid.Custom(func(t *rapid.T) string {
					return "(" + inner.Draw(t, "x") + "|" + inner.Draw(t, "y") + "|" + inner.Draw(t, "z") + ")"
				}),
				rapid.Custom(func(t *rapid.T) string {
					return "(" + inner.Draw(t, "x") + ")" + rapid.SampledFrom([]string{"?", "*", "+", "{2}", "{1,3}", "{0,2}", "{2,}"}).Draw(t, "times")
				}),
				rapid.Custom(func(t *rapid.T) string { return inner.Draw(t, "x") + inner.Draw(t, "y") }))
		}
		return rapid.OneOf(atoms...)
	}
	known := 0
	rapid.Check(t, func(t *rapid.T) {
		text := gen(4).Draw(t, "pattern")
		p := compilePattern(text)
		if p == nil {
			if len(text) < 15 {
				t.Fatal(text)
			}
			return
		}
		known++
		re := regexp.MustCompile("^(?:" + text + ")$")
		for range 5 {
			s := rapid.StringOfN(rapid.SampledFrom([]rune("abc0.中")), 0, 12, -1).Draw(t, "s")
			if got, _ := p.fits(s); got != re.MatchString(s) {
				t.Fatalf("%s on %q: %v", text, s, got)
			}
		}
	})
	if known < 50 {
		t.Errorf("only %d patterns were compared", known)
	}
}

// TestPatternIsBounded: what makes others backtrack takes steps by text and
// pattern only.
func TestPatternIsBounded(t *testing.T) {
	p := compilePattern("(a*)*(a*)*(a*)*b")
	if ok, steps := p.fits(strings.Repeat("a", 4000)); ok || steps > 4000*len(p.prog)+4000 {
		t.Error(ok, steps)
	}
	for _, s := range []string{"(", ")", "a)", "*", "[", "[]", "[b-a]", "a{", "a{2", "a{3,2}", `\q`, `a\`, "a**{", strings.Repeat("(", 9) + strings.Repeat(")", 9), "a{101}", strings.Repeat("a", 201)} {
		if compilePattern(s) != nil {
			t.Errorf("%s was taken", s)
		}
	}
}

func rational(d decimal) *big.Rat {
	return new(big.Rat).SetFrac(big.NewInt(d.coef), new(big.Int).SetUint64(powers[d.scale]))
}

// TestDecimal: sums, products and order are exact, quotients are rounded at the
// sixth decimal, and what does not fit is said not to.
func TestDecimal(t *testing.T) {
	gen := rapid.Custom(func(t *rapid.T) decimal {
		n := rapid.OneOf(rapid.Int64Range(-1000, 1000), rapid.Int64Range(-1<<62, 1<<62)).Draw(t, "n")
		return decimal{n, uint8(rapid.IntRange(0, maxScale).Draw(t, "scale"))}.short()
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := gen.Draw(t, "a"), gen.Draw(t, "b")
		x, y := rational(a), rational(b)
		if back, ok := parseDecimal(a.String()); !ok || back != a {
			t.Fatal(a, back)
		}
		if got := a.compare(b); got != x.Cmp(y) {
			t.Fatal("compare", a, b, got)
		}
		check := func(what string, got decimal, ok bool, want *big.Rat) {
			limit := new(big.Rat).SetInt64(1 << 40)
			if !ok && new(big.Rat).Abs(want).Cmp(limit) < 0 && a.scale+b.scale == 0 {
				t.Fatal(what, a, b, "does not fit")
			}
			if !ok {
				return
			}
			half := big.NewRat(1, 2_000_000)
			if diff := new(big.Rat).Sub(rational(got), want); diff.Abs(diff).Cmp(half) > 0 || (what == "+" || what == "-") && diff.Sign() != 0 {
				t.Fatal(what, a, b, got)
			}
		}
		sum, ok := a.add(b)
		check("+", sum, ok, new(big.Rat).Add(x, y))
		diff, ok := a.add(b.neg())
		check("-", diff, ok, new(big.Rat).Sub(x, y))
		product, ok := a.mul(b)
		check("*", product, ok, new(big.Rat).Mul(x, y))
		if b.coef != 0 {
			quotient, ok := a.div(b)
			check("div", quotient, ok, new(big.Rat).Quo(x, y))
		}
	})
	if d, ok := (decimal{1, 6}).mul(decimal{5, 1}); !ok || d != (decimal{1, 6}) {
		t.Error("a half is rounded away from zero", d, ok)
	}
}
