package main

import (
	"github.com/alecthomas/kong"
)

type serveCommand struct{ serveFlags }

func (serveCommand) Help() string {
	return `
Every setting is a flag, a variable FIELDSYNC_NAME, or a line of the file given
by --config (name = value, or a JSON object); the first of these that has it
counts. --print-config prints them in the form of such a file.

An interrupt or SIGTERM finishes the requests at work, and with them everything
that was acknowledged; a second one ends the process at once. Nothing that was
acknowledged is lost by kill -9 either.

Start with people who can sign in: fieldsync user add --help, or look at an
organisation that is there already: fieldsync demo`
}

// Run serves until the context ends.
func (c *serveCommand) Run(con *console, parsed *kong.Context) error {
	c.settle()
	if c.PrintConfig {
		printSettings(con, parsed.Flags())
		return nil
	}
	s, err := c.start(con)
	if err != nil {
		return err
	}
	return finally(s.run(con, nil), s.close)
}
