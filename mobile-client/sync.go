package mobile

import (
	"context"
	"errors"

	"fieldsync/models"
	"fieldsync/sync"
)

// Summary is what one sync did.
type Summary struct {
	// Pushed counts changesets that the server acknowledged.
	Pushed int `json:"pushed"`
	// Pulled counts records, or changes of records, that arrived.
	Pulled int `json:"pulled"`
	// Conflicts counts the conflicts that are open on this device now.
	Conflicts int `json:"conflicts"`
	// Quarantined counts changesets that the server put aside in this sync.
	Quarantined int `json:"quarantined"`
}

// Sync carries everything once in both directions: what waits goes up, what is
// new comes down. It goes on where an earlier one was interrupted. When it
// returns an error, all that waits is still kept; the summary says what was
// done before. A second Sync waits for the first.
//
// Errors have the server's codes, or network, unavailable, not_enrolled,
// history_gap, and wiped, after which the program has to erase the device. After fork, revoked or history_gap the device has to Enrol anew.
func (c *Client) Sync(ctx context.Context) (Summary, error) {
	release, err := c.take(ctx)
	if err != nil {
		return Summary{}, err
	}
	defer release()
	s := &session{c: c}
	if err = c.wiped(); err == nil {
		err = s.run(ctx)
	}
	switch {
	case err == nil:
		err = c.reopen(ctx)
	case CodeOf(err) == changesync.CodeWipeOrdered:
		err = s.obey(ctx)
	case CodeOf(err) == CodeRenew:
		err = s.obeySalvaged(ctx, err)
	}
	c.progress.end()
	if noteErr := c.note(ctx, err); noteErr != nil && err == nil {
		err = noteErr
	}
	conflicts, readErr := c.openConflicts(context.WithoutCancel(ctx))
	s.sum.Conflicts = len(conflicts)
	if err == nil {
		err = readErr
	}
	c.log.Info("sync", "pushed", s.sum.Pushed, "pulled", s.sum.Pulled, "quarantined", s.sum.Quarantined,
		"bytes", s.report.Bytes, "code", CodeOf(err))
	return s.sum, err
}

// session is one conversation with the server.
type session struct {
	c       *Client
	at      Endpoint
	sum     Summary
	report  Progress
	renewed bool // the token was renewed in this conversation
}

// rounds bounds how often a session begins again because something was written
// here meanwhile.
const rounds = 3

func (s *session) run(ctx context.Context) error {
	var err error
	if s.at, err = s.c.endpoint(ctx); err != nil {
		return err
	}
	if err := s.refreshIfDue(ctx); err != nil {
		return err
	}
	if err := s.finishHandBack(ctx); err != nil {
		return err
	}
	for range rounds {
		if err := s.push(ctx); err != nil {
			return s.pullAnyway(ctx, err)
		}
		if err := s.pull(ctx); err != nil {
			return err
		}
		next, err := s.c.replica.NextPush(ctx)
		if err != nil || next == nil {
			return err
		}
	}
	return nil // the rest waits for the next sync, it was written just now
}

// pullAnyway brings the news although the device cannot deliver: a copy of a
// device may still read until its owner has enrolled it anew.
func (s *session) pullAnyway(ctx context.Context, pushErr error) error {
	if passes(pushErr) || ctx.Err() != nil {
		return pushErr
	}
	if err := s.pull(ctx); CodeOf(err) == changesync.CodeWipeOrdered {
		return err
	} else if err != nil {
		s.c.log.Debug("pull after a failed push", "code", CodeOf(err))
	}
	return pushErr
}

// note keeps what needs a person, so that every later Status is honest about
// it, and clears it after success.
func (c *Client) note(ctx context.Context, err error) error {
	ctx = context.WithoutCancel(ctx)
	if err == nil {
		if err := c.replica.Succeeded(ctx); err != nil {
			return err
		}
		return c.putMeta(ctx, metaTrouble, nil)
	}
	coded, ok := errors.AsType[*models.Error](err)
	if !ok || passes(err) {
		return nil
	}
	var old Trouble
	if _, err := c.readMeta(ctx, metaTrouble, &old); err != nil {
		return err
	}
	t := Trouble{Code: coded.Code, Field: coded.Field, Message: coded.Message, Since: old.Since}
	if old.Code != t.Code {
		t.Since = c.opt.Now()
	}
	c.log.Warn("needs a person", "code", t.Code)
	return c.putMeta(ctx, metaTrouble, t)
}

// expectedN reads the next n out of a refusal with the code expected_n.
func expectedN(err error) (uint64, bool) {
	refused, ok := errors.AsType[*ServerError](err)
	if !ok || refused.Refusal.Code != changesync.CodeExpectedN || refused.ExpectedN == 0 {
		return 0, false
	}
	return refused.ExpectedN, true
}
