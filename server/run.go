package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"fieldsync/models"

	"github.com/alecthomas/kong"
)

// The exit statuses.
const (
	exitOK     = 0
	exitFailed = 1 // what was asked for did not happen
	exitUsage  = 2 // what was asked for was not understood
)

// Main is the program without its process: tests run it as the shell does.
type Main struct {
	Now func() time.Time // nil: the wall clock
}

// exit leaves the parser, which wants to end the process after --help.
type exit int

// Run does what the arguments say until it is done or ctx ends, and returns
// the exit status: 0 only when the thing asked for happened.
func (m Main) Run(ctx context.Context, args []string, stdout, stderr io.Writer) (status int) {
	defer func() {
		switch p := recover().(type) {
		case nil:
		case exit:
			status = int(p)
		default:
			panic(p)
		}
	}()
	con := &console{Context: ctx, out: stdout, err: stderr, now: m.Now, random: rand.Reader, zh: inChinese()}
	if con.now == nil {
		con.now = time.Now
	}
	con.json = slices.Contains(args, "--json")
	parser, err := newParser(stdout, stderr)
	if err != nil {
		return con.fail(err)
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		return con.fail(misread(parser.Model, err))
	}
	if err := parsed.Run(con, parsed); err != nil {
		return con.fail(err)
	}
	return exitOK
}

func newParser(stdout, stderr io.Writer) (*kong.Kong, error) {
	name := version
	if name == "" {
		name = "(built without a version)"
	}
	return kong.New(&commands{},
		kong.Name("fieldsync"),
		kong.Description(description),
		kong.Configuration(readSettings),
		kong.Vars{"version": name},
		kong.Writers(stdout, stderr),
		kong.Exit(func(code int) { panic(exit(code)) }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
		kong.Help(help),
	)
}

// console is what a command works with.
type console struct {
	context.Context
	out, err io.Writer
	now      func() time.Time
	random   io.Reader
	json     bool // --json was given
	zh       bool // people are told in Chinese
}

// fail reports an error: a line for people, and for scripts an object.
func (c *console) fail(err error) (status int) {
	var coded *models.Error
	if !errors.As(err, &coded) {
		coded = &models.Error{Code: "failed", Message: err.Error()}
	}
	fmt.Fprintf(c.err, "fieldsync: %s\n", models.Visible(c.told(err, coded)))
	if c.json {
		message := coded.Message
		if coded.Hint != "" {
			message += "; " + coded.Hint
		}
		_ = c.print(map[string]any{"error": map[string]string{"code": coded.Code, "field": coded.Field, "message": message}})
	}
	if coded.Misuse() {
		return exitUsage
	}
	return exitFailed
}

// print writes a value as JSON, one line.
func (c *console) print(v any) error {
	enc := json.NewEncoder(c.out)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// say writes a line for people.
func (c *console) say(format string, args ...any) {
	fmt.Fprintln(c.out, c.text(format, args...))
}

// note writes a line beside the output, so that it never gets into a pipe.
func (c *console) note(format string, args ...any) {
	fmt.Fprintln(c.err, c.text(format, args...))
}
