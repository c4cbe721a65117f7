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
	case changesync.CodeCursorExpired:
		return replica.DropPull(ctx, true)
	case changesync.CodeBadCursor:
		if req.Page != "" { // the page's name, not necessarily the cursor
			return replica.DropPull(ctx, false)
		}
	case changesync.CodeEpochChanged:
	default:
		return refusal
	}
	// The server is not the one that this device knew: it may have forgotten
	// what it had acknowledged. First it gets that back.
	if err := replica.DropPull(ctx, true); err != nil || s.vouched {
		return err
	}
	s.vouched = true
	return s.handBack(ctx, 1)
}
