package main

import (
	"cmp"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"fieldsync/models"
)

// defaultURL is where a server listens that was told nothing.
const defaultURL = "http://127.0.0.1:8080"

// onLoopback says whether an address can be reached from this machine only.
func onLoopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// reachable says whether others than this machine can get at the server, itself
// or by what stands before it.
func (c *serveFlags) reachable() bool {
	if !onLoopback(c.Addr) || len(c.TLSDomain) > 0 {
		return true
	}
	if c.PublicURL == "" {
		return false
	}
	u, err := url.Parse(c.PublicURL)
	return err != nil || !onLoopback(net.JoinHostPort(u.Hostname(), "0"))
}

// refusedPassword is the demo's, where others could sign in with it.
func (c *serveFlags) refusedPassword() string {
	if c.reachable() {
		return demoPassword
	}
	return ""
}

// checkAddress refuses to put tokens and customers' data on a network in the
// clear, unless that was asked for: behind a proxy that ends TLS it is right.
func (c *serveFlags) checkAddress() error {
	if err := c.checkTLS(); err != nil {
		return err
	}
	_, port, err := net.SplitHostPort(c.Addr)
	if err == nil {
		_, err = net.LookupPort("tcp", port)
	}
	if err != nil {
		return &models.Error{Code: "bad_address", Field: "addr", Message: "an address is HOST:PORT, such as 127.0.0.1:8080", Err: err}
	}
	if !c.secure() && !c.InsecureHTTP && !onLoopback(c.Addr) {
		return &models.Error{Code: "plain_http", Field: "addr", Message: "plain HTTP is for this machine only, and " + c.Addr + " is not",
			Hint: "give --tls-cert and --tls-key, --tls-domain, or --insecure-http behind a proxy that ends TLS"}
	}
	return nil
}

// url is how others reach the listener: as told, or as far as can be known.
func (c *serveFlags) url(listening net.Addr) string {
	if c.PublicURL != "" {
		return c.PublicURL
	}
	scheme := "http"
	if c.secure() {
		scheme = "https"
	}
	host, port, err := net.SplitHostPort(listening.String())
	if err != nil {
		return defaultURL
	}
	if len(c.TLSDomain) > 0 {
		host = c.TLSDomain[0]
	}
	if ip, err := netip.ParseAddr(host); err == nil && ip.IsUnspecified() {
		asked, _, _ := net.SplitHostPort(c.Addr)
		host = cmp.Or(asked, "127.0.0.1")
		if ip, err := netip.ParseAddr(host); err == nil && ip.IsUnspecified() {
			host = "127.0.0.1"
		}
	}
	return scheme + "://" + net.JoinHostPort(host, port)
}

// program is how to start "field" or "fieldsync": the one beside this program,
// as a path that can be pasted, or else whatever the shell finds.
func program(name string) string {
	self, err := os.Executable()
	if err != nil {
		return name
	}
	path := filepath.Join(filepath.Dir(self), name)
	if !exists(path) {
		return name
	}
	if here, err := os.Getwd(); err == nil {
		if near, err := filepath.Rel(here, path); err == nil && !strings.HasPrefix(near, "..") {
			return near
		}
	}
	return path
}

// enrolLine is the command that enrols a phone without a screen.
func enrolLine(data, user, url, code string) string {
	line := program("field") + " --home " + filepath.Join(data, "phones", user) + " enroll --server " + url + " --code " + code
	if host, plain := strings.CutPrefix(url, "http://"); plain && !onLoopback(host) {
		line += " --insecure-http" // as the server was told; the phone wants to be told too
	}
	return line
}
