package main

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"os"
	"time"

	"fieldsync/api"
	"fieldsync/models"
	"fieldsync/server/chores"
	"fieldsync/server/forms"
)

// service is a server with everything it holds open.
type service struct {
	flags    *serveFlags
	lock     *lock
	office   *office
	chores   *chores.Runner
	listener net.Listener
	url      string
}

// start takes the folder and the address, so that what cannot work is said
// before anything is done. Nothing is answered before run.
func (c *serveFlags) start(con *console) (*service, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	s := &service{flags: c}
	if err := s.take(con); err != nil {
		if s.lock != nil && s.office == nil {
			err = finally(err, s.lock.undo)
			s.lock = nil
		}
		return nil, finally(err, s.close)
	}
	return s, nil
}

func (s *service) take(con *console) (err error) {
	c := s.flags
	if s.lock, err = c.lock(); err != nil {
		return err
	}
	if s.listener, err = c.listen(con); err != nil {
		return err
	}
	if s.office, err = c.openOrCreate(con); err != nil {
		return err
	}
	if err := s.office.replayFirst(con, c.acceptance); err != nil {
		return err
	}
	if err := forms.Seed(con, s.office.engine); err != nil {
		return err
	}
	s.url = c.url(s.listener.Addr())
	local := *c
	local.PublicURL = ""
	return s.lock.announce(running{PID: os.Getpid(), URL: s.url, Local: local.url(s.listener.Addr())})
}

func (c *serveFlags) listen(con *console) (net.Listener, error) {
	var sockets net.ListenConfig
	l, err := sockets.Listen(con, "tcp", c.Addr)
	if err != nil {
		return nil, &models.Error{Code: "cannot_listen", Field: "addr", Message: "cannot listen there", Hint: "is another server running? give another --addr", Err: err}
	}
	config, err := c.tlsConfig()
	if err != nil {
		return nil, finally(err, l.Close)
	}
	if config == nil {
		return l, nil
	}
	return tls.NewListener(l, config), nil
}

// run answers requests until the context ends, then finishes those at work.
// greet is called once answers are given.
func (s *service) run(con *console, greet func() error) error {
	boundMemory()
	stopProfile, err := profile(s.flags.CPUProfile)
	if err != nil {
		return err
	}
	return finally(s.answer(con, greet), stopProfile)
}

func (s *service) answer(con *console, greet func() error) error {
	options := s.flags.options(con, s.url)
	s.chores = chores.New(s.office.engine, chores.Options{Now: con.now})
	options.Gauges = s.gauges
	door, err := api.New(s.office.engine, options)
	if err != nil {
		return err
	}
	web := api.NewHTTPServer(door, failingRoutes(routes(door)))
	failed := make(chan error, 1)
	go func() { failed <- served(web.Serve(s.listener)) }()
	go s.follow(con)
	go s.keepFor(con)
	go s.doChores(con)
	go s.resealSlowly(con)
	if greet != nil {
		if err = greet(); con.Err() != nil {
			err = nil // told to stop while greeting
		}
	}
	if err == nil {
		if err := s.letFirstIn(con); err != nil {
			con.note("the code for the first sign-in: %v", err)
		}
		con.note("Fieldsync serves %s (data in %s; stop with Ctrl-C)", s.url, s.flags.Data)
		select {
		case err = <-failed:
			return err
		case <-con.Done():
			con.note("finishing what is at work ...")
		}
	}
	return errors.Join(err, s.shutDown(con, web), <-failed)
}

// shutDown takes no new requests and waits for those at work.
func (s *service) shutDown(con *console, web *http.Server) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(con), s.flags.Grace)
	defer cancel()
	err := web.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		return errors.Join(web.Close(), &models.Error{Code: "slow_shutdown", Field: "grace",
			Message: "some requests did not finish in time and were cut off; their devices will repeat them"})
	}
	return err
}

// followEvery is how soon open streams hear of what a command beside the
// server wrote.
const followEvery = time.Second

// follow wakes the streams when another process has written to the database.
func (s *service) follow(con *console) {
	tick := time.NewTicker(followEvery)
	defer tick.Stop()
	for {
		if err := s.office.engine.Poke(con); err != nil && con.Err() == nil {
			con.note("looking for what others wrote: %v", err)
		}
		followMemory()
		select {
		case <-tick.C:
		case <-con.Done():
			return
		}
	}
}

// close gives back whatever start had taken.
func (s *service) close() error {
	var errs []error
	if s.listener != nil {
		if err := s.listener.Close(); !errors.Is(err, net.ErrClosed) {
			errs = append(errs, err)
		}
	}
	if s.office != nil {
		errs = append(errs, s.office.close())
	}
	if s.lock != nil {
		errs = append(errs, s.lock.release())
	}
	return errors.Join(errs...)
}

// served is the error of a server that ended, nil when it was told to.
func served(err error) error {
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}
