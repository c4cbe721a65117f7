package mobile

import (
	"context"
	"fmt"

	"fieldsync/sync"
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
	// ReasonsZH and NotesZH say the same in Chinese, in the same order.
	ReasonsZH []string `json:"reasons_zh"`
	NotesZH   []string `json:"notes_zh"`
}

func (h *Handover) reason(en, zh string) {
	h.Reasons, h.ReasonsZH = append(h.Reasons, en), append(h.ReasonsZH, zh)
}

func (h *Handover) note(en, zh string) {
	h.Notes, h.NotesZH = append(h.Notes, en), append(h.NotesZH, zh)
}

// count notes n open matters, if there are any.
func (h *Handover) count(n int, one, many, zh string) {
	switch {
	case n == 1:
		h.note("1 "+one, fmt.Sprintf(zh, n))
	case n > 1:
		h.note(fmt.Sprintf("%d %s", n, many), fmt.Sprintf(zh, n))
	}
}

// Handover checks it; no network is needed, since receipts are kept.
func (c *Client) Handover(ctx context.Context) (*Handover, error) {
	h := &Handover{Reasons: []string{}, Notes: []string{}, ReasonsZH: []string{}, NotesZH: []string{}}
	salvaged, err := c.salvaged(ctx)
	if err != nil {
		return nil, err
	}
	salvaged.tell(h)
	if !c.Enrolled() {
		if salvaged != nil {
			h.reason("the database was damaged and not even whose it was could be read: give the damaged file to the office",
				"数据库曾损坏,连所属用户也无法读取:请将损坏的文件交给后台")
		}
		h.reason("no device is enrolled here, so nothing can vouch for it: is this the right one?", "此处没有已注册的设备,无法确认:请核对是否选对了设备")
		return h, nil
	}
	standing, err := c.replica.Standing(ctx)
	if err != nil {
		return nil, err
	}
	if err := c.unsafe(ctx, h, standing); err != nil {
		return nil, err
	}
	h.Safe = len(h.Reasons) == 0
	h.count(standing.Conflicts, "conflict is open; it can be settled on any device", "conflicts are open; they can be settled on any device",
		"有 %d 个未解决的冲突,可在任何设备上处理")
	h.count(standing.Quarantined, "changeset of this phone is in quarantine; it is kept on the server", "changesets of this phone are in quarantine; they are kept on the server",
		"本机有 %d 个变更被搁置,已保存在服务器上")
	h.count(standing.Items, "changeset of somebody else in quarantine waits for this user", "changesets of others in quarantine wait for this user",
		"有 %d 个他人的待处理变更等待本用户")
	var trouble Trouble
	if found, err := c.readMeta(ctx, metaTrouble, &trouble); err != nil {
		return nil, err
	} else if found {
		h.note("the last syncs failed: "+trouble.Code+": "+trouble.Message, "最近的同步未成功:"+trouble.Code+":"+trouble.Message)
	}
	return h, nil
}

// unsafe adds the reasons against it.
func (c *Client) unsafe(ctx context.Context, h *Handover, standing *changesync.Standing) error {
	if n := standing.Waiting; n > 0 {
		have := "changesets have"
		if n == 1 {
			have = "changeset has"
		}
		oldest := standing.WaitingSince.Format("2006-01-02 15:04")
		h.reason(fmt.Sprintf("%d %s no receipt of the server yet, the oldest of %s: sync first", n, have, oldest),
			fmt.Sprintf("有 %d 个变更尚未得到服务器确认,最早为 %s:请先同步", n, oldest))
	}
	var drafts []FormDraft
	if _, err := c.readMeta(ctx, metaDrafts, &drafts); err != nil {
		return err
	}
	if n := len(drafts); n > 0 {
		h.reason(fmt.Sprintf("%d drafts of forms are on this phone only: submit or discard them", n), fmt.Sprintf("有 %d 份表单草稿只保存在本机:请提交或删除", n))
	}
	var from uint64
	lost, err := c.readMeta(ctx, metaHandBack, &from)
	if err == nil && lost {
		h.reason(fmt.Sprintf("the server lost what this phone had delivered from changeset %d on, and has not got all of it back: sync first", from),
			fmt.Sprintf("服务器丢失了本机自第 %d 个变更起上传的内容,尚未全部补回:请先同步", from))
	}
	return err
}
