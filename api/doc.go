// Package api is the HTTP door over the sync engine.
//
// A Server answers the routes below /v1 and the health routes. Every route is
// one operation: Go types for what it takes and gives, an entry in the policy
// table that says who may call it, and a function that calls the engine. The
// document at /openapi.json is made from the same operations, so that it
// cannot say something else than the code does.
//
// A request passes the same steps in the same order: request id, access log,
// security headers, recovery, then by policy: admission, rate, authentication,
// reading and unpacking of the body within bounds, strict reading of
// parameters and JSON. Whatever fails answers a problem (RFC 9457) with a
// stable code; nothing has been changed then.
//
// Echo routes and is not seen outside of this package.
package api
