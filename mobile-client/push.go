package mobile

import (
	"context"
	"errors"
	"fmt"

	"fieldsync/models"
	"fieldsync/sync"
)

// push delivers all that waits, run by run. An answer that was lost is no harm:
// the same run gets the same receipts.
func (s *session) push(ctx context.Context) error {
	var gap uint64 // the n up to which the server was helped already
	var before *changesync.Outgoing
	var full error   // there was no room for receipts,
	var after uint64 // up to this n
	for {
		out, err := s.c.replica.PushAfter(ctx, after)
		if err != nil || out == nil {
			return errors.Join(err, full)
		}
		if before != nil && out.First == before.First && gap == 0 {
			return &models.Error{Code: CodeNoProgress, Message: fmt.Sprintf("the server does not take changeset %d", out.First),
				Hint: "tell the office; everything is kept on this device", HintZH: "请联系后台;数据均保存在本机"}
		}
		before = out
		s.tell(PhasePush, s.sum.Pushed, s.sum.Pushed+out.Waiting, len(out.Body))
		ack, err := s.deliver(ctx, out)
		if errors.Is(err, changesync.ErrFull) {
			// It is safe on the server all the same, and so shall the rest be. This
			// run goes up once more when there is room, and gets the same receipts.
			full, after = err, out.Last
			continue
		}
		if err != nil {
			return err
		}
		s.sum.Pushed += ack.Applied + ack.Quarantined
		s.sum.Quarantined += ack.Quarantined
		if ack.HandBack == 0 {
			gap = 0
			continue
		}
		if ack.HandBack == gap {
			return &models.Error{Code: CodeHistoryGap,
				Message: fmt.Sprintf("the server has forgotten changeset %d of this device, which is no longer kept here", gap),
				ZH:      "服务器缺少本机早先的变更,本机也已不再保留",
				Hint:    "enrol this device anew with a new code; what waits is carried over", HintZH: "请用新的注册码重新注册,待上传内容会一并带走"}
		}
		gap = ack.HandBack
		if err := s.handBack(ctx, gap); err != nil {
			return err
		}
	}
}

// deliver pushes one run and stores the answer.
func (s *session) deliver(ctx context.Context, out *changesync.Outgoing) (*changesync.Acknowledged, error) {
	var answer []byte
	err := s.call(ctx, func(at Endpoint) (err error) {
		answer, err = s.c.opt.Transport.Push(ctx, at, out.Body)
		return err
	})
	if n, refused := expectedN(err); refused {
		answer, err = fmt.Appendf(nil, `{"receipts":[],"expected_n":%d}`, n), nil
	}
	if err != nil {
		return nil, err
	}
	// The server has committed: what it said is stored even if the caller has
	// lost patience meanwhile.
	return s.c.replica.TakeAnswer(context.WithoutCancel(ctx), answer)
}
