package changesync

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"

	"fieldsync/models"
)

// PullRequest asks for what changed. The first request of a pull carries the
// cursor of the last finished one ("" for everything), the following ones the
// Next of the page before.
type PullRequest struct {
	Cursor string
	Page   string
	// Refresh are scopes to be sent anew, whole: the device's copy is damaged.
	Refresh []models.Scope
	// Bytes bounds a page; 0: 512 KiB. At least one item is sent.
	Bytes int
}

// Name stands for the request in its answer.
func (r *PullRequest) Name() string {
	h := sha256.New()
	fmt.Fprintf(h, "%s\n%s\n%v", r.Cursor, r.Page, r.Refresh)
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:12])
}

// Page is one page of a pull. A device stages pages durably and applies them
// in one transaction when the last one has come: only then is what it shows
// whole again.
type Page struct {
	Epoch string `json:"epoch"`
	// Answers is the name of the request (PullRequest.Name): a page that comes
	// late, in the middle of another pull, is told by it.
	Answers string `json:"answers"`
	// Forget are scopes whose records leave the device, Begin scopes that are
	// sent anew: what the device has of them goes first. On the first page.
	Forget []models.Scope `json:"forget,omitempty"`
	Begin  []ScopeView    `json:"begin,omitempty"`
	// Items are records, or changes of records, in order.
	Items []json.RawMessage `json:"items"`
	// Checksums of the scopes that this pull touches, as they are at its end.
	Checksums []PageSum `json:"checksums,omitempty"`
	Next      string    `json:"next,omitempty"`
	// Cursor and Moment end the pull.
	Cursor string `json:"cursor,omitempty"`
	Moment string `json:"moment,omitempty"`
	Time   int64  `json:"time"` // server clock, Unix ms
}

// ScopeView is a scope with the view its holder has of it by this grant alone
// (models.RightIn); with it goes what he holds over all scopes.
type ScopeView struct {
	Scope models.Scope `json:"scope"`
	View  string       `json:"view"`
	// Write is for devices that do not know the view: anything may be written.
	Write bool `json:"write,omitempty"`
}

// PageSum is a checksum; Sum is hexadecimal, since 64 bits do not fit a JSON
// number everywhere.
type PageSum struct {
	Checksum
	Hex string `json:"sum"`
}

const (
	defaultPageBytes = 512 << 10
	maxPageBytes     = 4 << 20
	pageRows         = 1000
)

// Pull answers one page. Errors: cursor_expired (410: start anew without a
// cursor), epoch_changed (410), restart_pull (409: grants changed in the
// middle, begin again from the old cursor), bad_cursor, revoked, wipe_ordered.
func (e *Engine) Pull(ctx context.Context, caller Device, req PullRequest) (*Page, error) {
	if err := e.MayRead(ctx, caller); err != nil {
		return nil, err
	}
	if err := e.refreshGrants(ctx, caller.User); err != nil {
		return nil, err
	}
	var page *Page
	err := e.store.View(ctx, func(tx ReadTx) error {
		p, err := e.newPuller(tx, caller, req)
		if err != nil {
			return err
		}
		page, err = p.page()
		return err
	})
	return page, err
}

// puller works out one page inside one snapshot of the store.
type puller struct {
	e      *Engine
	tx     ReadTx
	head   Head
	pos    pagePos
	user   string
	held   map[models.Scope]Grant
	rows   []Grant
	first  bool
	budget int
	out    *Page
}

func (e *Engine) newPuller(tx ReadTx, caller Device, req PullRequest) (*puller, error) {
	p := &puller{e: e, tx: tx, user: caller.User, budget: req.Bytes, out: &Page{Answers: req.Name(), Items: []json.RawMessage{}, Time: e.nowMs()}}
	if p.budget <= 0 {
		p.budget = defaultPageBytes
	}
	p.budget = min(p.budget, maxPageBytes)
	var err error
	if p.head, err = tx.Head(); err != nil {
		return nil, err
	}
	p.out.Epoch = p.head.Epoch
	if p.rows, _, err = tx.Grants(caller.User); err != nil {
		return nil, err
	}
	p.held = activeGrants(p.rows)
	version := grantVersion(p.rows)
	erased, err := takenBack(tx)
	if err != nil {
		return nil, err
	}
	if req.Page != "" {
		if req.Cursor != "" {
			return nil, fail(CodeBadCursor, "a page knows its cursor: send one of the two")
		}
		if err := decodeToken(req.Page, &p.pos); err != nil {
			return nil, err
		}
	} else {
		p.first = true
		p.pos = pagePos{Epoch: p.head.Epoch, Grants: version, Start: p.head.Seq, Erased: erased, Refresh: req.Refresh}
		if req.Cursor != "" {
			if err := decodeToken(req.Cursor, &p.pos.From); err != nil {
				return nil, err
			}
		}
	}
	if p.pos.Erased != erased {
		return nil, fail(CodeRestartPull, "something was erased or withheld during this pull: begin it again from your last cursor")
	}
	return p, p.checkCursor(version)
}

// grantVersion is the sequence of the last change of a user's grants.
func grantVersion(rows []Grant) (v uint64) {
	for _, r := range rows {
		v = max(v, r.Since, r.Ended)
	}
	return v
}

// checkCursor judges what the tokens say, which anybody can write: a moment
// that has not happened must not be signed, and pages of two histories must
// not be put together.
func (p *puller) checkCursor(grants uint64) error {
	from, anew := p.pos.From, p.pos.From.Epoch == ""
	switch {
	case p.pos.Epoch != p.head.Epoch, !anew && from.Epoch != p.head.Epoch:
		return fail(CodeEpochChanged, "the server began a new history: start anew without a cursor")
	case p.pos.Grants != grants:
		return fail(CodeRestartPull, "what you may see has changed: begin the pull again from your last cursor")
	case max(from.Seq, p.pos.Start, p.pos.Through) > p.head.Seq:
		return fail(CodeBadCursor, "the cursor is ahead of the server")
	case anew && p.pos.Start < p.head.Horizon:
		return fail(CodeRestartPull, "the log was cut during this pull: begin it again")
	case !anew && from.Seq < p.head.Horizon:
		return fail(CodeCursorExpired, "the log no longer reaches back to your cursor: start anew without one")
	}
	return nil
}

func (p *puller) page() (*Page, error) {
	if p.first {
		p.scopesThatMove()
	}
	if !p.pos.Logging {
		if done, err := p.snapshot(); err != nil || !done {
			return p.out, err
		}
	}
	done, err := p.log()
	if err != nil || !done {
		return p.out, err
	}
	p.out.Next = ""
	p.out.Cursor = encodeToken(cursor{Epoch: p.head.Epoch, Seq: p.pos.Through, Grants: p.pos.Grants})
	p.out.Moment = Moment{Epoch: p.head.Epoch, Seq: p.pos.Through, Grants: p.pos.Grants, Time: p.out.Time}.Token(p.e.signKey())
	return p.out, nil
}

// begun says whether a scope is sent anew in this pull.
func (p *puller) begun(scope models.Scope) bool {
	g, ok := p.held[scope]
	if !ok {
		return false
	}
	return p.pos.From.Epoch == "" || g.Since > p.pos.From.Seq || slices.Contains(p.pos.Refresh, scope) || p.narrowed()
}

// narrowed says that a grant over all scopes has ended: the device forgets
// everything, and what its user still holds is sent anew.
func (p *puller) narrowed() bool {
	if _, wide := p.held[AllScopes]; wide {
		return false
	}
	return slices.ContainsFunc(p.rows, func(r Grant) bool {
		return r.Scope == AllScopes && r.Ended > p.pos.From.Seq
	})
}

// downgraded are scopes that were held beside a grant over all, and no more.
func (p *puller) downgraded() []models.Scope {
	var out []models.Scope
	if _, wide := p.held[AllScopes]; !wide || p.pos.From.Epoch == "" {
		return nil
	}
	for _, r := range p.rows {
		if _, held := p.held[r.Scope]; r.Ended > p.pos.From.Seq && !held {
			out = append(out, r.Scope)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// scopesThatMove tells the device what to drop before the items come.
func (p *puller) scopesThatMove() {
	for _, s := range sortedKeys(p.held) {
		if p.begun(s) {
			g, _ := grantFor(p.held, s)
			p.out.Begin = append(p.out.Begin, ScopeView{s, p.held[s].View, g.Write})
		}
	}
	for _, s := range p.downgraded() {
		p.out.Begin = append(p.out.Begin, ScopeView{s, p.held[AllScopes].View, p.held[AllScopes].Write})
	}
	if p.pos.From.Epoch == "" {
		return
	}
	if _, wide := p.held[AllScopes]; wide {
		for _, s := range p.pos.Refresh {
			if _, own := p.held[s]; !own {
				p.out.Begin = append(p.out.Begin, ScopeView{s, p.held[AllScopes].View, p.held[AllScopes].Write})
			}
		}
		return
	}
	for _, r := range p.rows {
		if _, held := p.held[r.Scope]; r.Ended > p.pos.From.Seq && !held {
			p.out.Forget = append(p.out.Forget, r.Scope)
		}
	}
	slices.Sort(p.out.Forget)
	p.out.Forget = slices.Compact(p.out.Forget)
}

// anew are the scopes sent whole; all is true for everything.
func (p *puller) anew() (scopes []models.Scope, all bool) {
	if p.begun(AllScopes) {
		return nil, true
	}
	_, wide := p.held[AllScopes]
	for _, s := range sortedKeys(p.held) {
		if p.begun(s) {
			scopes = append(scopes, s)
		}
	}
	scopes = append(scopes, p.downgraded()...)
	if wide {
		scopes = append(scopes, p.pos.Refresh...)
	}
	slices.Sort(scopes)
	return slices.Compact(scopes), false
}

// reach are the scopes the log is read for, nil for all.
func (p *puller) reach() []models.Scope {
	if _, wide := p.held[AllScopes]; wide {
		return nil
	}
	return append([]models.Scope{}, sortedKeys(p.held)...)
}
