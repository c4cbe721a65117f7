// Package bench measures what a push costs and where the server's limits are.
//
// The first workload is a morning in the field: 1,000 visits written without a
// network by a real changesync.Replica (each one changeset with a visit record
// of some thirty fields), pushed over HTTP to a server process until the last
// one is durable. Beside it the floor that no design can go below: the same
// bytes posted once to a handler that appends them to a file with one fsync.
//
// The second: 200 devices that come back to the network at the same moment.
// What counts is the server's peak memory and how many changesets a second it
// takes.
package bench
