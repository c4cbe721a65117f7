package demo

import (
	"fmt"
	"testing"

	"fieldsync/sync/memstore"
)

func BenchmarkGenerate(b *testing.B) {
	for _, scale := range []int{1, 10} {
		b.Run(fmt.Sprintf("scale=%d", scale), func(b *testing.B) {
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				for range Generate(testSeed, scale, testNow).Records() {
					n++
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(n), "µs/record")
		})
	}
}

func BenchmarkLoad(b *testing.B) {
	for _, scale := range []int{1, 10} {
		b.Run(fmt.Sprintf("scale=%d", scale), func(b *testing.B) {
			b.ReportAllocs()
			o := Generate(testSeed, scale, testNow)
			n, _ := o.Size()
			for b.Loop() {
				load(b, newEngine(b, memstore.New()), o)
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(n*b.N), "µs/record")
		})
	}
}
