package mobile

import (
	"context"
	"time"
)

// The states of a device, the first that fits.
const (
	StateSyncing   = "syncing"    // a sync is running
	StateAttention = "attention"  // something needs a person
	StateWaiting   = "waiting"    // the server lacks something, or was never reached
	StateUpToDate  = "up_to_date" // all delivered, all fetched at the last sync
)

// Status is the honest state of the device.
type Status struct {
	State string `json:"state"`
	// Waiting counts changesets without a receipt of the server.
	Waiting      int        `json:"waiting"`
	WaitingSince *time.Time `json:"waiting_since"`
	// Attention counts what needs a person: open conflicts, own and others'
	// quarantined changesets, and the trouble.
	Attention   int        `json:"attention"`
	Progress    *Progress  `json:"progress"`
	LastSuccess *time.Time `json:"last_success"`
	// Trouble is why syncs fail in a way that needs a person.
	Trouble *Trouble `json:"trouble,omitempty"`
	// Salvaged tells of a damaged database and what could not be read.
	Salvaged *Salvaged `json:"salvaged,omitempty"`
}

// Status reads the state of the device; it needs no network.
func (c *Client) Status(ctx context.Context) (*Status, error) {
	if !c.Enrolled() {
		return nil, notEnrolled()
	}
	standing, err := c.replica.Standing(ctx)
	if err != nil {
		return nil, err
	}
	s := &Status{Waiting: standing.Waiting, Progress: c.progress.get()}
	s.WaitingSince, s.LastSuccess = whenever(standing.WaitingSince), whenever(standing.LastSuccess)
	s.Attention = standing.Conflicts + standing.Quarantined + standing.Items
	var trouble Trouble
	found, err := c.readMeta(ctx, metaTrouble, &trouble)
	if err != nil {
		return nil, err
	}
	if found {
		s.Trouble = &trouble
		s.Attention++
	}
	if s.Salvaged, err = c.salvaged(ctx); err != nil {
		return nil, err
	}
	if s.Salvaged != nil && s.Salvaged.Renew && s.Trouble == nil {
		s.Attention++
	}
	switch {
	case s.Progress != nil:
		s.State = StateSyncing
	case s.Attention > 0:
		s.State = StateAttention
	case s.Waiting > 0 || s.LastSuccess == nil || standing.Staged > 0 || standing.Damaged:
		s.State = StateWaiting
	default:
		s.State = StateUpToDate
	}
	return s, nil
}

func whenever(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
