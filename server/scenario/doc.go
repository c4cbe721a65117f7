// Package scenario holds the story the product exists for, played with the
// built binaries over real HTTP: three devices offline, a server that is
// killed in the middle, a lost answer, a doubled request, a conflict settled
// without a network, and a customer that changes hands. It has tests only.
package scenario
