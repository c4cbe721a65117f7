package api

import (
	"log/slog"
	"net/http"
)

// NewHTTPServer makes the http.Server for a handler that has the API in it
// (nil: the API alone) with the limits of the API's options. Its Shutdown ends
// the streams, waits for the requests being answered, pushes among them, and
// takes no new ones; close the engine and the store only after it.
func NewHTTPServer(s *Server, handler http.Handler) *http.Server {
	if handler == nil {
		handler = s
	}
	srv := &http.Server{
		Handler:           withHSTS(handler),
		ReadHeaderTimeout: s.opt.ReadHeaderTimeout,
		ReadTimeout:       s.opt.ReadTimeout,
		WriteTimeout:      s.opt.WriteTimeout,
		IdleTimeout:       s.opt.IdleTimeout,
		MaxHeaderBytes:    s.opt.MaxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(s.opt.Log.Handler(), slog.LevelWarn),
	}
	srv.RegisterOnShutdown(s.Close)
	return srv
}
