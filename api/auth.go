package api

import (
	"crypto/subtle"
	"net"
	"net/http"
	"strings"

	"fieldsync/sync"
)

// bearer reads the token of the one Authorization header.
func bearer(r *http.Request) string {
	values := r.Header.Values("Authorization")
	if len(values) != 1 {
		return ""
	}
	scheme, token, ok := strings.Cut(values[0], " ")
	if !ok || !strings.EqualFold(scheme, "Bearer") || len(token) > 256 {
		return ""
	}
	return token
}

// authenticated is the step that finds the calling device.
func authenticated(s *Server, next handler) handler {
	return func(c *call) error {
		token := bearer(c.r)
		if token == "" {
			return fail(changesync.CodeUnauthorised, "Authorization", "send the device's token as a bearer token")
		}
		dev, err := s.engine.Authenticate(c.r.Context(), token)
		if err != nil {
			return err
		}
		c.device = dev
		c.trace.device = dev.ID
		return next(c)
	}
}

// ratedByDevice is the step that keeps one device, broken or hostile, from
// taking the places of all others.
func ratedByDevice(s *Server, next handler) handler {
	return func(c *call) error {
		if !s.deviceRate.allow(c.device.ID) {
			return fail(codeRateLimited, "", "this device asks too often: try again in a minute")
		}
		return next(c)
	}
}

// onlyActive is the step that keeps revoked devices out, and tells those that
// have to erase themselves.
func onlyActive(s *Server, next handler) handler {
	return func(c *call) error {
		if err := s.engine.MayRead(c.r.Context(), c.device); err != nil {
			return err
		}
		return next(c)
	}
}

// slowWhenRevoked is the step that lets a revoked device deliver, slowly: what
// it still holds goes to quarantine.
func slowWhenRevoked(s *Server, next handler) handler {
	return func(c *call) error {
		if c.device.Status != changesync.DeviceActive && !s.revokedRate.allow(c.device.ID) {
			return fail(codeRateLimited, "", "a revoked device delivers slowly: try again in a minute")
		}
		return next(c)
	}
}

// onlyOperator is the step before what only the operator reads: a bearer of
// his token, or somebody on this very machine who came through no proxy.
func onlyOperator(s *Server, next handler) handler {
	return func(c *call) error {
		token := s.opt.OperatorToken
		if token != "" && subtle.ConstantTimeCompare([]byte(bearer(c.r)), []byte(token)) == 1 {
			return next(c)
		}
		if token == "" && fromHere(c.r) {
			return next(c)
		}
		return fail(codeForbidden, "", "read this on the server's machine, or with the operator's token")
	}
}

func fromHere(r *http.Request) bool {
	for _, h := range []string{"X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Forwarded", "Via"} {
		if r.Header.Get(h) != "" {
			return false
		}
	}
	ip := net.ParseIP(peer(r))
	return ip != nil && ip.IsLoopback()
}
