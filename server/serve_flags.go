package main

import (
	"cmp"
	"log/slog"
	"net/http"
	"time"

	"fieldsync/api"
	"fieldsync/models"
	"fieldsync/server/backoffice"

	"golang.org/x/crypto/acme/autocert"
)

// serveFlags are the settings of a server, of serve and demo alike.
type serveFlags struct {
	folder
	acceptance
	Addr          string        `help:"Where to listen (default 127.0.0.1:8080); port 0 takes a free one." default:"127.0.0.1:8080" env:"FIELDSYNC_ADDR" placeholder:"HOST:PORT"`
	PublicURL     string        `name:"public-url" help:"How devices reach the server, when that is not where it listens: behind a proxy." env:"FIELDSYNC_PUBLIC_URL" placeholder:"URL"`
	TLSCert       string        `name:"tls-cert" help:"Certificate chain, PEM." type:"path" env:"FIELDSYNC_TLS_CERT" placeholder:"FILE"`
	TLSKey        string        `name:"tls-key" help:"Key of the certificate, PEM." type:"path" env:"FIELDSYNC_TLS_KEY" placeholder:"FILE"`
	TLSDomain     []string      `name:"tls-domain" help:"Get and renew certificates for these names by ACME (Let's Encrypt), kept in the data folder; port 443 must reach this server. Using it accepts the authority's terms." env:"FIELDSYNC_TLS_DOMAIN" placeholder:"NAME"`
	ACMEDirectory string        `name:"acme-directory" help:"Another certificate authority than Let's Encrypt." env:"FIELDSYNC_ACME_DIRECTORY" placeholder:"URL"`
	InsecureHTTP  bool          `name:"insecure-http" help:"Serve plain HTTP to other machines: only behind a proxy that ends TLS." env:"FIELDSYNC_INSECURE_HTTP"`
	MaxInFlight   int           `help:"Requests worked on at a time; one more is told to come back (default 512)." env:"FIELDSYNC_MAX_IN_FLIGHT" placeholder:"N"`
	SessionIdle   time.Duration `help:"How long a person stays signed in without doing anything." default:"1h" env:"FIELDSYNC_SESSION_IDLE" placeholder:"DURATION"`
	SessionLife   time.Duration `help:"How long a person stays signed in at the most." default:"12h" env:"FIELDSYNC_SESSION_LIFE" placeholder:"DURATION"`
	SecondFactor  []string      `help:"Roles that need a second factor at sign-in (ADM,GEL,…), all, or none; who lacks it can only set it up. Without it: ADM, and none where only this machine can reach the server." env:"FIELDSYNC_SECOND_FACTOR" placeholder:"ROLE"`
	OperatorToken string        `secret:"" help:"Lets a bearer read /metrics from another machine; give it by environment or file." env:"FIELDSYNC_OPERATOR_TOKEN" placeholder:"TOKEN"`
	Log           string        `help:"Form of the log on standard error: text, json or off." enum:"text,json,off" default:"text" env:"FIELDSYNC_LOG" placeholder:"FORM"`
	LogLevel      slog.Level    `help:"Least severity logged: debug, info, warn or error." default:"warn" env:"FIELDSYNC_LOG_LEVEL" placeholder:"LEVEL"`
	Grace         time.Duration `help:"How long running requests may take to finish at shutdown." default:"20s" env:"FIELDSYNC_GRACE" placeholder:"DURATION"`
	KeepSignUps   time.Duration `help:"Erase sign-ups this long after their event, once a day: 4320h is 180 days. 0: they are kept." default:"0" env:"FIELDSYNC_KEEP_SIGN_UPS" placeholder:"DURATION"`
	Keep          keepFlag      `help:"Erase records of a collection this long after they were last written to, once a day: key_person=26280h. May be repeated; what is not named is kept." env:"FIELDSYNC_KEEP" placeholder:"COLLECTION=DURATION"`
	CPUProfile    string        `name:"cpu-profile" hidden:"" help:"Write a CPU profile of the whole run." type:"path" placeholder:"FILE"`
	PrintConfig   bool          `help:"Print the settings in effect, secrets hidden, and stop."`
}

func (c *serveFlags) logger(con *console) *slog.Logger {
	options := &slog.HandlerOptions{Level: c.LogLevel}
	switch c.Log {
	case "json":
		return slog.New(slog.NewJSONHandler(con.err, options))
	case "text":
		return slog.New(slog.NewTextHandler(con.err, options))
	}
	return slog.New(slog.DiscardHandler)
}

// settle puts in what holds where nothing was said, so that it can be shown.
func (c *serveFlags) settle() {
	c.KeyFile = c.keys()
	c.settleFactor()
	c.MaxInFlight = cmp.Or(c.MaxInFlight, api.DefaultMaxInFlight)
	if len(c.TLSDomain) > 0 {
		c.ACMEDirectory = cmp.Or(c.ACMEDirectory, autocert.DefaultACMEDirectory)
	}
}

// check refuses numbers that mean nothing.
func (c *serveFlags) check() error {
	switch {
	case c.MaxInFlight < 0:
		return &models.Error{Code: "bad_setting", Field: "max-in-flight", Message: "give a number of requests, or 0 for the default"}
	case c.Grace < 0:
		return &models.Error{Code: "bad_setting", Field: "grace", Message: "give a duration of 0 or more, such as 20s"}
	case c.SessionIdle < time.Minute || c.SessionLife < c.SessionIdle:
		return &models.Error{Code: "bad_setting", Field: "session-idle", Message: "a session lasts a minute or more, and session-life not less than session-idle"}
	}
	if c.KeepSignUps < 0 {
		return &models.Error{Code: "bad_setting", Field: "keep-sign-ups", Message: "give a duration, such as 4320h, or 0 to keep them"}
	}
	if err := c.Keep.check(); err != nil {
		return err
	}
	if err := c.checkFactor(); err != nil {
		return err
	}
	return c.checkAddress()
}

func (c *serveFlags) options(con *console, url string) api.Options {
	return api.Options{
		Log:            c.logger(con),
		Version:        cmp.Or(version, "dev"),
		Now:            con.now,
		MaxInFlight:    c.MaxInFlight,
		BodyMemory:     bodyMemory,
		SessionIdle:    c.SessionIdle,
		SessionLife:    c.SessionLife,
		PublicURL:      url,
		PublicPassword: c.refusedPassword(),
		NeedFactor:     c.needFactor(),
		OperatorToken:  c.OperatorToken,
	}
}

// routes puts the web page of the back office beside the API.
func routes(door http.Handler) http.Handler {
	page := backoffice.Handler()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/" {
			page.ServeHTTP(w, r)
			return
		}
		door.ServeHTTP(w, r)
	})
}
