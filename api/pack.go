package api

import (
	"bytes"
	"strconv"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// packFrom is the size below which packing costs more than it saves.
const packFrom = 1 << 10

// packer compresses answers. Its memory follows the number of processors and
// not that of requests.
type packer struct {
	zstd *zstd.Encoder
	gzip sync.Pool
}

func newPacker(parallel int) (*packer, error) {
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(parallel),
		zstd.WithWindowSize(512<<10), zstd.WithLowerEncoderMem(true))
	return &packer{zstd: enc}, err
}

// choose picks by Accept-Encoding: the highest weight, zstd before gzip where
// equal, "" for none.
func (p *packer) choose(accept []string) string {
	best, weight := "", 0.0
	q := map[string]float64{}
	for _, item := range strings.Split(strings.Join(accept, ","), ",") {
		name, params, _ := strings.Cut(item, ";")
		q[strings.ToLower(strings.TrimSpace(name))] = qualityOf(params)
	}
	for _, name := range []string{"zstd", "gzip"} {
		w, named := q[name]
		if !named {
			w = q["*"]
		}
		if w > weight {
			best, weight = name, w
		}
	}
	return best
}

func qualityOf(params string) float64 {
	for _, p := range strings.Split(params, ";") {
		key, value, _ := strings.Cut(strings.TrimSpace(p), "=")
		if strings.EqualFold(key, "q") {
			q, err := strconv.ParseFloat(value, 64)
			if err != nil || q < 0 || q > 1 {
				return 0
			}
			return q
		}
	}
	return 1
}

func (p *packer) pack(name string, body []byte) []byte {
	if name == "zstd" {
		return p.zstd.EncodeAll(body, make([]byte, 0, len(body)/4))
	}
	var buf bytes.Buffer
	w, ok := p.gzip.Get().(*gzip.Writer)
	if !ok {
		w = gzip.NewWriter(nil)
	}
	defer p.gzip.Put(w)
	w.Reset(&buf)
	_, _ = w.Write(body) // a buffer takes everything
	_ = w.Close()
	return buf.Bytes()
}
