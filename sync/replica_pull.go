package changesync

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"fieldsync/models"
)

func asError(err error, target **models.Error) bool { return errors.As(err, target) }

// pullState is the running pull: how many pages are staged and what comes next.
type pullState struct {
	Pages int    `json:"pages"`
	Next  string `json:"next"`
}

// NextPull is the request for the next page: of the pull that was interrupted,
// or of a new one.
func (r *Replica) NextPull(ctx context.Context) (PullRequest, error) {
	var req PullRequest
	err := r.local.View(ctx, func(tx LocalReadTx) (err error) {
		req, err = nextPull(tx)
		return err
	})
	return req, err
}

func nextPull(tx LocalReadTx) (req PullRequest, err error) {
	state, err := readPull(tx)
	if err != nil {
		return req, err
	}
	if state.Pages > 0 {
		return PullRequest{Page: state.Next}, nil
	}
	if req.Cursor, err = metaText(tx, metaCursor); err != nil {
		return req, err
	}
	raw, _, err := tx.Meta(metaRefresh)
	if err != nil || raw == nil {
		return req, err
	}
	return req, json.Unmarshal(raw, &req.Refresh)
}

// answersUs refuses a page that answers another request than the next one: it
// came twice, or late, and would put the cursor ahead of the data.
func answersUs(tx LocalReadTx, page *Page) error {
	req, err := nextPull(tx)
	if err == nil && page.Answers != req.Name() {
		err = fail(CodeStalePage, "this page answers an earlier request: ask for the next one")
	}
	return err
}

func readPull(tx LocalReadTx) (s pullState, err error) {
	raw, ok, err := tx.Meta(metaPull)
	if err != nil || !ok {
		return s, err
	}
	return s, json.Unmarshal(raw, &s)
}

// Pulled is what a page meant.
type Pulled struct {
	Done    bool // the pull is finished and shown
	Items   int  // records of this page, or of the whole pull when done
	Damaged int  // scopes whose checksum did not fit: they are asked for anew
}

// TakePage stages a page; with the last one all of the pull takes effect, in
// one transaction together with the cursor. A page of a history that this
// device does not know is refused with epoch_changed: first the server gets
// back what it may have forgotten, then AcceptEpoch lets the page in.
func (r *Replica) TakePage(ctx context.Context, raw []byte) (*Pulled, error) {
	page, err := DecodePage(raw)
	if err != nil {
		return nil, err
	}
	if page.Next == "" && page.Cursor == "" {
		return nil, fail(CodeMalformed, "a page has a next one or ends the pull")
	}
	out := &Pulled{Items: len(page.Items)}
	err = r.local.Update(ctx, func(tx LocalTx) error {
		if err := answersUs(tx, page); err != nil {
			return err
		}
		if err := sameHistory(tx, page); err != nil {
			return err
		}
		state, err := readPull(tx)
		if err != nil {
			return err
		}
		if page.Next != "" {
			if err := tx.PutPage(state.Pages, raw); err != nil {
				return err
			}
			next, err := json.Marshal(pullState{Pages: state.Pages + 1, Next: page.Next})
			if err != nil {
				return err
			}
			return tx.PutMeta(metaPull, next)
		}
		out.Done = true
		return r.finishPull(tx, state.Pages, page, out)
	})
	return out, err
}

// DropPull forgets the pages of an unfinished pull. With anew the device also
// gives up its cursor: the next pull brings everything, and what base holds
// until then stays on the screen.
func (r *Replica) DropPull(ctx context.Context, anew bool) error {
	return r.local.Update(ctx, func(tx LocalTx) error {
		if err := tx.DropPages(); err != nil {
			return err
		}
		if err := tx.PutMeta(metaPull, nil); err != nil || !anew {
			return err
		}
		return tx.PutMeta(metaCursor, nil)
	})
}

func (r *Replica) finishPull(tx LocalTx, staged int, last *Page, out *Pulled) error {
	a := &intake{r: r, tx: tx, touched: map[models.Scope]bool{}}
	old, err := metaText(tx, metaCursor)
	if err != nil {
		return err
	}
	if old == "" { // everything comes anew
		if err := tx.DropScope(AllScopes); err != nil {
			return err
		}
	}
	out.Items = 0
	for i := 0; i <= staged; i++ {
		page := last
		if i < staged {
			raw, ok, err := tx.Page(i)
			if err != nil || !ok {
				return fmt.Errorf("staged page %d: %w", i, errors.Join(err, errMissing(ok)))
			}
			if page, err = DecodePage(raw); err != nil {
				return err
			}
		}
		if err := a.take(page); err != nil {
			return err
		}
		out.Items += len(page.Items)
	}
	if a.erased {
		if err := r.forgetAside(tx); err != nil {
			return err
		}
	}
	damaged, err := a.verify()
	if err != nil {
		return err
	}
	out.Damaged = len(damaged)
	return a.end(last, damaged)
}

func errMissing(ok bool) error {
	if ok {
		return nil
	}
	return errors.New("missing")
}

// intake applies the pages of one pull.
type intake struct {
	r       *Replica
	tx      LocalTx
	touched map[models.Scope]bool
	sums    []PageSum
	erased  bool // something was, perhaps
}

func (a *intake) take(p *Page) error {
	for _, s := range p.Forget {
		if err := a.tx.DropScope(s); err != nil {
			return err
		}
		if err := a.tx.SetForgotten(s, true); err != nil {
			return err
		}
		if err := a.tx.PutMeta(metaRight(s), nil); err != nil {
			return err
		}
	}
	for _, s := range p.Begin {
		if err := a.tx.PutMeta(metaRight(s.Scope), rightOf(s)); err != nil {
			return err
		}
		if err := a.tx.DropScope(s.Scope); err != nil {
			return err
		}
		if err := a.tx.SetForgotten(s.Scope, false); err != nil {
			return err
		}
	}
	for _, item := range p.Items {
		if err := a.item(item); err != nil {
			return err
		}
	}
	a.sums = append(a.sums, p.Checksums...)
	return nil
}

func (a *intake) item(raw json.RawMessage) error {
	change, err := DecodeRecord(raw)
	if err != nil {
		return err
	}
	rec := change
	base, ok, err := a.tx.Base(change.Key)
	if err != nil {
		return err
	}
	if ok && base.Scope == change.Scope {
		if rec, err = DecodeRecord(base.Body); err != nil {
			return err
		}
		rec.Overwrite(change)
	}
	if !a.touched[rec.Scope] {
		a.touched[rec.Scope] = true // what is sent is held, also by a grant over all
		if err := a.tx.SetForgotten(rec.Scope, false); err != nil {
			return err
		}
	}
	col := a.r.reg.Collection(rec.Key.Collection)
	open := len(rec.OpenFields(col)) > 0
	if err := a.tx.PutBase(StoredRecord{Key: rec.Key, Scope: rec.Scope, Seq: rec.Seq, Body: rec.Encode()}, open); err != nil {
		return err
	}
	a.erased = a.erased || len(change.Erased) > 0 || rec.Key.Collection == QuarantineCollection
	return a.ownQuarantine(rec, col)
}

// ownQuarantine learns from a quarantine record how a changeset of this
// device ended that somebody else corrected.
func (a *intake) ownQuarantine(rec *Record, col *models.Collection) error {
	if rec.Key.Collection != QuarantineCollection {
		return nil
	}
	v := rec.Values(col)
	var n uint64
	if text(v, "state") == ItemOpen || json.Unmarshal(v["n"], &n) != nil {
		return nil // or withheld, or from a newer version
	}
	if a.r.id.Staff != "" && !ownScope(rec.Scope) {
		return nil // a part of it; the author's own record says when all are settled
	}
	if device := text(v, "device"); device != a.r.id.Device {
		var err error
		if n, err = a.carrierOf(device, n); err != nil || n == 0 {
			return err
		}
	}
	return a.r.amendedRow(a.tx, n, rec.Seq)
}

// carrierOf finds the quarantined changeset that carries one of an earlier
// identity of this device, 0 when there is none.
func (a *intake) carrierOf(device string, n uint64) (uint64, error) {
	rows, err := a.tx.Outbox([]string{OutQuarantined}, 0, 1<<20)
	if err != nil {
		return 0, err
	}
	for _, row := range rows {
		c, err := Decode(row.Raw)
		if err != nil {
			return 0, err
		}
		if c.Inner != nil && c.Inner.Header.Device == device && c.Inner.Header.N == n {
			return row.N, nil
		}
	}
	return 0, nil
}

// verify recomputes the checksums of what the pull touched from what is
// stored, so that silent damage shows.
func (a *intake) verify() ([]models.Scope, error) {
	want := map[models.Scope]map[string]uint64{}
	for _, s := range a.sums {
		if want[s.Scope] == nil {
			want[s.Scope] = map[string]uint64{}
		}
		want[s.Scope][s.Collection] = s.Sum
	}
	var damaged []models.Scope
	for _, scope := range sortedKeys(want) {
		have, err := a.r.sumScope(a.tx, scope)
		if err != nil {
			return nil, err
		}
		for collection, sum := range want[scope] {
			if have[collection] != sum {
				damaged = append(damaged, scope)
				break
			}
		}
	}
	return damaged, nil
}

// sumScope adds up base by collection; each is held at one level.
func (r *Replica) sumScope(tx LocalReadTx, scope models.Scope) (map[string]uint64, error) {
	out := map[string]uint64{}
	const page = 500
	for after := (Key{}); ; {
		rows, err := tx.BaseIn(scope, after, page)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			rec, err := DecodeRecord(row.Body)
			if err != nil {
				return nil, err
			}
			out[row.Key.Collection] += HeldSum(rec)
			after = row.Key
		}
		if len(rows) < page {
			return out, nil
		}
	}
}

// end moves the cursor and lifts what base has passed out of the overlay.
func (a *intake) end(last *Page, damaged []models.Scope) error {
	tx := a.tx
	_, seq, err := CursorInfo(last.Cursor)
	if err != nil {
		return err
	}
	var refresh []byte
	if len(damaged) > 0 {
		if refresh, err = json.Marshal(damaged); err != nil {
			return err
		}
	}
	if err := tx.PutMeta(metaRefresh, refresh); err != nil {
		return err
	}
	if err := putMetas(tx, map[string]string{metaCursor: last.Cursor, metaMoment: last.Moment, metaEpoch: last.Epoch}); err != nil {
		return err
	}
	if err := a.r.setOffset(tx, last.Time); err != nil {
		return err
	}
	if err := tx.PutMeta(metaPull, nil); err != nil {
		return err
	}
	if err := tx.DropPages(); err != nil {
		return err
	}
	return liftOverlay(tx, seq)
}
