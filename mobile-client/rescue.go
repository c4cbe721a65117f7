package mobile

import (
	"context"

	changesync "fieldsync/sync"
)

// rescueBytes and rescueBoxes bound one request.
const (
	rescueBytes = 2 << 20
	rescueBoxes = 256
)

// handBack gives the server the sealed changesets from n on. It is idempotent
// there, so an interrupted hand-back simply starts again; until it is finished
// the device is not safe to hand over.
func (s *session) handBack(ctx context.Context, from uint64) error {
	if err := s.c.putMeta(ctx, metaHandBack, from); err != nil {
		return err
	}
	s.c.log.Warn("the server lost history, handing it back", "from", from)
	for next := from; ; {
		rows, err := s.c.replica.HandBack(ctx, next)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return s.c.putMeta(ctx, metaHandBack, nil)
		}
		req, size := RescueRequest{Device: s.at.Device}, 0
		for _, row := range rows {
			if size += len(row.Box); len(req.Sealed) == rescueBoxes || (len(req.Sealed) > 0 && size > rescueBytes) {
				break
			}
			req.Sealed = append(req.Sealed, row.Box)
			next = row.N + 1
		}
		s.tell(PhaseHandBack, len(req.Sealed), len(rows), size)
		err = s.call(ctx, func(at Endpoint) error { return s.c.opt.Transport.Rescue(ctx, at, req) })
		if CodeOf(err) == changesync.CodeMalformed {
			// All of these are spoilt, as damage to the database leaves them: no
			// server will ever open them, and the rest must not wait for that.
			s.c.log.Warn("sealed changesets cannot be read any more", "up to", next-1, "error", err)
			err = nil
		}
		if err != nil {
			return err
		}
	}
}

// finishHandBack resumes a hand-back that an earlier session began.
func (s *session) finishHandBack(ctx context.Context) error {
	var from uint64
	found, err := s.c.readMeta(ctx, metaHandBack, &from)
	if err != nil || !found {
		return err
	}
	return s.handBack(ctx, from)
}
