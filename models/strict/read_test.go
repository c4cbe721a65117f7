package strict

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"testing"
)

// tree reads a checked text with this package's readers only.
func tree(raw []byte) (any, error) {
	switch KindOf(raw) {
	case KindNull:
		if !IsNull(raw) {
			return nil, errors.New("not null")
		}
		return nil, nil
	case KindBool:
		return Bool(raw)
	case KindNumber:
		return Float(raw)
	case KindString:
		return String(raw)
	case KindArray:
		out := []any{}
		err := Array(raw, func(v []byte) error {
			x, err := tree(v)
			out = append(out, x)
			return err
		})
		return out, err
	}
	out := map[string]any{}
	err := Object(raw, func(k, v []byte) error {
		x, err := tree(v)
		out[string(k)] = x
		return err
	})
	return out, err
}

func TestReadersAgreeWithEncodingJSON(t *testing.T) {
	for _, in := range []string{
		` { "a" : [ 1 , -2.5e3 , "x\"]}" , { } , [ ] ] , "b\u0041\n" : null , "c":true,"d":false } `,
		`"\ud83d\ude00\\"`, `"\\\""`, `{"":""}`, `[[["a\\"],"b"],"}"]`, `-0`,
	} {
		if err := Check([]byte(in), Limits{}); err != nil {
			t.Fatalf("%s: %v", in, err)
		}
		var want any
		if err := json.Unmarshal([]byte(in), &want); err != nil {
			t.Fatal(err)
		}
		got, err := tree([]byte(in))
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\ngot  %#v, %v\nwant %#v", in, got, err, want)
		}
	}
}

func TestInt(t *testing.T) {
	for in, want := range map[string]int64{"0": 0, "-0": 0, " 42 ": 42, "-7": -7, "9007199254740991": MaxSafeInteger, "-9007199254740991": -MaxSafeInteger} {
		if got, err := Int([]byte(in)); err != nil || got != want {
			t.Errorf("Int(%q) = %d, %v", in, got, err)
		}
	}
	for in, code := range map[string]string{
		"1.0": CodeType, "1e3": CodeType, `"1"`: CodeType, "": CodeType, "-": CodeType, "true": CodeType,
		"9007199254740992": CodeIntegerRange, "99999999999999999999999999": CodeIntegerRange,
	} {
		if _, err := Int([]byte(in)); codeOf(err) != code {
			t.Errorf("Int(%q): %v, want %s", in, err, code)
		}
	}
}

func TestWrongTypes(t *testing.T) {
	ignore := func(_, _ []byte) error { return nil }
	rows := map[string]error{}
	_, rows["String"] = String([]byte(`1`))
	_, rows["Bool"] = Bool([]byte(`null`))
	_, rows["Float"] = Float([]byte(`"1"`))
	rows["Object"] = Object([]byte(`[]`), ignore)
	rows["Array"] = Array([]byte(`{}`), func([]byte) error { return nil })
	rows["empty"] = Object(nil, ignore)
	for name, err := range rows {
		if codeOf(err) != CodeType {
			t.Errorf("%s: %v, want %s", name, err, CodeType)
		}
	}
}

func TestStopAndErrors(t *testing.T) {
	seen := 0
	count := func([]byte) error {
		if seen++; seen == 2 {
			return Stop
		}
		return nil
	}
	if err := Array([]byte(`[1,2,3]`), count); err != nil || seen != 2 {
		t.Errorf("Stop: %v after %d", err, seen)
	}
	mine := errors.New("mine")
	if err := Object([]byte(`{"a":1}`), func(_, _ []byte) error { return mine }); err != mine {
		t.Errorf("a callback's error came back as %v", err)
	}
}

func TestReadersDoNotAllocate(t *testing.T) {
	raw := []byte(`{"name":"王小明","visits":[{"n":1},{"n":2}],"ok":true}`)
	sum := int64(0)
	element := func(v []byte) error {
		return Object(v, func(_, n []byte) error {
			i, err := Int(n)
			sum += i
			return err
		})
	}
	member := func(k, v []byte) error {
		if string(k) == "visits" {
			return Array(v, element)
		}
		return nil
	}
	n := testing.AllocsPerRun(100, func() {
		if err := Object(raw, member); err != nil {
			t.Fatal(err)
		}
	})
	if n != 0 {
		t.Errorf("%v allocations for a walk", n)
	}
}

func ExampleObject() {
	raw := []byte(`{"id":"c1","loud":true,"tags":["new","vip"]}`)
	if err := Check(raw, Limits{MaxBytes: 1 << 20}); err != nil {
		fmt.Println(err)
		return
	}
	_ = Object(raw, func(key, value []byte) error {
		if string(key) != "tags" {
			return nil
		}
		return Array(value, func(v []byte) error {
			tag, err := String(v)
			fmt.Println(tag)
			return err
		})
	})
	// Output:
	// new
	// vip
}
