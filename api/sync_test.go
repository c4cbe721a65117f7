package api_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"fieldsync/api"
	"fieldsync/models"
	"fieldsync/sync"
)

func longText(n int) string { return strings.Repeat("x", n) }

func pack(t testing.TB, encoding string, b []byte) []byte {
	t.Helper()
	var buf bytes.Buffer
	switch encoding {
	case "gzip":
		w := gzip.NewWriter(&buf)
		if _, err := w.Write(b); err != nil || w.Close() != nil {
			t.Fatal("gzip", err)
		}
	case "zstd":
		w, err := zstd.NewWriter(&buf)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(b); err != nil || w.Close() != nil {
			t.Fatal("zstd", err)
		}
	default:
		return b
	}
	return buf.Bytes()
}

func TestPushAndPullRoundTrip(t *testing.T) {
	w := newWorld(t, api.Options{})
	a, b := w.enrol("csm01"), w.enrol("am01")
	a.pull("")
	b.pull("")
	a.write("c1", "special_visit_need", "周五 <下午> & 不要 9 点前")
	b.write("c1", "marketing_grid", "HZ-02")
	a.push()
	b.push()
	a.pull("")
	b.pull("")
	for _, p := range []*phone{a, b} {
		if got := p.shows("c1", "special_visit_need") + p.shows("c1", "marketing_grid"); got != "周五 <下午> & 不要 9 点前HZ-02" {
			t.Errorf("a phone shows %q", got)
		}
		s, err := p.Standing(context.Background())
		w.must(err)
		if s.Waiting != 0 || s.Damaged {
			t.Errorf("standing %+v", s)
		}
	}
}

// A lost answer is asked for again: the same bytes come, whatever the packing.
func TestRepeatedPushGetsTheSameReceipts(t *testing.T) {
	w := newWorld(t, api.Options{})
	p := w.enrol("csm01")
	p.pull("")
	for i := range 30 {
		p.write("c1", "marketing_grid", fmt.Sprint("网格 <", i, ">"))
	}
	body := p.next()
	var first []byte
	for _, encoding := range []string{"", "gzip", "zstd", "identity"} {
		for _, accept := range []string{"", "gzip", "gzip;q=0.5, zstd", "br, *;q=0.1"} {
			a := w.send("POST", "/v1/changesets", p.token, pack(t, encoding, body), "Content-Encoding", encoding, "Accept-Encoding", accept).want(t, 200, "")
			got := a.body[:bytes.LastIndex(a.body, []byte(`,"time":`))]
			if first == nil {
				first = got
			}
			if !bytes.Equal(got, first) {
				t.Fatalf("packed %q, asked for %q: another answer", encoding, accept)
			}
			wantEncoding := map[string]string{"gzip": "gzip", "gzip;q=0.5, zstd": "zstd", "br, *;q=0.1": "zstd"}[accept]
			if e := a.header.Get("Content-Encoding"); e != wantEncoding {
				t.Errorf("asked for %q, got %q", accept, e)
			}
		}
	}
	if _, err := p.TakeAnswer(context.Background(), append(first, `,"time":0}`...)); err != nil {
		t.Fatalf("the receipts do not verify: %v", err)
	}
}

func TestGapAndForkAreConflicts(t *testing.T) {
	w := newWorld(t, api.Options{})
	p := w.enrol("csm01")
	p.pull("")
	p.write("c1", "marketing_grid", "one")
	first := p.next()
	run, err := changesync.DecodeRun(first)
	w.must(err)
	p.write("c1", "marketing_grid", "two")
	both := p.next()
	second, err := changesync.DecodeRun(both)
	w.must(err)
	last := second.Changesets[1]
	gap := changesync.EncodeRun(p.id, [][]byte{last.Raw}, 2, 2, last.Hash, p.key)

	var problem struct {
		Code      string
		ExpectedN uint64 `json:"expected_n"`
		Type      string
	}
	w.send("POST", "/v1/changesets", p.token, gap).want(t, http.StatusConflict, changesync.CodeExpectedN).into(t, &problem)
	if problem.ExpectedN != 1 || problem.Type != "urn:fieldsync:problem:expected_n" {
		t.Errorf("the problem says %+v", problem)
	}
	w.send("POST", "/v1/changesets", p.token, both).want(t, 200, "")

	// Another changeset 1 of the same device.
	other := *run.Changesets[0]
	other.Header.App = "copy"
	w.must(other.Encode(zeros{}))
	fork := changesync.EncodeRun(p.id, [][]byte{other.Raw}, 1, 1, other.Hash, p.key)
	w.send("POST", "/v1/changesets", p.token, fork).want(t, http.StatusConflict, changesync.CodeFork)

	stranger := w.enrol("am01")
	w.send("POST", "/v1/changesets", stranger.token, both).want(t, http.StatusBadRequest, changesync.CodeBadSignature)
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestPagesAndCursors(t *testing.T) {
	w := newWorld(t, api.Options{})
	p := w.enrol("csm01")
	if pages := p.pull("&bytes=1"); pages < 3 {
		t.Errorf("pages of one byte: %d", pages)
	}
	if p.shows("c1", "customer_name") == "" || p.shows("c2", "customer_name") != "" {
		t.Error("the phone shows another set than its grants give")
	}
	req, err := p.NextPull(context.Background())
	w.must(err)
	w.send("GET", "/v1/feed?"+pullQuery(req)+"&refresh=customer/c1&refresh=org", p.token, nil).want(t, 200, "")
	w.send("GET", "/v1/snapshot?bytes=1", p.token, nil).want(t, 200, "")
	w.send("GET", "/v1/feed?cursor=abc", p.token, nil).want(t, http.StatusBadRequest, changesync.CodeBadCursor)
	w.send("GET", "/v1/feed?page=abc", p.token, nil).want(t, http.StatusBadRequest, changesync.CodeBadCursor)
	w.must(w.engine.BeginEpoch(context.Background()))
	w.send("GET", "/v1/feed?"+pullQuery(req), p.token, nil).want(t, http.StatusGone, changesync.CodeEpochChanged)
}

func TestRescueIsIdempotentAndSparesTheOthers(t *testing.T) {
	w := newWorld(t, api.Options{})
	p, carrier := w.enrol("csm01"), w.enrol("am01")
	p.pull("")
	p.write("c1", "marketing_grid", "rescued")
	box, err := w.engine.PublicKeys().Seal(rand.Reader, p.next())
	w.must(err)
	body := toJSON(t, map[string]any{"device": p.id, "sealed": []string{b64([]byte("spoilt")), b64(box)}})
	for range 2 {
		var res struct {
			changesync.PushResult
			Refused []struct {
				Box  int
				Code string
			}
		}
		w.send("POST", "/v1/rescue", carrier.token, body).want(t, 200, "").into(t, &res)
		if len(res.Receipts) != 1 || res.ExpectedN != 2 || len(res.Refused) != 1 || res.Refused[0].Box != 0 || res.Refused[0].Code != "malformed" {
			t.Fatalf("rescue answered %+v", res)
		}
	}
	carrier.pull("")
	if carrier.shows("c1", "marketing_grid") != "rescued" {
		t.Error("what was rescued is not there")
	}
	w.send("POST", "/v1/rescue", carrier.token, toJSON(t, map[string]any{"device": p.id, "sealed": []string{b64([]byte("x"))}})).
		want(t, http.StatusBadRequest, "malformed")
}

func TestRecordsAndConflictsAsTheUserSeesThem(t *testing.T) {
	w := newWorld(t, api.Options{})
	a, b, c := w.enrol("csm01"), w.enrol("am01"), w.enrol("csm02")
	a.pull("")
	b.pull("")
	a.write("c1", "special_visit_need", "周五")
	b.write("c1", "special_visit_need", "周一")
	a.push()
	b.push()

	var rec struct {
		Collection, ID, Scope string
		Values                map[string]string
		Conflicts             []changesync.Conflict
		Deleted               bool
	}
	w.send("GET", "/v1/records/customer/c1", a.token, nil).want(t, 200, "").into(t, &rec)
	if rec.ID != "c1" || rec.Scope != "customer/c1" || len(rec.Conflicts) != 1 || len(rec.Conflicts[0].Values) != 2 || rec.Deleted {
		t.Errorf("the record is %+v", rec)
	}
	var list struct {
		Conflicts []changesync.Conflict
		Next      string
	}
	w.send("GET", "/v1/conflicts?limit=1", a.token, nil).want(t, 200, "").into(t, &list)
	if len(list.Conflicts) != 1 || list.Conflicts[0].ID != "customer/c1/special_visit_need" || list.Next != list.Conflicts[0].ID {
		t.Errorf("the conflicts are %+v", list)
	}
	after := w.send("GET", "/v1/conflicts?limit=1&after="+list.Next, a.token, nil).want(t, 200, "")
	if string(after.body) != `{"conflicts":[]}` {
		t.Errorf("after the last: %s", after.body)
	}
	if got := w.send("GET", "/v1/conflicts", c.token, nil).want(t, 200, ""); string(got.body) != `{"conflicts":[]}` {
		t.Errorf("somebody else sees %s", got.body)
	}
}

// Nobody learns from an answer whether a record exists.
func TestHiddenAndMissingLookTheSame(t *testing.T) {
	w := newWorld(t, api.Options{})
	w.office("org", "mystery", "m1", models.Values{"x": text("y")}) // no masked view shows what nobody knows
	p := w.enrol("csm01")
	same := func(a answer) string {
		return strings.ReplaceAll(string(a.want(t, 404, changesync.CodeNotFound).body), a.header.Get("X-Request-Id"), "")
	}
	hidden := same(w.send("GET", "/v1/records/customer/c2", p.token, nil))
	for _, path := range []string{
		"/v1/records/customer/none", "/v1/records/mystery/m1", "/v1/records/none/c2", "/v1/records/customer/" + longText(65),
		"/v1/records/customer/%00", "/v1/records/customer/%ff", "/v1/records/customer/a%2Fb", "/v1/records/customer/",
	} {
		if got := same(w.send("GET", path, p.token, nil)); got != hidden {
			t.Errorf("%s: %s, hidden: %s", path, got, hidden)
		}
	}
}
