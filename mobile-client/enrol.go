package mobile

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"strings"

	"fieldsync/models"
	"fieldsync/sync"
)

// Enrol makes this device one of the organisation's: it exchanges a single-use
// code of the office, with proof of a fresh key, for an identity and a token.
// name is for people. A device that is enrolled already gets a new identity for
// the same user, and everything that waits is carried over: the way out when it
// is a copy of another device (fork), was revoked or lost its history.
//
// A locked device refuses (see ResetPIN): its data would go to whatever server
// is named.
//
// Errors: bad_code, bad_url, other_user, locked, network.
func (c *Client) Enrol(ctx context.Context, server, code, name string) error {
	if err := c.mayUse(); err != nil {
		return err
	}
	return c.enrol(ctx, server, code, name, func(*changesync.Enrolment, []byte) error { return nil })
}

// enrol exchanges the code and takes the identity over that check accepts.
func (c *Client) enrol(ctx context.Context, server, code, name string, check func(e *changesync.Enrolment, public []byte) error) error {
	if c.opt.Transport == nil {
		return networkError(errNoTransport)
	}
	address, err := cleanURL(server)
	if err != nil {
		return err
	}
	release, err := c.take(ctx)
	if err != nil {
		return err
	}
	defer release()
	if err := c.wiped(); err != nil {
		return err
	}
	key, req, err := c.enrolRequest(code, name)
	if err != nil {
		return err
	}
	e, err := c.opt.Transport.Enrol(ctx, address, req)
	if old, coded := errors.AsType[*models.Error](err); coded && old.Code == changesync.CodeMalformed && old.Field == "user" {
		req.User = "" // a server that does not know the member; become looks in any case
		e, err = c.opt.Transport.Enrol(ctx, address, req)
	}
	if err != nil {
		return networkError(err)
	}
	if err := check(e, req.PublicKey); err != nil {
		return err
	}
	if err := c.become(ctx, address, key, e); err != nil {
		return err
	}
	if err := c.putMeta(ctx, metaToken, tokenLife{Got: c.opt.Now().UnixMilli(), Life: e.Expiry - e.Time}); err != nil {
		return err
	}
	signal(c.woken)
	return c.putMeta(ctx, metaTrouble, nil)
}

func (c *Client) enrolRequest(code, name string) (ed25519.PrivateKey, EnrolRequest, error) {
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(c.opt.Random, seed); err != nil {
		return nil, EnrolRequest{}, fmt.Errorf("make the device's key: %w", err)
	}
	key := ed25519.NewKeyFromSeed(seed)
	public := key.Public().(ed25519.PublicKey)
	proof := ed25519.Sign(key, changesync.EnrolMessage(code, public))
	return key, EnrolRequest{Code: code, Name: name, User: c.replica.Identity().User, PublicKey: public, Proof: proof}, nil
}

// become takes the identity over.
func (c *Client) become(ctx context.Context, address string, key ed25519.PrivateKey, e *changesync.Enrolment) error {
	c.who.Lock()
	defer c.who.Unlock()
	old := c.replica.Identity()
	if old.Device == "" {
		return c.replica.Enrolled(ctx, address, key, e)
	}
	if old.User != e.User {
		return changesync.OtherUser(e.User, old.User)
	}
	id := changesync.Identity{Device: e.Device, User: e.User, Staff: e.Staff, URL: address, Key: key, Server: e.Server, Certificate: e.Certificate}
	if err := c.replica.Adopt(ctx, id, e.Token, e.Expiry); err != nil {
		return err
	}
	// The order to erase the device was for the former identity.
	if err := c.putMeta(ctx, metaWipe, nil); err != nil {
		return err
	}
	c.wipe = nil
	// The server may have forgotten what the former identity delivered: it
	// gets all of it again, which changes nothing where it has not.
	return c.putMeta(ctx, metaHandBack, changesync.FormerBoxes)
}

// cleanURL checks the server's address and cuts the slash at its end. It does
// without net/url, which is weight on every phone.
func cleanURL(server string) (string, error) {
	address := strings.TrimRight(strings.TrimSpace(server), "/")
	scheme, rest, ok := strings.Cut(address, "://")
	host, _, _ := strings.Cut(rest, "/")
	if scheme = strings.ToLower(scheme); !ok || (scheme != "https" && scheme != "http") || host == "" || strings.ContainsAny(rest, "?#@ \\\t\r\n") {
		return "", &models.Error{Code: "bad_url", Field: "server", Message: "the server's address begins with https:// and a host name",
			ZH: "服务器地址应以 https:// 开头"}
	}
	return scheme + "://" + rest, nil
}
