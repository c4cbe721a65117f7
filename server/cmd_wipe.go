package main

import (
	"fmt"

	changesync "fieldsync/sync"
)

type deviceWipeCommand struct {
	folder
	answerable
	ID            string `arg:"" help:"The device, as fieldsync device list names it."`
	DiscardUnsent bool   `help:"Let it erase what it cannot deliver, too: that work is lost, and how much is recorded."`
	JSON          bool   `name:"json" help:"Print {\"device\",\"wipe\"}."`
}

func (deviceWipeCommand) Help() string {
	return `
The device loses its rights at once. At its next contact it delivers what it
still holds (into quarantine), says that it is done, and erases itself: first
its key, then its database. Until then device list shows "pending", or
"delivering" with the number of changesets that it could not deliver yet.`
}

// Run gives the order.
func (c *deviceWipeCommand) Run(con *console) error {
	return c.use(con, func(o *office) error {
		if err := o.engine.OrderWipeAs(con, c.As, c.ID, c.DiscardUnsent); err != nil {
			return err
		}
		wipe, err := o.engine.WipeOf(con, c.ID)
		if err != nil {
			return err
		}
		if c.JSON {
			return con.print(map[string]any{"device": c.ID, "wipe": wipeRowOf(wipe)})
		}
		con.say("%s delivers what it holds at its next contact, and then erases itself; device list tells how far it is.", c.ID)
		return nil
	})
}

// wipeRow is an order as it is printed.
type wipeRow struct {
	State    string `json:"state"`
	Discard  bool   `json:"discard_unsent"`
	Unsent   *int   `json:"unsent"` // null: the device has not said
	Ordered  string `json:"ordered_at"`
	Reported string `json:"reported_at"`
}

func wipeRowOf(w *changesync.Wipe) *wipeRow {
	if w == nil {
		return nil
	}
	return &wipeRow{w.State, w.Discard, w.Unsent, moment(w.Ordered), moment(w.Reported)}
}

func (r *wipeRow) text() string {
	switch {
	case r.Unsent == nil:
		return r.State + " since " + r.Ordered
	case r.State == changesync.WipeDone && *r.Unsent > 0:
		return fmt.Sprintf("%s at %s, %d changesets were discarded unsent", r.State, r.Reported, *r.Unsent)
	case r.State == changesync.WipeDone:
		return fmt.Sprintf("%s at %s, all delivered", r.State, r.Reported)
	}
	return fmt.Sprintf("%s, %d unsent at %s", r.State, *r.Unsent, r.Reported)
}
