package main

import (
	"cmp"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"fieldsync/models"
)

type healthCommand struct {
	folder
	Addr    string        `help:"Where the server listens; by default where the server of the folder says it does." placeholder:"HOST:PORT|URL"`
	Timeout time.Duration `help:"How long to wait for the answer." default:"3s" placeholder:"DURATION"`
	JSON    bool          `name:"json" help:"Print {\"ok\",\"url\"}."`
}

func (healthCommand) Help() string {
	return `
Exit status 0 when the server answers that it can take changesets. Made for
HEALTHCHECK in a container and for scripts that wait for a start.`
}

// Run asks /readyz.
func (c *healthCommand) Run(con *console) error {
	url := c.target()
	ctx, cancel := context.WithTimeout(con, c.Timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/readyz", nil)
	if err != nil {
		return &models.Error{Code: "bad_address", Field: "addr", Message: "not an address", Err: err}
	}
	res, err := c.client(req.URL.Host).Do(req)
	if err != nil {
		return &models.Error{Code: "unreachable", Field: "addr", Message: url + " does not answer", Err: err}
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, 4<<10))
	if err != nil || res.StatusCode != http.StatusOK {
		return &models.Error{Code: "not_ready", Field: "addr", Message: fmt.Sprintf("%s answers %s %s", url, res.Status, strings.TrimSpace(string(body))), Err: err}
	}
	if c.JSON {
		return con.print(map[string]any{"ok": true, "url": url})
	}
	con.say("%s is ready", url)
	return nil
}

// target makes an address to connect to out of one to listen on.
func (c *healthCommand) target() string {
	url := cmp.Or(c.Addr, c.listening(), defaultURL)
	if !strings.Contains(url, "://") {
		host, port, _ := net.SplitHostPort(url)
		if host == "" || host == "0.0.0.0" || host == "::" {
			host = "127.0.0.1"
		}
		url = "http://" + net.JoinHostPort(host, port)
	}
	return strings.TrimRight(url, "/")
}

// client trusts any certificate of this very machine: it is asked whether it
// is well, not who it is, and is told nothing.
func (c *healthCommand) client(host string) *http.Client {
	transport := &http.Transport{DisableKeepAlives: true}
	if onLoopback(host) {
		transport.TLSClientConfig = &tls.Config{InsecureSkipVerify: true}
	}
	return &http.Client{Transport: transport}
}
