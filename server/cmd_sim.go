package main

import (
	"fmt"
	"slices"
	"text/tabwriter"

	"fieldsync/models"
	"fieldsync/server/sim"
	changesync "fieldsync/sync"
)

type simCommand struct {
	Seeds      int     `help:"How many random runs." default:"100" placeholder:"N"`
	From       uint64  `help:"The first seed." default:"1" placeholder:"S"`
	Seed       *uint64 `help:"Only this seed: the same steps and the same end every time." placeholder:"S"`
	Steps      int     `help:"Steps of a run; 0: 150." placeholder:"N"`
	Trace      bool    `help:"Print every step on standard error."`
	Exhaustive bool    `help:"Also run the short programs of three devices in every interleaving."`
	Break      string  `help:"Plant a bug by name; the run has to fail." placeholder:"NAME"`
	ListBreaks bool    `help:"List the bugs that can be planted."`
	All        bool    `help:"Go on after the first failure."`
	JSON       bool    `name:"json" help:"Print the report as an object."`
}

func (simCommand) Help() string {
	return `
Devices and a server in one process, with a clock, a network and crashes of
their own. After every run it is checked that all replicas are equal, nothing is
lost or doubled, own edits stay, changes are whole and scopes hold.

  fieldsync sim --seeds 1000
  fieldsync sim --seed 42 --trace        replay one run step by step
  fieldsync sim --list-breaks
  fieldsync sim --break drop-loser       would the checks notice?

Exit status 0 when every check held, 1 when one did not: with --break, 1 is
what you want to see.`
}

// Run runs the simulator.
func (c *simCommand) Run(con *console) error {
	if c.ListBreaks {
		return listBreaks(con, c.JSON)
	}
	if c.Seeds < 1 {
		return &models.Error{Code: "usage", Field: "seeds", Message: "the number of runs is 1 or more"}
	}
	if c.Break != "" && !slices.ContainsFunc(sim.Breaks(), func(b sim.Break) bool { return b.Name == c.Break }) {
		return &models.Error{Code: changesync.CodeNotFound, Field: "break", Message: "there is no planted bug of the name " + c.Break, Hint: "see --list-breaks"}
	}
	o := sim.Options{Seeds: c.Seeds, From: c.From, Steps: c.Steps, Break: c.Break, Exhaustive: c.Exhaustive, StopAtFirst: !c.All}
	if c.Seed != nil {
		o.Seeds, o.From = 1, *c.Seed
	}
	if c.Trace {
		o.Trace = con.err
	}
	r, err := sim.Run(con, o)
	if err != nil {
		return err
	}
	if c.JSON {
		if err := con.print(r); err != nil {
			return err
		}
	} else {
		con.say("%d runs from seed %d, %d interleavings, %d steps, %d writes, %d faults", r.Seeds, r.From, r.Interleavings, r.Steps, r.Writes, r.Faults)
		for _, f := range r.Failures {
			con.say("failed: %s", f)
		}
	}
	if len(r.Failures) > 0 {
		con.json = false // the report has said it
		return &models.Error{Code: "check_failed", Message: r.Failures[0].String(), Hint: "replay it with --seed and --trace"}
	}
	if !c.JSON {
		con.say("every check held")
	}
	return nil
}

func listBreaks(con *console, asJSON bool) error {
	if asJSON {
		return con.print(sim.Breaks())
	}
	w := tabwriter.NewWriter(con.out, 0, 4, 2, ' ', 0)
	for _, b := range sim.Breaks() {
		fmt.Fprintf(w, "%s\tfound within %d seeds\t%s\n", b.Name, b.Seeds, b.What)
	}
	return w.Flush()
}
