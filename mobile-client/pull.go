package mobile

import (
	"context"

	"fieldsync/sync"
)

// How often one pull begins again before the session gives up; each time the
// server had a reason.
const (
	maxRestarts = 10
	maxDamaged  = 3
)

// pull takes pages until the pull is finished. Pages are staged durably, so an
// interrupted pull goes on where it stopped.
func (s *session) pull(ctx context.Context) error {
	restarts, damaged := 0, 0
	for pages := 1; ; pages++ {
		req, err := s.c.replica.NextPull(ctx)
		if err != nil {
			return err
		}
		req.Bytes = s.c.opt.PageBytes
		var raw []byte
		err = s.call(ctx, func(at Endpoint) (err error) {
			raw, err = s.c.opt.Transport.Feed(ctx, at, req)
			return err
		})
		if err != nil {
			if restarts++; restarts > maxRestarts {
				return err
			}
			if err := s.beginAgain(ctx, req, err); err != nil {
				return err
			}
			continue
		}
		page, err := s.c.replica.TakePage(context.WithoutCancel(ctx), raw)
		if CodeOf(err) == changesync.CodeEpochChanged {
			if restarts++; restarts > maxRestarts {
				return err
			}
			if err := s.newHistory(ctx, raw); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return err
		}
		s.report.Records += page.Items
		s.tell(PhasePull, pages, 0, len(raw))
		if !page.Done {
			continue
		}
		s.sum.Pulled += page.Items
		if damaged++; page.Damaged == 0 || damaged > maxDamaged {
			return nil
		}
		s.c.log.Warn("checksums differ, fetching parts anew", "scopes", page.Damaged)
	}
}

// beginAgain does what a refused pull asks for, or returns the refusal.
func (s *session) beginAgain(ctx context.Context, req changesync.PullRequest, refusal error) error {
	replica := s.c.replica
	switch CodeOf(refusal) {
	case changesync.CodeRestartPull:
		return replica.DropPull(ctx, false)
	case changesync.CodeCursorExpired, changesync.CodeEpochChanged:
		return replica.DropPull(ctx, true)
	case changesync.CodeBadCursor:
		if req.Page != "" { // the page's name, not necessarily the cursor
			return replica.DropPull(ctx, false)
		}
		// The server is behind what this device knows of it: it was put back
		// without a new history.
		if err := s.handBack(ctx, 1); err != nil {
			return err
		}
		return replica.DropPull(ctx, true)
	}
	return refusal
}

// newHistory gives the server back what it may have forgotten, and only then
// accepts the history that the page is of: whatever interrupts it, the next
// page of that history begins it again.
func (s *session) newHistory(ctx context.Context, raw []byte) error {
	page, err := changesync.DecodePage(raw)
	if err != nil {
		return err
	}
	if err := s.handBack(ctx, 1); err != nil {
		return err
	}
	return s.c.replica.AcceptEpoch(ctx, page.Epoch)
}
