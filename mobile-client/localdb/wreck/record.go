package wreck

import (
	"encoding/binary"
	"math"
)

// Row is one row: its number where the table has one, and its values, each
// nil, int64, float64, string or []byte.
type Row struct {
	ID     int64
	Values []any
}

// varint reads SQLite's variable-length integer; size 0: there is none.
func varint(b []byte) (n uint64, size int) {
	for i := 0; i < len(b) && i < 9; i++ {
		if i == 8 {
			return n<<8 | uint64(b[i]), 9
		}
		n = n<<7 | uint64(b[i]&0x7f)
		if b[i] < 0x80 {
			return n, i + 1
		}
	}
	return 0, 0
}

// decode reads a record of so many columns.
func decode(payload []byte, columns int) ([]any, bool) {
	head, size := varint(payload)
	if size == 0 || head > uint64(len(payload)) || head < uint64(size) {
		return nil, false
	}
	kinds, body := payload[size:head], payload[head:]
	values := make([]any, 0, columns)
	for len(kinds) > 0 {
		kind, n := varint(kinds)
		if n == 0 || len(values) == columns {
			return nil, false
		}
		v, used, ok := value(kind, body)
		if !ok {
			return nil, false
		}
		values = append(values, v)
		kinds, body = kinds[n:], body[used:]
	}
	return values, len(values) == columns && len(body) == 0
}

// widths are the bytes of the kinds of whole numbers.
var widths = [...]int{0, 1, 2, 3, 4, 6, 8}

func value(kind uint64, body []byte) (v any, used int, ok bool) {
	switch {
	case kind == 0:
		return nil, 0, true
	case kind <= 6:
		used = widths[kind]
		if used > len(body) {
			return nil, 0, false
		}
		n := int64(int8(body[0]))
		for _, b := range body[1:used] {
			n = n<<8 | int64(b)
		}
		return n, used, true
	case kind == 7:
		if len(body) < 8 {
			return nil, 0, false
		}
		return math.Float64frombits(binary.BigEndian.Uint64(body)), 8, true
	case kind == 8, kind == 9:
		return int64(kind - 8), 0, true
	case kind < 12 || (kind-12)/2 > uint64(len(body)):
		return nil, 0, false
	}
	used = int(kind-12) / 2
	if kind%2 == 1 {
		return string(body[:used]), used, true
	}
	return append([]byte{}, body[:used]...), used, true
}
