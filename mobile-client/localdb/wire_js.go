//go:build js && wasm

package localdb

import (
	"encoding/binary"
	"math"
)

// Values cross between Go and bridge.js as a byte of their kind and their
// content, little-endian: INTEGER and REAL take 8 bytes, TEXT and BLOB a uint32
// length and the bytes.

// appendArgs encodes a statement's arguments.
func appendArgs(b []byte, args []any) []byte {
	for _, a := range args {
		switch a := a.(type) {
		case nil:
			b = append(b, byte(kindNull))
		case int64:
			b = binary.LittleEndian.AppendUint64(append(b, byte(kindInt)), uint64(a))
		case float64:
			b = binary.LittleEndian.AppendUint64(append(b, byte(kindFloat)), math.Float64bits(a))
		case string:
			b = binary.LittleEndian.AppendUint32(append(b, byte(kindText)), uint32(len(a)))
			b = append(b, a...)
		case []byte:
			b = binary.LittleEndian.AppendUint32(append(b, byte(kindBlob)), uint32(len(a)))
			b = append(b, a...)
		}
	}
	return b
}

// takeValue decodes the first value of b into v, copying its bytes, and returns
// the rest. Only the bridge writes what it reads, so it does not mistrust b.
func takeValue(b []byte, v *value) []byte {
	*v = value{kind: kind(b[0])}
	b = b[1:]
	switch v.kind {
	case kindInt, kindFloat:
		v.num = int64(binary.LittleEndian.Uint64(b))
		return b[8:]
	case kindText, kindBlob:
		end := 4 + int(binary.LittleEndian.Uint32(b))
		if v.kind == kindText {
			v.text = string(b[4:end])
		} else {
			v.blob = append([]byte{}, b[4:end]...)
		}
		return b[end:]
	}
	return b
}
