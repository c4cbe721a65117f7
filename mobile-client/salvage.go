package mobile

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"fieldsync/models"
	"fieldsync/sync"
)

const metaSalvaged = "client.salvaged" // what a damaged database was, for good

// Salvaged tells of a damaged database and what was brought over from it.
type Salvaged struct {
	changesync.Salvaged
	// Kept is the name of the damaged file.
	Kept string    `json:"kept,omitempty"`
	At   time.Time `json:"at"`
	// Earlier is the damage before this one; nil: there was none.
	Earlier *Salvaged `json:"earlier,omitempty"`
}

// Missing counts what could not be read of this damage and of earlier ones.
// more says that there may be more.
func (s *Salvaged) Missing() (lost uint64, more bool) {
	for ; s != nil; s = s.Earlier {
		lost, more = lost+s.Lost, more || s.Unsure
	}
	return lost, more
}

// Salvage fills the new, empty database of a device with what remains of a
// damaged one, and notes it there, with the name of the damaged file: status and
// hand-over tell of it.
func Salvage(ctx context.Context, rem *changesync.Remains, local changesync.Local, kept string, now time.Time) (*Salvaged, error) {
	out, err := changesync.Salvage(ctx, rem, local)
	if err != nil {
		return nil, err
	}
	s := &Salvaged{Salvaged: *out, Kept: kept, At: now}
	err = local.Update(ctx, func(tx changesync.LocalTx) error {
		if err := carryDrafts(rem, tx); err != nil {
			return err
		}
		var before Salvaged
		if raw, ok, err := tx.Meta(metaSalvaged); err == nil && ok && json.Unmarshal(raw, &before) == nil {
			s.Earlier, s.Renew = &before, s.Renew || before.Renew && before.Device == s.Device
		}
		raw, err := json.Marshal(s)
		if err != nil {
			return err
		}
		if err := tx.PutMeta(metaSalvaged, raw); err != nil || s.Boxes == 0 || !s.Renew {
			return err
		}
		return tx.PutMeta(metaHandBack, fmt.Append(nil, changesync.FormerBoxes))
	})
	return s, err
}

// salvaged is the note of a salvage; nil where there was none. Another identity
// than the damaged one has been renewed already.
func (c *Client) salvaged(ctx context.Context) (*Salvaged, error) {
	var s Salvaged
	found, err := c.readMeta(ctx, metaSalvaged, &s)
	if err != nil || !found {
		return nil, err
	}
	s.Renew = s.Renew && s.Device == c.identity().Device
	return &s, nil
}

// mayTalk refuses to speak for a device whose own history has gaps: it would
// give new changesets old numbers.
func (c *Client) mayTalk(ctx context.Context) error {
	s, err := c.salvaged(ctx)
	if err != nil || s == nil || !s.Renew {
		return err
	}
	return &models.Error{Code: CodeRenew, Field: "device",
		Message: "this device's database was damaged and salvaged; it needs a new code of the office before it delivers",
		ZH:      "本机数据库曾损坏并已抢救,需要后台的新注册码才能继续上传",
		Hint:    "enrol this device anew with a code for the same user; all that was saved is carried over", HintZH: "请用同一用户的注册码重新注册,已抢救的内容会一并带走"}
}

// tell adds what hand-over has to say of a salvage.
func (s *Salvaged) tell(h *Handover) {
	if s == nil {
		return
	}
	if s.Renew {
		h.reason("the database was damaged and what was saved is not delivered yet: enrol this device anew with a new code, then sync",
			"数据库曾损坏,抢救的内容尚未上传:请用新注册码重新注册本机,然后同步")
	}
	lost, more := s.Missing()
	switch {
	case lost > 0:
		h.note(fmt.Sprintf("the database was damaged on %s: up to %d changesets could not be read and were never delivered; the damaged file is kept",
			s.At.Format(time.DateOnly), lost),
			fmt.Sprintf("数据库曾于 %s 损坏:最多 %d 个变更无法读取,从未上传;损坏的文件已保留", s.At.Format(time.DateOnly), lost))
	case more:
		h.note(fmt.Sprintf("the database was damaged on %s: whether anything could not be read is not known; the damaged file is kept", s.At.Format(time.DateOnly)),
			fmt.Sprintf("数据库曾于 %s 损坏:无法确定是否有内容丢失;损坏的文件已保留", s.At.Format(time.DateOnly)))
	}
}
