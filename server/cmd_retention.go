package main

import (
	"strings"
	"time"

	changesync "fieldsync/sync"
)

type retainCommand struct {
	folder
	KeepSignUps time.Duration `help:"How long sign-ups are kept after the agreed end of their event (default 4320h, 180 days); 0: for ever." default:"4320h" placeholder:"DURATION"`
	DryRun      bool          `help:"List what would be erased and erase nothing."`
	As          string        `help:"Who answers for it; stands in the audit log." default:"admin" placeholder:"NAME"`
	JSON        bool          `name:"json" help:"Print what fieldsync erase --json prints."`
}

func (retainCommand) Help() string {
	return `
Erases personal data whose time is over, as fieldsync erase does: the sign-ups of
events that ended 180 days ago, and the key from which their ids derive. Ids and
fields are listed, never values. A server does it by itself once a day when it
is given --keep-sign-ups. Nothing is erased while the clock is more than 30 days
ahead of the last push: then the clock is wrong, or nobody works here.`
}

// Run lists or erases what is due.
func (c *retainCommand) Run(con *console) error {
	return c.use(con, func(o *office) error {
		out, err := o.expire(con, c.KeepSignUps, c.As, c.DryRun)
		if err != nil {
			return err
		}
		if c.JSON {
			return con.print(out)
		}
		verb := "erased"
		if c.DryRun {
			verb = "would erase"
		}
		for _, r := range out.Records {
			con.say("%s %s/%s: %s", verb, r.Collection, r.Record, strings.Join(r.Fields, " "))
		}
		con.say("%d record(s) are past their time.", len(out.Records))
		return nil
	})
}

// expire erases what is due, and then writes the file anew.
func (o *office) expire(con *console, signUps time.Duration, actor string, dry bool) (*changesync.Erasure, error) {
	out, err := o.engine.Expire(con, changesync.Retention{SignUps: signUps}, actor, dry)
	if err != nil || dry || len(out.Records) == 0 {
		return out, err
	}
	return out, o.store.Scrub(con)
}

// keepFor erases once a day what was kept for its time.
func (s *service) keepFor(con *console) {
	if s.flags.KeepSignUps <= 0 {
		return
	}
	const day = 24 * time.Hour
	tick := time.NewTicker(day)
	defer tick.Stop()
	for {
		out, err := s.office.expire(con, s.flags.KeepSignUps, changesync.ServerUser, false)
		switch {
		case err != nil && con.Err() == nil:
			con.note("erasing what was kept for its time: %v", err)
		case err == nil && len(out.Records) > 0:
			con.note("%d record(s) were erased after their time (fieldsync audit says which)", len(out.Records))
		}
		select {
		case <-tick.C:
		case <-con.Done():
			return
		}
	}
}
