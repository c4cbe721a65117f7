package mobile

import (
	"context"
	"crypto/ed25519"
	"errors"

	"fieldsync/sync"
)

var errNoTransport = errors.New("this client was opened without a transport")

// endpoint is where the device's calls go, with its token.
func (c *Client) endpoint(ctx context.Context) (Endpoint, error) {
	id := c.identity()
	if id.Device == "" {
		return Endpoint{}, notEnrolled()
	}
	if c.opt.Transport == nil {
		return Endpoint{}, networkError(errNoTransport)
	}
	if err := c.mayTalk(ctx); err != nil {
		return Endpoint{}, err
	}
	return c.address(ctx, id)
}

// address is the endpoint of an identity.
func (c *Client) address(ctx context.Context, id changesync.Identity) (Endpoint, error) {
	token, _, err := c.replica.Token(ctx)
	return Endpoint{URL: id.URL, Device: id.Device, Token: token}, err
}

// refresh gets a new token for a signature with the device's key. When the
// answer is lost, the old token goes on living. A server that was restored from
// a backup older than the enrolment learns of the device by the first attempt.
func (s *session) refresh(ctx context.Context) error {
	c := s.c
	token, err := s.newToken(ctx)
	if CodeOf(err) == changesync.CodeUnauthorised && c.identity().Certificate != "" {
		token, err = s.newToken(ctx)
	}
	if err != nil {
		return networkError(err)
	}
	if err := c.replica.SetToken(ctx, token.Token, token.Expires); err != nil {
		return err
	}
	s.at.Token = token.Token
	var life tokenLife
	if _, err := c.readMeta(ctx, metaToken, &life); err != nil {
		return err
	}
	life.Got = c.opt.Now().UnixMilli()
	return c.putMeta(ctx, metaToken, life)
}

func (s *session) newToken(ctx context.Context) (*Token, error) {
	transport, id := s.c.opt.Transport, s.c.identity()
	nonce, err := transport.Challenge(ctx, s.at)
	if err != nil {
		return nil, err
	}
	return transport.Token(ctx, s.at, TokenRequest{
		Nonce: nonce, OldToken: s.at.Token, Certificate: id.Certificate,
		Proof: ed25519.Sign(id.Key, changesync.RefreshMessage(s.at.Device, nonce)),
	})
}

// refreshIfDue keeps a device that syncs now and then from ever running out.
func (s *session) refreshIfDue(ctx context.Context) error {
	var life tokenLife
	found, err := s.c.readMeta(ctx, metaToken, &life)
	if err != nil || !found || !life.due(s.c.opt.Now()) {
		return err
	}
	return s.refresh(ctx)
}

// call makes a call to the server; a token that is no longer taken is renewed
// once by proof of the key.
func (s *session) call(ctx context.Context, do func(Endpoint) error) error {
	err := networkError(do(s.at))
	code := CodeOf(err)
	if s.renewed || (code != changesync.CodeTokenExpired && code != changesync.CodeUnauthorised) {
		return err
	}
	s.renewed = true
	if err := s.refresh(ctx); err != nil {
		return err
	}
	return networkError(do(s.at))
}
