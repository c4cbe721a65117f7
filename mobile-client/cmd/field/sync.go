package main

import (
	mobile "fieldsync/mobile-client"
	"fieldsync/models"
)

// Run syncs once, or with --watch until it is told to stop.
func (s *syncCmd) Run(a *app) error {
	if s.Watch {
		return a.watch()
	}
	bar := newBar(a)
	c, err := a.enrolled(mobile.Options{Progress: bar.show})
	if err != nil {
		return err
	}
	sum, err := c.Sync(a.ctx)
	bar.clear()
	a.tellQuarantined(sum)
	if err != nil {
		return a.wipedOr(err)
	}
	status, err := c.Status(a.ctx)
	if err != nil {
		return err
	}
	if err := a.print(sum, func() { a.tellSync(sum) }); err != nil {
		return err
	}
	if status.Waiting > 0 {
		a.report(&models.Error{Code: "still_waiting", Field: "outbox", Message: a.say("still_waiting", status.Waiting), ZH: a.say("still_waiting", status.Waiting)})
		return errTold
	}
	return nil
}

func (a *app) tellSync(sum mobile.Summary) {
	a.line("%s", a.say("synced", sum.Pushed, sum.Pulled))
	if sum.Conflicts > 0 {
		a.line("%s", a.say("open_conflicts", sum.Conflicts))
	}
}

// tellQuarantined is loud: the sync worked, but somebody has to act.
func (a *app) tellQuarantined(sum mobile.Summary) {
	if sum.Quarantined > 0 {
		a.warn("field: quarantined: outbox: %s", a.say("quarantined", sum.Quarantined))
	}
}
