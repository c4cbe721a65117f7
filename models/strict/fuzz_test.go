package strict

import (
	"bytes"
	"encoding/json"
	"io"
	"math"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"
)

// FuzzCheck compares Check with a slow judge made from the standard library:
// both must accept the same texts, and the readers must see in an accepted
// text what encoding/json sees. On refused texts the readers must not panic.
func FuzzCheck(f *testing.F) {
	for _, s := range []string{
		`{"a":[1,-2.5e3,"x\"]}",{},[]],"b\u0041\n":null,"c":true}`, `{"k":1,"\u212a":2}`,
		`"\ud83d\ude00"`, `"\ud83d"`, `1e999`, `9007199254740992`, `[01]`, "\"\xff\"", `{"a":1,"A":2}`, `[[[[]]]]`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		got := Check(data, Limits{MaxDepth: 32})
		if want := judge(data, 32); (got == nil) != want {
			t.Fatalf("%q: Check says %v, the judge accepts: %v", data, got, want)
		}
		seen, err := tree(data)
		if got != nil {
			return
		}
		var want any
		if e := json.Unmarshal(data, &want); e != nil || err != nil || !reflect.DeepEqual(seen, want) {
			t.Fatalf("%q: read %#v, %v; encoding/json %#v, %v", data, seen, err, want, e)
		}
	})
}

// judge accepts what Check should accept, without regard to cost.
func judge(data []byte, maxDepth int) bool {
	if !json.Valid(data) || !utf8.Valid(data) || !goodEscapes(data) {
		return false
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	var open []map[string]bool // nil for an array
	wantKey := false
	for {
		tok, err := dec.Token()
		if err == io.EOF {
			return true
		}
		if name, ok := tok.(string); ok && wantKey && len(open) > 0 && open[len(open)-1] != nil {
			folded := strings.Map(smallestFold, name)
			if open[len(open)-1][folded] {
				return false
			}
			open[len(open)-1][folded] = true
			wantKey = false
			continue
		}
		switch tok {
		case json.Delim('{'):
			open = append(open, map[string]bool{})
		case json.Delim('['):
			open = append(open, nil)
		case json.Delim('}'), json.Delim(']'):
			open = open[:len(open)-1]
		}
		if n, ok := tok.(json.Number); ok && !goodNumber(n.String()) {
			return false
		}
		if len(open) > maxDepth {
			return false
		}
		wantKey = len(open) > 0 && open[len(open)-1] != nil
	}
}

func goodNumber(s string) bool {
	if !strings.ContainsAny(s, ".eE") {
		n, err := strconv.ParseInt(s, 10, 64)
		return err == nil && n <= MaxSafeInteger && n >= -MaxSafeInteger
	}
	v, err := strconv.ParseFloat(s, 64)
	return err == nil && !math.IsInf(v, 0)
}

// goodEscapes looks at the \u escapes of valid JSON.
func goodEscapes(data []byte) bool {
	unit := func(i int) rune {
		if i+6 > len(data) || data[i] != '\\' || data[i+1] != 'u' {
			return -1
		}
		v, err := strconv.ParseUint(string(data[i+2:i+6]), 16, 32)
		if err != nil {
			return -1
		}
		return rune(v)
	}
	for i := 0; i < len(data); i++ {
		if data[i] != '\\' {
			continue
		}
		r := unit(i)
		if r == 0 {
			return false
		}
		if utf16.IsSurrogate(r) {
			if utf16.DecodeRune(r, unit(i+6)) == utf8.RuneError {
				return false
			}
			i += 6
		}
		i++
	}
	return true
}
