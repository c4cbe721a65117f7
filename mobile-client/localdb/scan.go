package localdb

import (
	"math"
	"strconv"
)

// Row is one row of a result.
type Row struct {
	vals []value
}

// Columns returns how many columns the row has.
func (r *Row) Columns() int { return len(r.vals) }

// Scan copies the row's columns into dest, which holds as many pointers:
// *int64, *int, *bool, *float64, *string, *[]byte, *any, or **int64, **float64,
// **string for columns that may be NULL. NULL becomes nil in *[]byte, *any and
// the double pointers and is an error elsewhere; a blob without bytes is an
// empty slice. A *any receives nil, int64, float64, string or []byte. Kinds are
// not converted, except that an INTEGER fits a *float64. A nil dest skips its
// column. Slices belong to the caller.
func (r *Row) Scan(dest ...any) error {
	if len(dest) != len(r.vals) {
		return misuse("Scan", "the row has "+strconv.Itoa(len(r.vals))+" columns and "+
			strconv.Itoa(len(dest))+" destinations were given")
	}
	for i, d := range dest {
		if !assign(d, &r.vals[i]) {
			return misuse("column "+strconv.Itoa(i+1), "a "+r.vals[i].kind.String()+
				" does not fit the destination; scan into a matching type or cast in the query")
		}
	}
	return nil
}

// assign stores v in dest and tells whether it fitted.
func assign(dest any, v *value) bool {
	switch d := dest.(type) {
	case nil:
		return true
	case *any:
		*d = v.any()
		return true
	case *[]byte:
		*d = v.blob
		return v.kind == kindBlob || v.kind == kindNull
	case **int64:
		return assignNull(d, v)
	case **float64:
		return assignNull(d, v)
	case **string:
		return assignNull(d, v)
	}
	return assignPlain(dest, v)
}

func assignNull[T any](dest **T, v *value) bool {
	if v.kind == kindNull {
		*dest = nil
		return true
	}
	*dest = new(T)
	return assignPlain(*dest, v)
}

func assignPlain(dest any, v *value) bool {
	switch d := dest.(type) {
	case *string:
		*d = v.text
		return v.kind == kindText
	case *int64:
		*d = v.num
		return v.kind == kindInt
	case *int:
		*d = int(v.num)
		return v.kind == kindInt && v.num >= math.MinInt && v.num <= math.MaxInt
	case *bool:
		*d = v.num == 1
		return v.kind == kindInt && (v.num == 0 || v.num == 1)
	case *float64:
		if v.kind == kindInt {
			*d = float64(v.num)
			return true
		}
		*d = v.float()
		return v.kind == kindFloat
	}
	return false
}

func (v *value) any() any {
	switch v.kind {
	case kindInt:
		return v.num
	case kindFloat:
		return v.float()
	case kindText:
		return v.text
	case kindBlob:
		return v.blob
	}
	return nil
}
