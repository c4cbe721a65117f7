package api

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"fieldsync/sync"
)

// maxWindow is the largest zstd window that HTTP allows (RFC 9659).
const maxWindow = 8 << 20

// freeRatio are the bytes that a body may have whatever its ratio.
const freeRatio = 64 << 10

// unpackers are the decoders: so many bodies are unpacked at a time, and
// since all of a body is there by then, each takes milliseconds.
type unpackers chan *unpacker

type unpacker struct {
	zstd *zstd.Decoder
	gzip gzip.Reader
}

func newUnpackers(n int) (unpackers, error) {
	u := make(unpackers, n)
	for range n {
		d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
			zstd.WithDecoderMaxWindow(maxWindow))
		if err != nil {
			return nil, err
		}
		u <- &unpacker{zstd: d}
	}
	return u, nil
}

// unpack decompresses within the operation's limit, the ratio and the budget.
func (s *Server) unpack(c *call, encoding string, packed []byte) ([]byte, error) {
	var u *unpacker
	select {
	case u = <-s.unpackers:
	case <-c.r.Context().Done():
		return nil, c.r.Context().Err()
	}
	defer func() { s.unpackers <- u }()
	r, err := u.open(encoding, packed)
	if err != nil {
		return nil, badPacking(encoding)
	}
	defer u.close()
	limit := min(c.op.limit, max(freeRatio, s.opt.MaxRatio*len(packed)))
	body, err := c.readUnpacked(r, limit)
	switch {
	case errors.Is(err, errBomb) && limit < c.op.limit:
		return nil, fail(changesync.CodeTooLarge, "", fmt.Sprintf("the body is packed more than %d to 1: send it less packed", s.opt.MaxRatio))
	case errors.Is(err, errBomb):
		return nil, tooLarge(limit)
	case errors.Is(err, errBadPacking):
		return nil, badPacking(encoding)
	}
	return body, err
}

func badPacking(encoding string) error {
	return fail(changesync.CodeMalformed, "", "the body is not valid "+encoding)
}

func (u *unpacker) open(encoding string, packed []byte) (io.Reader, error) {
	src := bytes.NewReader(packed)
	if encoding == "gzip" {
		return &u.gzip, u.gzip.Reset(src)
	}
	return u.zstd, u.zstd.Reset(src)
}

// close lets go of the body.
func (u *unpacker) close() { _ = u.zstd.Reset(nil) }

var (
	errBomb       = errors.New("more than allowed")
	errBadPacking = errors.New("cannot be unpacked")
)

// readUnpacked reads up to limit bytes; one more is a bomb. The buffer doubles
// as it fills and each growth is reserved before it is made.
func (c *call) readUnpacked(r io.Reader, limit int) ([]byte, error) {
	buf := []byte{}
	for {
		if len(buf) == cap(buf) {
			size := min(max(4<<10, 2*cap(buf)), limit+1)
			if err := c.hold(size - cap(buf)); err != nil {
				return nil, err
			}
			buf = append(make([]byte, 0, size), buf...)
		}
		n, err := r.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		switch {
		case len(buf) > limit, errors.Is(err, zstd.ErrWindowSizeExceeded):
			return nil, errBomb
		case err == io.EOF:
			return buf, nil
		case err != nil:
			return nil, errBadPacking
		}
	}
}
