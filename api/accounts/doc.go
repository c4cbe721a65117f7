// Package accounts is the sign-in of people: passwords, the codes with which
// they are set, second factors, sessions, and the waiting after wrong guesses.
//
// It stands beside package changesync and above its store. The protocol of
// devices needs none of it, and a phone must not carry a password hash; what
// it keeps goes through a changesync.Ledger, so that a password, the sessions
// that end with it and the line in the audit log are one commit, and several
// servers on one database count the same guesses.
//
// All of an account is one document: whoever reads it sees password, code,
// counters and sessions of one moment.
package accounts
