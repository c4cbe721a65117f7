package httptransport

import (
	"context"
	"errors"
	"net/http"
	"time"

	"fieldsync/mobile-client/wire"
)

var errQuiet = errors.New("the stream of news went quiet")

// Stream implements wire.Carrier. A connection that died without a word is
// found by its silence.
func (c *carrier) Stream(ctx context.Context, req *wire.Request, opened func(), chunk func([]byte)) (*wire.Response, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	silence := time.AfterFunc(c.opt.Quiet, func() { cancel(errQuiet) })
	defer silence.Stop()
	res, err := c.send(ctx, req, "text/event-stream")
	if err != nil {
		return nil, because(ctx, err)
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		return whole(res, req.Limit)
	}
	opened()
	buf := make([]byte, 4<<10)
	for {
		n, err := res.Body.Read(buf)
		silence.Reset(c.opt.Quiet)
		chunk(buf[:n])
		if err != nil {
			return nil, because(ctx, err)
		}
	}
}

// because prefers the reason for which the call was given up.
func because(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}
