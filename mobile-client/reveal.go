package mobile

import (
	"context"
	"encoding/json"
)

// Reveal asks the server for one field that this user sees masked, and says
// what it is needed for (domain.md 8). It needs a network; the value is not
// kept on the device. Errors: unknown_collection, not_found, bad_reason,
// not_personal, rate_limited, network.
func (c *Client) Reveal(ctx context.Context, req RevealRequest) (value json.RawMessage, err error) {
	if err := c.mayUse(); err != nil {
		return nil, err
	}
	if _, err := c.opt.Registry.Find(req.Collection); err != nil {
		return nil, err
	}
	release, err := c.take(ctx)
	if err != nil {
		return nil, err
	}
	defer release()
	s := &session{c: c}
	if s.at, err = c.endpoint(ctx); err != nil {
		return nil, err
	}
	err = s.call(ctx, func(at Endpoint) (err error) {
		value, err = c.opt.Transport.Reveal(ctx, at, req)
		return err
	})
	return value, err
}
