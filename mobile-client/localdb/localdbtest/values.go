package localdbtest

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"fieldsync/mobile-client/localdb"
)

func integers(t *testing.T, db *localdb.DB) {
	table(t, db, "v", "x")
	values := []int64{0, 1, -1, 127, 128, 1 << 31, -1 << 31, 1<<53 - 1, 1 << 53, 1<<53 + 1, -1<<53 - 1, math.MaxInt64, math.MinInt64}
	for _, want := range values {
		echo(t, db, want, func(tx *localdb.Tx) {
			var got int64
			var class string
			get(t, tx, "SELECT x, typeof(x) FROM v", nil, &got, &class)
			if got != want || class != "integer" {
				t.Errorf("%d came back as %d (%s)", want, got, class)
			}
		})
	}
	for _, a := range []any{int(7), int32(7), uint32(7), uint64(7)} {
		echo(t, db, a, func(tx *localdb.Tx) {
			var got int
			if get(t, tx, "SELECT x FROM v", nil, &got); got != 7 {
				t.Errorf("%T 7 came back as %d", a, got)
			}
		})
	}
	for _, want := range []bool{true, false} {
		echo(t, db, want, func(tx *localdb.Tx) {
			var got bool
			if get(t, tx, "SELECT x FROM v", nil, &got); got != want {
				t.Errorf("%v came back as %v", want, got)
			}
		})
	}
}

func floats(t *testing.T, db *localdb.DB) {
	table(t, db, "v", "x")
	for _, want := range []float64{0, 0.1, -1.5, 3, 1e300, math.SmallestNonzeroFloat64, math.MaxFloat64, math.Inf(1), math.Inf(-1)} {
		echo(t, db, want, func(tx *localdb.Tx) {
			var got float64
			var class string
			get(t, tx, "SELECT x, typeof(x) FROM v", nil, &got, &class)
			if got != want || class != "real" {
				t.Errorf("%g came back as %g (%s)", want, got, class)
			}
		})
	}
}

func text(t *testing.T, db *localdb.DB) {
	table(t, db, "v", "x TEXT")
	texts := []string{"", "a", "王小明", "𠮷野家", "👩‍👩‍👧", "e\u0301", "\ufeffbom", "line\nbreak\ttab", "'quoted\"", "\u007f\u0080\uffff",
		strings.Repeat("𠮷", 100_000)}
	for _, want := range texts {
		echo(t, db, want, func(tx *localdb.Tx) {
			var got, class string
			var length int
			get(t, tx, "SELECT x, typeof(x), length(x) FROM v", nil, &got, &class, &length)
			if got != want || class != "text" || length != len([]rune(want)) {
				t.Errorf("%.40q came back as %.40q (%s, %d characters)", want, got, class, length)
			}
		})
	}
}

func blobs(t *testing.T, db *localdb.DB) {
	table(t, db, "v", "x BLOB")
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	for _, want := range [][]byte{{}, {0}, []byte("text"), all} {
		echo(t, db, want, func(tx *localdb.Tx) {
			var got []byte
			var class string
			get(t, tx, "SELECT x, typeof(x) FROM v", nil, &got, &class)
			if got == nil || !bytes.Equal(got, want) || class != "blob" {
				t.Errorf("%v came back as %v (%s)", want, got, class)
			}
		})
	}
}

func nulls(t *testing.T, db *localdb.DB) {
	table(t, db, "v", "x")
	for _, a := range []any{nil, []byte(nil)} {
		echo(t, db, a, func(tx *localdb.Tx) {
			i, s, f, b, x := new(int64), new(string), new(float64), []byte{1}, any(1)
			get(t, tx, "SELECT x, x, x, x, x FROM v", nil, &i, &s, &f, &b, &x)
			if i != nil || s != nil || f != nil || b != nil || x != nil {
				t.Errorf("%#v is not NULL for every destination: %v %v %v %v %v", a, i, s, f, b, x)
			}
		})
	}
}

// echo puts one value into the table v, alone, and then looks at it.
func echo(t *testing.T, db *localdb.DB, v any, look func(tx *localdb.Tx)) {
	t.Helper()
	update(t, db, func(tx *localdb.Tx) {
		exec(t, tx, "DELETE FROM v")
		exec(t, tx, "INSERT INTO v(x) VALUES (?)", v)
	})
	view(t, db, look)
}

func refusedValues(t *testing.T, db *localdb.DB) {
	table(t, db, "v", "x")
	update(t, db, func(tx *localdb.Tx) {
		for _, a := range []any{math.NaN(), uint64(math.MaxInt64) + 1, "nul\x00inside", struct{}{}, []string{"a"}} {
			_, err := tx.Exec("INSERT INTO v(x) VALUES (?)", a)
			wantCode(t, err, localdb.CodeMisuse)
			if err != nil && !strings.Contains(err.Error(), "argument 1") {
				t.Errorf("the error does not name the argument: %v", err)
			}
		}
	})
	if n := count(t, db, "v"); n != 0 {
		t.Errorf("%d refused values were stored", n)
	}
}

func scanRules(t *testing.T, db *localdb.DB) {
	view(t, db, func(tx *localdb.Tx) {
		var (
			i    int64
			s    string
			f    float64
			flag bool
			b    []byte
			x    any
		)
		get(t, tx, "SELECT 3, 4", nil, &f, nil)
		if f != 3 {
			t.Errorf("an INTEGER scanned into *float64 is %g", f)
		}
		get(t, tx, "SELECT x'0102'", nil, &x)
		if got, ok := x.([]byte); !ok || !bytes.Equal(got, []byte{1, 2}) {
			t.Errorf("a blob scanned into *any is %#v", x)
		}
		for query, dest := range map[string]any{
			"SELECT 'a'": &i, "SELECT 1": &s, "SELECT 2.5": &i, "SELECT 2": &flag, "SELECT 'b'": &b,
			"SELECT NULL": &s, "SELECT 'c'": new(*int64), "SELECT 3": new(uint8),
		} {
			_, err := tx.Get(query, nil, dest)
			wantCode(t, err, localdb.CodeMisuse)
		}
		_, err := tx.Get("SELECT 1, 2", nil, &i)
		wantCode(t, err, localdb.CodeMisuse)
	})
}
