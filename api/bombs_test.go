package api_test

import (
	"bytes"
	"encoding/binary"
	"net/http"
	"runtime"
	"sync"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"fieldsync/api"
	"fieldsync/sync"
)

// bomb packs so many spaces, which is how JSON grows without end.
func bomb(t *testing.T, encoding string, size int) []byte {
	t.Helper()
	var buf bytes.Buffer
	chunk := bytes.Repeat([]byte{' '}, 1<<20)
	fill := func(write func([]byte) (int, error), end func() error) {
		for range size >> 20 {
			if _, err := write(chunk); err != nil {
				t.Fatal(err)
			}
		}
		if err := end(); err != nil {
			t.Fatal(err)
		}
	}
	if encoding == "gzip" {
		w, err := gzip.NewWriterLevel(&buf, gzip.BestSpeed)
		if err != nil {
			t.Fatal(err)
		}
		fill(w.Write, w.Close)
	} else {
		w, err := zstd.NewWriter(&buf, zstd.WithEncoderLevel(zstd.SpeedFastest))
		if err != nil {
			t.Fatal(err)
		}
		fill(w.Write, w.Close)
	}
	return buf.Bytes()
}

// hugeWindow is a zstd frame that asks for a window of 2 GiB.
func hugeWindow() []byte {
	b := binary.LittleEndian.AppendUint32(nil, 0xFD2FB528)
	b = append(b, 0, (31-10)<<3)
	return append(b, 1, 0, 0) // one empty last block
}

// runBombs are the bodies that would grow over every limit.
func runBombs(t *testing.T) map[string][2]string {
	many := bytes.Repeat(bomb(t, "zstd", 4<<20), 200) // frames that are each within the limit
	return map[string][2]string{
		"gzip":        {"gzip", string(bomb(t, "gzip", 256<<20))},
		"zstd":        {"zstd", string(bomb(t, "zstd", 256<<20))},
		"zstd frames": {"zstd", string(many)},
		"zstd window": {"zstd", string(hugeWindow())},
		"ratio":       {"zstd", string(bomb(t, "zstd", 3<<20))}, // within the limit, and absurd
		"large":       {"", string(bytes.Repeat([]byte{' '}, changesync.MaxRunBytes+1))},
	}
}

// live is the heap in use after a collection.
func live() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// allocated is what was ever allocated.
func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

func TestBombsAreRefusedWithoutGrowth(t *testing.T) {
	w := newWorld(t, api.Options{Unpackers: 2})
	p := w.enrol("csm01")
	w.http = &http.Client{} // the checker would unpack the bomb itself
	for name, b := range runBombs(t) {
		t.Run(name, func(t *testing.T) {
			body := []byte(b[1])
			before := allocated()
			const times = 4
			for range times {
				w.send("POST", "/v1/changesets", p.token, body, "Content-Encoding", b[0]).want(t, http.StatusRequestEntityTooLarge, changesync.CodeTooLarge)
			}
			// Each may fill its limit by doubling, besides its packed bytes,
			// and one decoder window in all; measured, it is far less.
			per := (allocated() - before) / times
			t.Logf("%d bytes sent, %d KiB allocated for each", len(body), per>>10)
			if per > 24<<20 {
				t.Errorf("%d MiB were allocated for %d bytes", per>>20, len(body))
			}
		})
	}
}

func TestManyBombsAtOnceKeepMemoryBounded(t *testing.T) {
	w := newWorld(t, api.Options{Unpackers: 2, BodyMemory: 16 << 20})
	p := w.enrol("csm01")
	w.http = &http.Client{}
	body := bomb(t, "zstd", 256<<20)
	before := live()
	var wg sync.WaitGroup
	for range 64 {
		wg.Go(func() {
			a := w.send("POST", "/v1/changesets", p.token, body, "Content-Encoding", "zstd")
			if a.status != http.StatusRequestEntityTooLarge && a.status != http.StatusServiceUnavailable {
				t.Errorf("answered %d %s", a.status, a.body)
			}
		})
	}
	wg.Wait()
	w.http.CloseIdleConnections()
	if after := live(); after > before+32<<20 {
		t.Errorf("the heap kept %d MiB", (after-before)>>20)
	}
	// All that was reserved was given back.
	p.pull("")
}
