//go:build failpoints

package main

import (
	"context"
	"os"
	"time"

	mobile "fieldsync/mobile-client"
	"fieldsync/mobile-client/failpoint"
	"fieldsync/mobile-client/localdb"
	"fieldsync/mobile-client/localstore"
	"fieldsync/sync"
	"fieldsync/sync/faultstore"
)

var points = failpoint.New(os.Getenv, os.Stderr)

// failingLocal puts the points of a transaction around the device's database.
func failingLocal(l changesync.Local) changesync.Local {
	return faultstore.Local(l, func(p faultstore.Point) error { return points.At(string(p)) })
}

// failingKeeper has the points round the deletion of a key: before it the files
// are doomed only, after it nothing opens them any more.
func failingKeeper(k localstore.Keeper) localstore.Keeper { return forgetful{k} }

type forgetful struct{ localstore.Keeper }

// Delete implements localstore.Keeper.
func (f forgetful) Delete(ctx context.Context, id string) error {
	_, err := around("erase", func() (struct{}, error) { return struct{}{}, f.Keeper.Delete(ctx, id) })
	return err
}

// bounded bounds the database, and shortens the wait for the home so that a
// test need not be patient.
func bounded(opts localdb.Options) localdb.Options {
	opts.MaxPages, opts.LockWait = points.MaxPages, 500*time.Millisecond
	return opts
}

// failingTransport has the points of a conversation: before something is sent,
// and after the answer came and before it is stored.
func failingTransport(t mobile.Transport) mobile.Transport { return failing{t} }

type failing struct{ mobile.Transport }

func around[T any](name string, do func() (T, error)) (out T, err error) {
	if err := points.At(name + "-send"); err != nil {
		return out, err
	}
	if out, err = do(); err != nil {
		return out, err
	}
	return out, points.At(name + "-got")
}

// Push implements mobile.Transport.
func (f failing) Push(ctx context.Context, at mobile.Endpoint, run []byte) ([]byte, error) {
	return around("push", func() ([]byte, error) { return f.Transport.Push(ctx, at, run) })
}

// Feed implements mobile.Transport.
func (f failing) Feed(ctx context.Context, at mobile.Endpoint, req changesync.PullRequest) ([]byte, error) {
	return around("page", func() ([]byte, error) { return f.Transport.Feed(ctx, at, req) })
}

// ReportWipe implements mobile.Transport.
func (f failing) ReportWipe(ctx context.Context, at mobile.Endpoint, r changesync.WipeReport) error {
	_, err := around("wipe", func() (struct{}, error) { return struct{}{}, f.Transport.ReportWipe(ctx, at, r) })
	return err
}

// Enrol implements mobile.Transport.
func (f failing) Enrol(ctx context.Context, url string, req mobile.EnrolRequest) (*changesync.Enrolment, error) {
	return around("enrol", func() (*changesync.Enrolment, error) { return f.Transport.Enrol(ctx, url, req) })
}
