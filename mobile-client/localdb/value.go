package localdb

import (
	"math"
	"strconv"
	"strings"
)

// kind is the storage class of a value as SQLite returned it.
type kind byte

const (
	kindNull kind = iota
	kindInt
	kindFloat
	kindText
	kindBlob
)

func (k kind) String() string {
	return [...]string{"NULL", "INTEGER", "REAL", "TEXT", "BLOB"}[k]
}

// value is one column of one row. It is a struct and not an interface so that
// reading a page of integers allocates nothing.
type value struct {
	kind kind
	num  int64 // kindInt; kindFloat keeps its bits here
	text string
	blob []byte
}

func (v value) float() float64 { return math.Float64frombits(uint64(v.num)) }

// bindable checks the arguments of a statement and returns them as nil, int64,
// float64, string or []byte, the only kinds the connections know.
func bindable(args []any) ([]any, error) {
	if len(args) == 0 {
		return nil, nil
	}
	out := make([]any, len(args))
	for i, a := range args {
		v, problem := normal(a)
		if problem != "" {
			return nil, misuse("argument "+strconv.Itoa(i+1), problem)
		}
		out[i] = v
	}
	return out, nil
}

// normal returns a in one of the five kinds, or says what is wrong with it.
func normal(a any) (v any, problem string) {
	switch a := a.(type) {
	case nil, int64:
		return a, ""
	case int:
		return int64(a), ""
	case int32:
		return int64(a), ""
	case uint32:
		return int64(a), ""
	case uint64:
		if a > math.MaxInt64 {
			return nil, "a uint64 above 2^63-1 does not fit SQLite's INTEGER; store it as text or blob"
		}
		return int64(a), ""
	case bool:
		if a {
			return int64(1), ""
		}
		return int64(0), ""
	case float64:
		if math.IsNaN(a) {
			return nil, "NaN would be stored as NULL; give nil if that is meant"
		}
		return a, ""
	case string:
		if strings.IndexByte(a, 0) >= 0 {
			return nil, "text holds U+0000; remove it or store a blob"
		}
		return a, ""
	case []byte:
		if a == nil {
			return nil, ""
		}
		return a, ""
	}
	return nil, "the type is not supported; give nil, an integer, float64, string, []byte or bool"
}
