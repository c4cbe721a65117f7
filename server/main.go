// Command fieldsync is the centre that phones and desks synchronise with: one
// binary that serves, and the commands to look after what it serves.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// version is set by the build.
var version string

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// The first signal asks to finish; with the handler gone the second ends
	// the process at once.
	context.AfterFunc(ctx, stop)
	os.Exit(Main{}.Run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}
