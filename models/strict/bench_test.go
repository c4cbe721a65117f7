package strict

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// batch is about 1 MB shaped like a push: changesets of a few writes each, with
// ids, dots and Chinese texts.
func batch() []byte {
	var b strings.Builder
	b.WriteString(`{"schema":1,"changesets":[`)
	for n := 0; b.Len() < 1<<20; n++ {
		if n > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"device":"0191f1a2-7c3b-7def-8a4b-%012x","n":%d,"prev":"%064x","device_time":1726000000%03d,"zone":"+08:00","seen":{"epoch":"01J7","sequence":%d},"writes":[`, n, n, n*7919, n%1000, n*3)
		for w := range 4 {
			if w > 0 {
				b.WriteByte(',')
			}
			fmt.Fprintf(&b, `{"collection":"visit_record","record":"0191f1a2-7c3b-7def-8a4b-%012x","scope":"customer:0191","field":"note_%d","value":"客户反映第%d次用电异常，已约好下周二上午再次上门，联系人王经理。","replaces":[["0191f1a2",%d]],"salt":"c2FsdHNhbHRzYWx0c2FsdA=="}`, n, w, n, n*4+w)
		}
		b.WriteString(`]}`)
	}
	b.WriteString(`]}`)
	return []byte(b.String())
}

func BenchmarkCheckBatch(b *testing.B) {
	data := batch()
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if err := Check(data, Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkJSONValidBatch is the yardstick: what the standard library needs for
// the same text without looking at keys and characters.
func BenchmarkJSONValidBatch(b *testing.B) {
	data := batch()
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if !json.Valid(data) {
			b.Fatal("invalid")
		}
	}
}

func BenchmarkReadBatch(b *testing.B) {
	data := batch()
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	values := 0
	var walk func(v []byte) error
	member := func(_, v []byte) error { return walk(v) }
	walk = func(v []byte) error {
		switch KindOf(v) {
		case KindObject:
			return Object(v, member)
		case KindArray:
			return Array(v, walk)
		}
		values++
		return nil
	}
	for b.Loop() {
		if err := walk(data); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCheckHostile has one object with as many keys as are allowed and a
// text of nothing but brackets: neither may be much slower per byte.
func BenchmarkCheckHostile(b *testing.B) {
	keys := make([]string, DefaultMaxKeys)
	for i := range keys {
		keys[i] = fmt.Sprintf(`"k%d":0`, i)
	}
	rows := map[string][]byte{
		"keys":     []byte("{" + strings.Join(keys, ",") + "}"),
		"brackets": []byte("[" + strings.TrimSuffix(strings.Repeat("[],", 1<<17), ",") + "]"),
		"depth":    []byte(strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000)),
	}
	for name, data := range rows {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				if err := Check(data, Limits{MaxDepth: 10_000}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
