package main

import (
	"maps"
	"slices"
	"strings"
	"time"

	"fieldsync/models"
	changesync "fieldsync/sync"
)

type retainCommand struct {
	folder
	KeepSignUps time.Duration `help:"How long sign-ups are kept after the agreed end of their event (default 4320h, 180 days); 0: for ever." default:"4320h" placeholder:"DURATION"`
	Keep        keepFlag      `help:"How long records of a collection are kept after they were last written to: key_person=26280h (3 years). May be repeated; what is not named is kept." placeholder:"COLLECTION=DURATION"`
	DryRun      bool          `help:"List what would be erased and erase nothing."`
	As          string        `help:"Who answers for it; stands in the audit log." default:"admin" placeholder:"NAME"`
	JSON        bool          `name:"json" help:"Print what fieldsync erase --json prints."`
}

func (retainCommand) Help() string {
	return `
Erases personal data whose time is over, as fieldsync erase does: the sign-ups of
events that ended 180 days ago, and the key from which their ids derive, unless a
contract came of one. With --keep also what was collected in the field and has
not been written to for so long; a person counts as used with what refers to
him. Ids and fields are listed, never values. A server does it by itself once a
day when it is given --keep-sign-ups or --keep. Nothing is erased while the clock is more than 30 days
ahead of the last push: then the clock is wrong, or nobody works here.`
}

// Run lists or erases what is due.
func (c *retainCommand) Run(con *console) error {
	if err := c.Keep.check(); err != nil {
		return err
	}
	return c.use(con, func(o *office) error {
		out, err := o.expire(con, changesync.Retention{SignUps: c.KeepSignUps, Unused: c.Keep}, c.As, c.DryRun)
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

// keepFlag is how long records are kept, by collection.
type keepFlag map[string]time.Duration

// String is the form in which it is read.
func (k keepFlag) String() string {
	var list []string
	for _, name := range slices.Sorted(maps.Keys(k)) {
		list = append(list, name+"="+k[name].String())
	}
	return strings.Join(list, ";")
}

func (k keepFlag) check() error {
	for name, period := range k {
		col, err := models.Default().Find(name)
		switch {
		case err != nil:
			return err
		case !changesync.MayExpire(col):
			return &models.Error{Code: "bad_setting", Field: "keep", Message: name + " is not erased after a time",
				Hint: "name a collection of what is collected in the field; sign-ups have --keep-sign-ups"}
		case period < minKept:
			return &models.Error{Code: "bad_setting", Field: "keep", Message: "keep " + name + " for 720h (30 days) or more"}
		}
	}
	return nil
}

// minKept is the shortest period: a slip of the pen must not empty a collection
// in which people work.
const minKept = 30 * 24 * time.Hour

// expire erases what is due, and then writes the file anew.
func (o *office) expire(con *console, keep changesync.Retention, actor string, dry bool) (*changesync.Erasure, error) {
	out, err := o.engine.Expire(con, keep, actor, dry)
	if err != nil || dry || len(out.Records) == 0 {
		return out, err
	}
	return out, o.store.Scrub(con)
}

// keepFor erases once a day what was kept for its time.
func (s *service) keepFor(con *console) {
	keep := changesync.Retention{SignUps: s.flags.KeepSignUps, Unused: s.flags.Keep}
	if keep.SignUps <= 0 && len(keep.Unused) == 0 {
		return
	}
	const day = 24 * time.Hour
	tick := time.NewTicker(day)
	defer tick.Stop()
	for {
		out, err := s.office.expire(con, keep, changesync.ServerUser, false)
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
