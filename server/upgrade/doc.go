// Package upgrade keeps what each version of the schema leaves behind, and
// holds today's program to it: the server's folder, a device's home and a wire
// trace of testdata/released are opened, migrated, verified, synced and
// replayed by the tests. Keep makes such a folder by driving the real parts
// through a short story; go run ./server/upgrade/keep is its command.
package upgrade
