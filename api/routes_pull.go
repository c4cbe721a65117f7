package api

import (
	"fieldsync/models"
	"fieldsync/sync"
)

// Bounds of a page, as the engine has them.
const defaultPage = 512 << 10

var pullCodes = []string{
	changesync.CodeBadCursor, changesync.CodeCursorExpired, changesync.CodeEpochChanged, changesync.CodeRestartPull,
}

var pullRoutes = []operation{
	{
		method: "GET", path: "/v1/feed", name: "feed", input: feedInput{}, output: wirePage{}, codes: pullCodes, serve: feed,
		summary: "Gives a page of what changed since the cursor, for what the user may see",
	},
	{
		method: "GET", path: "/v1/snapshot", name: "snapshot", input: snapshotInput{}, output: wirePage{}, codes: pullCodes, serve: snapshot,
		summary: "Gives a page of everything the user may see: the feed without a cursor",
	},
}

type feedInput struct {
	Cursor  string         `query:"cursor" validate:"max=4096" doc:"Of the last finished pull; left out: everything"`
	Page    string         `query:"page" validate:"max=90000" doc:"next of the page before, then without cursor and refresh"`
	Refresh []models.Scope `query:"refresh" validate:"max=500,dive,max=100,plain" doc:"Scopes to be sent anew, whole"`
	Bytes   int            `query:"bytes" validate:"max=4194304" doc:"Bounds the items of a page; 0 or left out: 524288"`
}

func feed(c *call) error {
	in := &feedInput{}
	if err := c.bind(in); err != nil {
		return err
	}
	if in.Page != "" && (in.Cursor != "" || len(in.Refresh) > 0) {
		return fail(codeBadParameter, "page", "a following page takes neither cursor nor refresh")
	}
	return c.pull(changesync.PullRequest{Cursor: in.Cursor, Page: in.Page, Refresh: in.Refresh, Bytes: in.Bytes})
}

type snapshotInput struct {
	Page  string `query:"page" validate:"max=90000" doc:"next of the page before"`
	Bytes int    `query:"bytes" validate:"max=4194304" doc:"Bounds the items of a page; 0 or left out: 524288"`
}

func snapshot(c *call) error {
	in := &snapshotInput{}
	if err := c.bind(in); err != nil {
		return err
	}
	return c.pull(changesync.PullRequest{Page: in.Page, Bytes: in.Bytes})
}

// pull answers a page. Its memory is reserved before it is made; a slow reader
// then holds the packed bytes only.
func (c *call) pull(req changesync.PullRequest) error {
	if req.Bytes == 0 {
		req.Bytes = defaultPage
	}
	if err := c.hold(req.Bytes); err != nil {
		return err
	}
	page, err := c.s.engine.Pull(c.r.Context(), c.device, req)
	if err != nil {
		return err
	}
	body, err := page.Encode()
	if err != nil {
		return err
	}
	c.s.metrics.pulls.Add(1)
	c.letGo(len(body))
	return c.replyBytes(jsonType, body)
}
