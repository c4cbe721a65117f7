// Command field is a phone without a screen: a real client of Fieldsync for the
// command line. It works offline; `field sync` delivers and fetches.
//
// Its exit status is 0 only when the thing asked for happened, 1 when it did
// not, 2 when the command line was not understood.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// version is set by the build.
var version = "dev"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], world{out: os.Stdout, err: os.Stderr, in: os.Stdin, env: os.Getenv, terminal: isTerminal(os.Stderr), asked: isTerminal(os.Stdin)}))
}

// world is what the command touches outside of its home.
type world struct {
	out, err io.Writer
	in       io.Reader
	env      func(string) string
	terminal bool // err is a person's terminal
	asked    bool // in is one
}

// isTerminal says whether a person watches the file.
func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	null, err := os.Stat(os.DevNull)
	return err != nil || !os.SameFile(info, null)
}
