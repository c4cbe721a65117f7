package main

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"fieldsync/models"
	"fieldsync/server/sim"
)

type simCommand struct {
	Seeds      int           `help:"How many random runs." default:"100" placeholder:"N"`
	From       uint64        `help:"The first seed." default:"1" placeholder:"S"`
	Seed       *uint64       `help:"Only this seed: the same steps and the same end every time." placeholder:"S"`
	Steps      int           `help:"Steps of a run; 0: 150." placeholder:"N"`
	For        time.Duration `help:"Go on with further seeds for so long, such as 2m; 0: --seeds says how many." placeholder:"TIME"`
	Covered    bool          `help:"Fail as well when a fault or failpoint was never met; with --for go on for up to four times as long if one was not."`
	Trace      bool          `help:"Print every step on standard error."`
	Exhaustive bool          `help:"Also run the short programs of three devices in every interleaving, and every pair of operations under every policy."`
	Break      string        `help:"Plant a bug by name; the run has to fail." placeholder:"NAME"`
	ListBreaks bool          `help:"List the bugs that can be planted."`
	All        bool          `help:"Go on after the first failure."`
	JSON       bool          `name:"json" help:"Print the report as an object."`
}

func (simCommand) Help() string {
	return `
Devices, servers and a relay in one process, with a clock, a network, databases
and misfortunes of their own: lost, doubled, late, cut and mixed-up messages,
crashes at named failpoints, full and busy databases, wrong clocks, customers
that move, copied and put-back devices, restored servers, old and new programs.
It is checked that all replicas are equal, nothing is lost or doubled, own edits
stay, changes are whole, scopes hold, and every queue drains by itself; that the
server's chores are done once, decisions stand on what was seen, drafts of forms
stay, and phone and server judge alike.

  fieldsync sim --seeds 1000
  fieldsync sim --for 2m --from 5000 --json
  fieldsync sim --seed 42 --trace        replay one run step by step
  fieldsync sim --list-breaks
  fieldsync sim --break drop-loser       would the checks notice?

Exit status 0 when every check held, 1 when one did not: with --break, 1 is
what you want to see. docs/reliability.md says what is checked and how.`
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
		return &models.Error{Code: "usage", Field: "break", Message: "there is no planted bug of the name " + c.Break, Hint: "see --list-breaks"}
	}
	o := sim.Options{Seeds: c.Seeds, From: c.From, Steps: c.Steps, Break: c.Break, Exhaustive: c.Exhaustive, StopAtFirst: !c.All, For: c.For, Cover: c.Covered}
	if !c.JSON {
		o.Progress = con.seedsDone(c.Seeds, c.For)
	}
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
		err = con.print(r)
	} else {
		c.report(con, r)
	}
	if err != nil {
		return err
	}
	return c.verdict(con, r)
}

func (c *simCommand) report(con *console, r sim.Report) {
	con.say("%d runs from seed %d, %d interleavings, %d pairs of operations, %d steps, %d writes", r.Seeds, r.From, r.Interleavings, r.Pairs, r.Events, r.Writes)
	for _, kind := range slices.Sorted(maps.Keys(r.Faults)) {
		con.say("  %-20s %d", kind, r.Faults[kind])
	}
	con.say("programs died at %d of %d failpoints", r.FailPoints, r.FailPointsKnown)
	if c.Covered {
		for _, m := range r.Missed {
			con.say("never met: %s", m)
		}
	}
	for _, f := range r.Violations {
		con.say("failed: %s", f)
		for _, step := range f.Trace {
			con.say("    %s", step)
		}
	}
}

func (c *simCommand) verdict(con *console, r sim.Report) error {
	failed := ""
	switch {
	case len(r.Violations) > 0:
		failed = r.Violations[0].String()
	case c.Covered && len(r.Missed) > 0:
		failed = fmt.Sprintf("%d kinds of faults or failpoints were never met, such as %s", len(r.Missed), r.Missed[0])
	case !c.JSON:
		con.say("every check held")
	}
	if failed == "" {
		return nil
	}
	con.json = false // the report has said it
	return &models.Error{Code: "check_failed", Message: failed, Hint: "replay a run with --seed and --trace"}
}

// seedsDone shows now and then how far the runs are.
func (con *console) seedsDone(seeds int, limit time.Duration) func(sim.Report) {
	began := con.now()
	last := began
	return func(r sim.Report) {
		now := con.now()
		if now.Sub(last) < progressEvery {
			return
		}
		last = now
		if limit > 0 {
			con.say("%s of %s: %d runs", now.Sub(began).Round(time.Second), limit, r.Seeds)
		} else {
			con.say("%d of %d runs", r.Seeds, seeds)
		}
	}
}

const progressEvery = 10 * time.Second

func listBreaks(con *console, asJSON bool) error {
	if asJSON {
		return con.print(sim.Breaks())
	}
	w := con.table()
	for _, b := range sim.Breaks() {
		w.row(b.Name, fmt.Sprintf("found within %d seeds", b.Seeds), b.What)
	}
	return w.flush()
}
