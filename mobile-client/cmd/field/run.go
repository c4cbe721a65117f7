package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"fieldsync/models"

	"github.com/alecthomas/kong"
)

// The exit statuses.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// stopped is how kong's own exits (help) leave run.
type stopped int

// run is the whole command; it returns the exit status.
func run(ctx context.Context, args []string, w world) (status int) {
	defer func() {
		if s, ok := recover().(stopped); ok {
			status = int(s)
		}
	}()
	if len(args) == 0 {
		args = []string{"--help"}
	}
	g := &grammar{}
	lang := language(args, w.env)
	parser, err := kong.New(g, options(lang, w)...)
	if err != nil {
		panic(err) // the grammar is wrong, for everybody
	}
	a := &app{ctx: ctx, world: w, lang: lang, json: asksJSON(args)}
	parsed, err := parser.Parse(args)
	if err != nil {
		a.report(&models.Error{Code: "usage", Message: err.Error(), ZH: misreadZH(err.Error()), Hint: a.say("see_help"), HintZH: a.say("see_help")})
		return exitUsage
	}
	a.home, a.keys = g.Home, g.Keys
	defer a.close()
	if err := parsed.Run(a); err != nil {
		if !errors.Is(err, errTold) {
			a.report(err)
		}
		if coded, ok := errors.AsType[*models.Error](err); ok && coded.Misuse() {
			return exitUsage
		}
		return exitFailed
	}
	return exitDone
}

func options(lang string, w world) []kong.Option {
	return []kong.Option{
		kong.Name("field"),
		kong.Description(help[lang]["help_field"]),
		kong.Vars(help[lang]),
		kong.Writers(w.out, w.err),
		kong.Exit(func(code int) { panic(stopped(code)) }),
		kong.ConfigureHelp(kong.HelpOptions{NoExpandSubcommands: true, WrapUpperBound: 100}),
		kong.Help(helpWithExamples(lang)),
	}
}

// helpWithExamples prints what kong knows, then how the command is used.
func helpWithExamples(lang string) kong.HelpPrinter {
	return func(o kong.HelpOptions, ctx *kong.Context) error {
		var text bytes.Buffer
		out := ctx.Stdout
		ctx.Stdout = &text
		err := kong.DefaultHelpPrinter(o, ctx)
		ctx.Stdout = out
		if lang == zh {
			out = inChinese{out}
		}
		if _, werr := out.Write(text.Bytes()); err != nil || werr != nil {
			return errors.Join(err, werr)
		}
		name := "field"
		if selected := ctx.Selected(); selected != nil {
			name = selected.Name
		}
		if text := examples[lang][name]; text != "" {
			_, err := fmt.Fprintf(ctx.Stdout, "\n%s\n", text)
			return err
		}
		return nil
	}
}

// asksJSON looks for --json before the line is parsed, so that a wrong line is
// told in the form that was asked for.
func asksJSON(args []string) bool {
	for _, a := range args {
		if a == "--json" || a == "--json=true" {
			return true
		}
		if a == "--" {
			return false
		}
	}
	return false
}
