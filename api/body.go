package api

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"os"
	"strings"
	"time"

	"fieldsync/sync"
)

// withBody is the step that reads the body whole, within the operation's
// limit, and unpacks it. Reading ends before anything is looked at, and has no
// place among those who are worked on: a slow sender holds a little memory and
// nothing else.
func withBody(_ *Server, next handler) handler {
	return func(c *call) error {
		if c.op.limit > 0 {
			if err := c.readBody(); err != nil {
				return err
			}
		}
		return next(c)
	}
}

func (c *call) readBody() error {
	kind, params, err := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if charset := params["charset"]; err != nil || kind != jsonType || charset != "" && !strings.EqualFold(charset, "utf-8") {
		return fail(codeMediaType, "Content-Type", "send application/json")
	}
	encoding, err := encodingOf(c.r.Header)
	if err != nil {
		return err
	}
	c.leave()
	packed, err := c.readAll()
	if err != nil {
		return err
	}
	if err := c.enter(); err != nil {
		return err
	}
	if encoding == "" {
		c.body = packed
		return nil
	}
	c.body, err = c.s.unpack(c, encoding, packed)
	return err
}

// encodingOf allows one encoding: a stack of them is only ever an attack.
func encodingOf(h http.Header) (string, error) {
	values := h.Values("Content-Encoding")
	if len(values) == 0 {
		return "", nil
	}
	name := strings.ToLower(strings.TrimSpace(values[0]))
	switch {
	case len(values) == 1 && (name == "gzip" || name == "zstd"):
		return name, nil
	case len(values) == 1 && (name == "identity" || name == ""):
		return "", nil
	}
	return "", fail(codeEncoding, "Content-Encoding", "send gzip, zstd or identity")
}

// readAll reads the packed body, as one of those that are read.
func (c *call) readAll() ([]byte, error) {
	limit := c.op.limit
	if c.r.ContentLength > int64(limit) {
		return nil, tooLarge(limit)
	}
	key, share := c.reader()
	one := c.s.readers.begin(key, share, http.NewResponseController(c.w))
	if one == nil {
		return nil, fail(changesync.CodeOverloaded, "", "too many bodies are on their way, try again later")
	}
	raw, err := c.readOn(one, http.MaxBytesReader(c.w, c.r.Body, int64(limit)))
	one.done(err == nil)
	return raw, err
}

// readOn reads to the end, as long as enough comes. The buffer grows as bytes
// arrive, so that a large Content-Length alone reserves nothing.
func (c *call) readOn(one *reading, body io.Reader) ([]byte, error) {
	const first = 4 << 10
	if err := c.hold(first); err != nil {
		return nil, err
	}
	buf, begun := make([]byte, 0, first), time.Now()
	for {
		if !one.until(patience(begun, time.Now(), len(buf), c.s.opt.BodyPause)) {
			return nil, readError(os.ErrDeadlineExceeded, c.op.limit)
		}
		n, err := body.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		if err == io.EOF {
			return buf, nil
		}
		if err != nil {
			return nil, readError(err, c.op.limit)
		}
		if len(buf) == cap(buf) {
			if err := c.hold(cap(buf)); err != nil {
				return nil, err
			}
			buf = append(make([]byte, 0, 2*cap(buf)), buf...)
		}
	}
}

func tooLarge(limit int) error {
	return fail(changesync.CodeTooLarge, "", fmt.Sprintf("the body may have %d bytes, packed and unpacked: send less at a time", limit))
}

func readError(err error, limit int) error {
	var over *http.MaxBytesError
	switch {
	case errors.As(err, &over):
		return tooLarge(limit)
	case errors.Is(err, os.ErrDeadlineExceeded):
		return fail(codeIncomplete, "", "the body came too slowly, try again with less")
	}
	return fail(codeIncomplete, "", "the body ended before all of it had come, send it again")
}
