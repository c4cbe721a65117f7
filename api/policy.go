package api

// access says who may call a route.
type access string

const (
	public   access = "public"   // anybody, always: health
	signIn   access = "sign-in"  // anybody, bounded by address: the answer needs a code or a proof
	password access = "password" // like sign-in, for people: counted apart, since hashing is slow
	device   access = "device"   // an enrolled device, not revoked
	delivery access = "delivery" // an enrolled device; a revoked one slowly, into quarantine
	stream   access = "stream"   // like device, for an answer without end
	entrance access = "entrance" // a person who is signed in, be it without the second factor that the role needs
	session  access = "session"  // a person who is signed in
	admin    access = "admin"    // a person who is signed in and an administrator
	operator access = "operator" // who runs the server
)

// policy is the one table of who may call what. A route that is not here is
// not served, and a line without its route fails the tests.
var policy = map[string]access{
	"POST /v1/devices":                  signIn,
	"POST /v1/devices/{id}/challenge":   signIn,
	"POST /v1/devices/{id}/token":       signIn,
	"GET /v1/devices/me":                delivery,
	"POST /v1/devices/me/wipe":          delivery,
	"POST /v1/changesets":               delivery,
	"POST /v1/rescue":                   delivery,
	"GET /v1/feed":                      device,
	"GET /v1/snapshot":                  device,
	"GET /v1/watch":                     stream,
	"GET /v1/records/{collection}/{id}": device,
	"GET /v1/conflicts":                 device,
	"GET /v1/search/{collection}":       device,
	"GET /v1/counts/{collection}":       device,
	"POST /v1/reveals":                  device,

	"POST /v1/sessions":                        password,
	"POST /v1/sessions/code":                   password,
	"POST /v1/passwords":                       password,
	"GET /v1/me":                               entrance,
	"GET /v1/me/second-factor":                 entrance,
	"POST /v1/me/second-factor":                entrance,
	"PUT /v1/me/second-factor":                 entrance,
	"POST /v1/me/second-factor/remove":         entrance,
	"POST /v1/me/second-factor/recovery-codes": entrance,
	"PUT /v1/me/password":                      session,
	"POST /v1/me/device-codes":                 session,
	"POST /v1/me/confirm":                      session,
	"GET /v1/me/devices":                       session,
	"POST /v1/me/devices/{id}/revoke":          session,
	"GET /v1/me/sessions":                      entrance,
	"DELETE /v1/me/sessions":                   entrance,
	"DELETE /v1/me/sessions/{id}":              entrance,
	"GET /v1/office/records/{collection}/{id}": session,
	"GET /v1/office/pending/{collection}":      session,
	"POST /v1/office/reveals":                  session,
	"POST /v1/office/decisions":                session,
	"GET /v1/office/search/{collection}":       session,
	"GET /v1/office/counts/{collection}":       session,
	"GET /v1/office/conflicts":                 session,
	"GET /v1/exports":                          session,
	"GET /v1/exports/{what}":                   session,
	"GET /v1/users":                            admin,
	"POST /v1/users":                           admin,
	"POST /v1/users/{user}/invite":             admin,
	"POST /v1/users/{user}/reset":              admin,
	"POST /v1/users/{user}/unlock":             admin,
	"DELETE /v1/users/{user}/second-factor":    admin,
	"PUT /v1/users/{user}/active":              admin,
	"GET /v1/devices":                          admin,
	"POST /v1/devices/{id}/revoke":             admin,
	"POST /v1/devices/{id}/wipe":               admin,

	"GET /healthz":      public,
	"GET /readyz":       public,
	"GET /openapi.json": public,
	"GET /metrics":      operator,
}

// handler answers one call; an error becomes a problem.
type handler func(*call) error

// step does one thing before, after or instead of what follows.
type step func(*Server, handler) handler

// steps are passed in order, by access.
var steps = map[access][]step{
	public:   nil,
	signIn:   {ratedByPeer, admitted(signInGate), withBody},
	device:   {admitted(workGate), authenticated, ratedByDevice, onlyActive, withBody},
	delivery: {admitted(workGate), authenticated, ratedByDevice, slowWhenRevoked, withBody},
	stream:   {admitted(workGate), authenticated, ratedByDevice, onlyActive},
	password: {ratedByPeer, admitted(passwordGate), withBody},
	entrance: {admitted(workGate), signedIn, withBody},
	session:  {admitted(workGate), signedIn, withBothFactors, withBody},
	admin:    {admitted(workGate), signedIn, withBothFactors, onlyAdministrator, withBody},
	operator: {onlyOperator},
}

// accessCodes are the problems that the steps may answer, for the document.
var accessCodes = map[access][]string{
	signIn:   {"rate_limited", "overloaded", "bad_parameter"},
	device:   {"overloaded", "unauthorised", "token_expired", "revoked", "wipe_ordered", "rate_limited", "bad_parameter"},
	delivery: {"overloaded", "unauthorised", "token_expired", "rate_limited", "bad_parameter"},
	stream:   {"overloaded", "unauthorised", "token_expired", "revoked", "wipe_ordered", "rate_limited", "bad_parameter"},
	password: {"rate_limited", "overloaded", "bad_parameter"},
	entrance: {"overloaded", "unauthorised", "token_expired", "rate_limited", "bad_parameter"},
	session:  {"overloaded", "unauthorised", "token_expired", "rate_limited", "second_factor_setup", "bad_parameter"},
	admin:    {"overloaded", "unauthorised", "token_expired", "rate_limited", "second_factor_setup", "forbidden", "confirm_password", "bad_parameter"},
	operator: {"forbidden"},
}

// chain puts the steps of an access before the operation itself.
func (s *Server) chain(op *operation) handler {
	h := func(c *call) error { return op.serve(c) }
	list := steps[op.access]
	for i := len(list) - 1; i >= 0; i-- {
		h = list[i](s, h)
	}
	return h
}
