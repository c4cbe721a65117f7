package main

import (
	"crypto/tls"
	"path/filepath"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"

	"fieldsync/models"
)

// secure says that the server itself speaks TLS.
func (c *serveFlags) secure() bool { return c.TLSCert != "" || len(c.TLSDomain) > 0 }

// checkTLS refuses settings that contradict each other.
func (c *serveFlags) checkTLS() error {
	switch {
	case (c.TLSCert == "") != (c.TLSKey == ""):
		return &models.Error{Code: "bad_tls", Field: "tls-cert", Message: "TLS needs both --tls-cert and --tls-key"}
	case c.TLSCert != "" && len(c.TLSDomain) > 0:
		return &models.Error{Code: "bad_tls", Field: "tls-domain", Message: "give a certificate or the names to get one for, not both"}
	}
	return nil
}

// tlsConfig is nil for plain HTTP.
func (c *serveFlags) tlsConfig() (*tls.Config, error) {
	switch {
	case len(c.TLSDomain) > 0:
		config := c.certificates().TLSConfig()
		config.MinVersion = tls.VersionTLS12
		return config, nil
	case c.TLSCert == "":
		return nil, nil
	}
	cert, err := tls.LoadX509KeyPair(c.TLSCert, c.TLSKey)
	if err != nil {
		return nil, &models.Error{Code: "bad_tls", Field: "tls-cert", Message: "the certificate cannot be used", Err: err}
	}
	return &tls.Config{
		Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"},
	}, nil
}

// certificates gets them by ACME (RFC 8555) when a name is first asked for, in
// the handshake itself (RFC 8737), and renews them in time.
func (c *serveFlags) certificates() *autocert.Manager {
	m := &autocert.Manager{
		Prompt:     autocert.AcceptTOS,
		Cache:      autocert.DirCache(filepath.Join(c.Data, "certificates")),
		HostPolicy: autocert.HostWhitelist(c.TLSDomain...),
	}
	if c.ACMEDirectory != "" {
		m.Client = &acme.Client{DirectoryURL: c.ACMEDirectory, UserAgent: "fieldsync"}
	}
	return m
}
