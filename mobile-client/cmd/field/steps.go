package main

import (
	mobile "fieldsync/mobile-client"
)

// Run lists what may follow in the workflows of a record, and why not.
func (s *stepsCmd) Run(a *app) error {
	c, err := a.unlocked()
	if err != nil {
		return err
	}
	list, err := c.Steps(a.ctx, s.Collection, s.ID)
	if err != nil {
		return err
	}
	return a.print(list, func() {
		for _, step := range list {
			a.line("%s  %s → %s  %s", step.Field, step.From, step.To, a.say(verdictOf(step)))
			for _, w := range step.Why {
				a.line("    %s %s (%s)", w.Field, a.either(w.Message, w.ZH), w.Code)
			}
		}
		a.line("%s", a.say("steps", len(list)))
	})
}

// verdictOf is the message that sums a step up.
func verdictOf(s mobile.Step) string {
	switch {
	case s.Office:
		return "step_office"
	case !s.Allowed:
		return "step_no"
	}
	return "step_yes"
}
