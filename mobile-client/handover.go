package mobile

import (
	"context"
	"fmt"
)

// Handover says whether this phone may be handed over or wiped.
type Handover struct {
	// Safe: all that this phone holds is durably on the central server, by the
	// server's own signed receipts.
	Safe bool `json:"safe"`
	// Reasons are why it is not safe.
	Reasons []string `json:"reasons"`
	// Notes are open matters that do not make it unsafe: they are on the server.
	Notes []string `json:"notes"`
}

// Handover checks it; no network is needed, since receipts are kept.
func (c *Client) Handover(ctx context.Context) (*Handover, error) {
	h := &Handover{Reasons: []string{}, Notes: []string{}}
	if !c.Enrolled() {
		h.Safe = true
		h.Notes = append(h.Notes, "the device is not enrolled and holds nothing")
		return h, nil
	}
	standing, err := c.replica.Standing(ctx)
	if err != nil {
		return nil, err
	}
	if standing.Waiting > 0 {
		h.Reasons = append(h.Reasons, fmt.Sprintf("%d changesets have no receipt of the server yet, the oldest of %s: sync first",
			standing.Waiting, standing.WaitingSince.Format("2006-01-02 15:04")))
	}
	var from uint64
	lost, err := c.readMeta(ctx, metaHandBack, &from)
	if err != nil {
		return nil, err
	}
	if lost {
		h.Reasons = append(h.Reasons, fmt.Sprintf("the server lost what this phone had delivered from changeset %d on, and has not got all of it back: sync first", from))
	}
	h.Safe = len(h.Reasons) == 0
	note := func(n int, format string) {
		if n > 0 {
			h.Notes = append(h.Notes, fmt.Sprintf(format, n))
		}
	}
	note(standing.Conflicts, "%d conflicts are open; they can be settled on any device")
	note(standing.Quarantined, "%d changesets of this phone are in quarantine; they are kept on the server")
	note(standing.Items, "%d changesets of others in quarantine wait for this user")
	var trouble Trouble
	if found, err := c.readMeta(ctx, metaTrouble, &trouble); err != nil {
		return nil, err
	} else if found {
		h.Notes = append(h.Notes, "the last syncs failed: "+trouble.Code+": "+trouble.Message)
	}
	return h, nil
}
