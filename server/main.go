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

// exitTwice is the status of a process that was told to stop twice.
const exitTwice = 130

func main() {
	ctx, cancel := context.WithCancel(context.Background())
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-signals
		cancel()
		<-signals
		os.Exit(exitTwice)
	}()
	os.Exit(Main{}.Run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}
