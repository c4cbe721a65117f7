package api

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"sync/atomic"

	"github.com/labstack/echo/v4"

	"fieldsync/api/accounts"
	"fieldsync/sync"
)

// Server answers the routes of the API over one engine. It is an
// http.Handler; NewHTTPServer puts it behind a listener with its limits.
type Server struct {
	engine *changesync.Engine
	people *accounts.People
	opt    Options

	handler     http.Handler
	document    []byte // /openapi.json
	metrics     metrics
	work        gate
	signIn      gate
	password    gate
	memory      *budget
	readers     readers
	unpackers   unpackers
	packer      *packer
	turns       turns
	streams     *streams
	signInRate  *limiter
	revokedRate *limiter
	revealRate  *limiter
	deviceRate  *limiter
	crowd       crowd
	codeRate    *limiter
	committing  atomic.Int64
}

// New makes a Server. It fails when an operation has no entry in the policy
// table, or options cannot be met.
func New(engine *changesync.Engine, opt Options) (*Server, error) {
	opt = opt.withDefaults()
	s := &Server{
		engine: engine, opt: opt,
		people: accounts.New(engine, accounts.Options{
			SessionIdle: opt.SessionIdle, SessionLife: opt.SessionLife, HashMemory: opt.HashMemory,
			NeedFactor: opt.NeedFactor, Host: hostOf(opt.PublicURL), Public: opt.PublicPassword}),
		work: make(gate, opt.MaxInFlight), signIn: make(gate, opt.MaxSignIn), password: make(gate, opt.MaxPasswords),
		turns: newTurns(opt.Turns), readers: readers{max: opt.MaxReading, now: opt.Now},
		memory: newBudget(opt.BodyMemory), streams: newStreams(opt.MaxWatchers, opt.WatchersPerDevice),
		signInRate: newLimiter(opt.SignInRate, opt.Now), revokedRate: newLimiter(opt.RevokedRate, opt.Now),
		revealRate: newLimiter(opt.RevealRate, opt.Now), deviceRate: newLimiter(opt.DeviceRate, opt.Now),
		codeRate: newLimiter(opt.CodeRate, opt.Now), crowd: crowd{now: opt.Now},
	}
	var errs [3]error
	s.unpackers, errs[0] = newUnpackers(opt.Unpackers)
	s.packer, errs[1] = newPacker(opt.Unpackers)
	ops, err := operations(policy)
	if err == nil {
		s.document, errs[2] = openAPI(ops, opt.Version)
	}
	if err := errors.Join(append(errs[:], err)...); err != nil {
		return nil, fmt.Errorf("api: %w", err)
	}
	s.handler = withRequestID(s.withAccessLog(withSecurityHeaders(s.withRecovery(s.router(ops)))))
	return s, nil
}

// operations are all routes with their access.
func operations(table map[string]access) ([]operation, error) {
	ops := slices.Concat(deviceRoutes, pushRoutes, rescueRoutes, pullRoutes, watchRoutes, recordRoutes, searchRoutes, revealRoutes, exportRoutes, sessionRoutes, meRoutes, factorRoutes, userRoutes, officeRoutes, deviceAdminRoutes, healthRoutes)
	for i := range ops {
		key := ops[i].method + " " + ops[i].path
		a, ok := table[key]
		if !ok {
			return nil, fmt.Errorf("%s has no entry in the policy table: say who may call it", key)
		}
		ops[i].access = a
	}
	return ops, nil
}

// hostOf is the name of a server, "" where the address is none.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Close ends all streams, makes /readyz say no, and lets other requests
// finish. It does not close the engine. An http.Server made by NewHTTPServer
// calls it on Shutdown.
func (s *Server) Close() { s.streams.close() }

// router lets Echo find the operation; all else is done without it.
func (s *Server) router(ops []operation) http.Handler {
	e := echo.New()
	e.IPExtractor = echo.ExtractIPDirect()
	e.HTTPErrorHandler = func(err error, c echo.Context) { s.refuse(c.Response(), c.Request(), routingError(err)) }
	for i := range ops {
		op := &ops[i]
		op.handle = s.chain(op)
		e.Add(op.method, pathParam.ReplaceAllString(op.path, ":$1"), func(c echo.Context) error {
			s.handle(op, c.Response().Writer, c.Request(), c.Param)
			return nil
		})
	}
	return e
}

// routingError tells what Echo found wrong in our codes.
func routingError(err error) error {
	var he *echo.HTTPError
	if !errors.As(err, &he) {
		return err
	}
	switch he.Code {
	case http.StatusNotFound:
		return notFound()
	case http.StatusMethodNotAllowed:
		return fail(codeMethod, "", "use a method named in the header Allow")
	}
	return err
}
