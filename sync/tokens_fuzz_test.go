package changesync_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"testing"

	"fieldsync/models"
	changesync "fieldsync/sync"
)

var pullRefusals = []string{
	changesync.CodeBadCursor, changesync.CodeCursorExpired, changesync.CodeEpochChanged, changesync.CodeRestartPull,
}

// FuzzTokens: a cursor, a page token and scopes that nobody made give a coded
// refusal or a pull that ends, and never more than the caller's grants.
func FuzzTokens(f *testing.F) {
	w := newWorld(f)
	w.people()
	w.office("customer/c1", set("key_person", "k1", "customer", "c1", "kp_name", "王建国", "own_mobile", "13800000001"))
	w.office("customer/c2", set("customer", "c2", "customer_no", "KH0002", "customer_name", "宁波港"))
	callers := []*device{w.device("csm01"), w.device("csm02"), w.device("desk01"), w.device("admin")}
	views := map[string]map[models.Scope]changesync.Grant{}
	for _, d := range callers {
		views[d.user] = w.grantsOf(f, d.user)
	}
	head := w.headSeq(f)
	f.Fuzz(func(t *testing.T, who uint64, cursor, page, scope string) {
		d := callers[who%uint64(len(callers))]
		w.t = t
		req := changesync.PullRequest{Cursor: asToken(cursor), Page: asToken(page), Bytes: 700}
		if scope != "" {
			req.Refresh = []models.Scope{models.Scope(scope)}
		}
		for range 500 {
			p, err := w.engine.Pull(w.ctx, d.caller, req)
			if err != nil {
				refusedWith(t, err, pullRefusals...)
				return
			}
			if !readable(req.Cursor) || !readable(req.Page) {
				t.Fatal("a token that is none was taken")
			}
			within(t, p, views[d.user], d.user)
			if p.Next == "" {
				ended(t, p, head)
				return
			}
			req = changesync.PullRequest{Page: p.Next, Bytes: 700}
		}
		t.Fatal("a pull that does not end")
	})
}

// asToken gives JSON the form of a token, so that the fuzzer can change what
// is inside; other texts stay.
func asToken(text string) string {
	if json.Valid([]byte(text)) {
		return base64.RawURLEncoding.EncodeToString([]byte(text))
	}
	return text
}

// readable says whether a token is one by its form.
func readable(token string) bool {
	raw, err := base64.RawURLEncoding.DecodeString(token)
	return token == "" || err == nil && json.Valid(raw)
}

func (w *world) grantsOf(t testing.TB, user string) map[models.Scope]changesync.Grant {
	t.Helper()
	out := map[models.Scope]changesync.Grant{}
	err := w.store.View(t.Context(), func(tx changesync.ReadTx) error {
		rows, _, err := tx.Grants(user)
		for _, g := range rows {
			if g.Ended == 0 {
				out[g.Scope] = g
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func (w *world) headSeq(t testing.TB) (seq uint64) {
	t.Helper()
	err := w.store.View(t.Context(), func(tx changesync.ReadTx) error {
		h, err := tx.Head()
		seq = h.Seq
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return seq
}

// within holds a page against the grants.
func within(t *testing.T, p *changesync.Page, held map[models.Scope]changesync.Grant, user string) {
	t.Helper()
	for _, b := range p.Begin {
		if g, own := held[b.Scope]; own && g.View != b.View {
			t.Fatalf("%s begins %s as %q, held as %q", user, b.Scope, b.View, g.View)
		}
	}
	view := func(s models.Scope) string { return models.JoinViews(held[s].View, held[changesync.AllScopes].View) }
	for _, c := range p.Checksums {
		if string(models.RightIn(view(c.Scope), c.Collection).See) != c.Level {
			t.Fatalf("%s gets a checksum of %s in %s (%s)", user, c.Collection, c.Scope, c.Level)
		}
	}
	for _, item := range p.Items {
		r, err := changesync.DecodeRecord(item)
		if err != nil {
			t.Fatal(err)
		}
		seen := r.SeenBy(changesync.Viewer{View: view(r.Scope), User: user}, models.Default().Collection(r.Key.Collection))
		if seen == nil {
			t.Fatalf("%s gets %s in %s", user, r.Key, r.Scope)
		}
		for name, cell := range r.Cells {
			for i := range cell.Live {
				if _, shown := seen.Cells[name]; !shown || !bytes.Equal(seen.Cells[name].Live[i].Value, cell.Live[i].Value) {
					t.Fatalf("%s sees %s of %s: %s", user, name, r.Key, item)
				}
			}
		}
	}
}

// ended holds the end of a pull against the server: what it signs must be true.
func ended(t *testing.T, p *changesync.Page, head uint64) {
	t.Helper()
	m, err := changesync.ParseMoment(p.Moment)
	_, seq, cursorErr := changesync.CursorInfo(p.Cursor)
	if err := errors.Join(err, cursorErr); err != nil {
		t.Fatal(err)
	}
	if m.Seq > head || seq > head {
		t.Fatalf("the pull ends at %d and vouches for %d, the server is at %d", seq, m.Seq, head)
	}
}
