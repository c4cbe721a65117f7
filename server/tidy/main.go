// Command tidy runs the project's checks and tests, one after the other, and
// ends with a summary of what ran and what was skipped and why. The last line
// is always "N passed, N failed, N skipped".
//
//	tidy check        format, vet, house rules and short tests: the inner loop
//	tidy test         everything: also staticcheck, the race detector and fuzzing
//	tidy fuzz         fuzzing alone, as long as -fuzz says
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"time"
)

func main() {
	fuzz := flag.Duration("fuzz", 30*time.Second, "`time` for all fuzz targets together")
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: tidy [-fuzz 30s] check|test|fuzz   (from the top of the repository)")
		flag.PrintDefaults()
	}
	flag.Parse()
	steps, ok := plans(*fuzz)[flag.Arg(0)]
	if !ok || flag.NArg() != 1 {
		flag.Usage()
		os.Exit(2)
	}
	if _, err := os.Stat("go.mod"); err != nil {
		fmt.Fprintln(os.Stderr, "tidy: no go.mod here: start it at the top of the repository")
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	r := &run{ctx: ctx, out: os.Stdout}
	r.all(steps)
	r.summary()
	if r.failed() {
		os.Exit(1)
	}
}

// plans says what each command does, in order: what is quick and fails often
// comes first.
func plans(fuzz time.Duration) map[string][]step {
	return map[string][]step{
		"check": {{"gofmt", gofmt}, {"go vet", vet}, {"go vet, wasm", vetWasm}, {"short tests", tests("-short")}},
		"test": {
			{"gofmt", gofmt}, {"go vet", vet}, {"go vet, wasm", vetWasm}, {"staticcheck", staticcheck},
			{"tests with the race detector", raceTests}, {"simulator, properties, no race", simulate}, {"fuzzing", fuzzAll(fuzz)},
		},
		"fuzz": {{"fuzzing", fuzzAll(fuzz)}},
	}
}
