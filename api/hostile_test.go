package api_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"fieldsync/api"
	"fieldsync/sync"
)

// fingerprint sums up all that the store holds, hidden documents too.
func (w *world) fingerprint() string {
	w.t.Helper()
	h := sha256.New()
	err := w.store.View(context.Background(), func(tx changesync.ReadTx) error {
		head, err := tx.Head()
		if err != nil {
			return err
		}
		fmt.Fprintf(h, "%+v\n", head)
		devices, err := tx.DeviceList("")
		if err != nil {
			return err
		}
		for _, d := range devices {
			list, err := tx.Changesets(d.ID, 0, 1<<40)
			if err != nil {
				return err
			}
			fmt.Fprintf(h, "%+v %+v\n", d, list)
		}
		records, err := tx.RecordsIn(changesync.RecordQuery{Limit: 1 << 20})
		if err != nil {
			return err
		}
		fmt.Fprintf(h, "%+v\n", records)
		for _, kind := range []string{"user", "staff_user", "code", "token", "challenge"} {
			docs, err := tx.Docs(kind)
			if err != nil {
				return err
			}
			fmt.Fprintf(h, "%+v\n", docs)
		}
		return nil
	})
	w.must(err)
	return fmt.Sprintf("%x", h.Sum(nil))
}

// spoilt are ways to spoil any JSON object; the bytes must be refused whatever
// the members mean.
func spoilt(body []byte) map[string][]byte {
	s := string(body)
	in := func(extra string) []byte { return []byte("{" + extra + "," + s[1:]) }
	first := s[:strings.Index(s, ":")] // {"key"
	key := strings.Trim(first, `{"`)
	return map[string][]byte{
		"nothing":         {},
		"cut":             body[:len(body)-1],
		"trailing":        append(bytes.Clone(body), "{}"...),
		"trailing NUL":    append(bytes.Clone(body), 0),
		"array":           []byte("[" + s + "]"),
		"string":          []byte(`"` + key + `"`),
		"null":            []byte("null"),
		"duplicate key":   in(`"` + key + `":"x"`),
		"escaped double":  in(fmt.Sprintf(`"\u%04x%s":"x"`, key[0], key[1:])),
		"other case":      []byte(strings.Replace(s, `"`+key+`"`, `"`+strings.ToUpper(key)+`"`, 1)),
		"case variant":    in(`"` + strings.ToUpper(key) + `":"x"`),
		"unknown member":  in(`"extra":1`),
		"NaN":             in(`"extra":NaN`),
		"infinity":        in(`"extra":1e999`),
		"leading zero":    in(`"extra":01`),
		"bad UTF-8":       in("\"extra\":\"\xff\xfe\""),
		"overlong UTF-8":  in("\"extra\":\"\xc0\xaf\""),
		"lone surrogate":  in(`"extra":"\ud800"`),
		"NUL":             in(`"extra":"\u0000"`),
		"raw control":     in("\"extra\":\"\x01\""),
		"comment":         in(`/* hi */"extra":1`),
		"single quotes":   in(`'extra':1`),
		"BOM":             append([]byte("\xef\xbb\xbf"), body...),
		"deep":            in(`"extra":` + strings.Repeat("[", 2000) + strings.Repeat("]", 2000)),
		"UTF-16":          {0xff, 0xfe, '{', 0, '}', 0},
		"form":            []byte("code=1&name=2"),
		"several in line": append(append(bytes.Clone(body), '\n'), body...),
	}
}

func TestSpoiltBodiesChangeNothing(t *testing.T) {
	w := newWorld(t, api.Options{SignInRate: 100_000})
	p := w.enrol("csm01")
	p.pull("")
	p.write("c1", "marketing_grid", "HZ-02")
	push := p.next()
	box, err := w.engine.PublicKeys().Seal(rand.Reader, push)
	w.must(err)
	code, err := w.engine.NewCode(context.Background(), "am01")
	w.must(err)
	bodies := map[string][]byte{
		"/v1/changesets":                 push,
		"/v1/rescue":                     toJSON(t, map[string]any{"device": p.id, "sealed": []string{b64(box)}}),
		"/v1/devices":                    enrolBody(t, code.Code),
		"/v1/devices/" + p.id + "/token": toJSON(t, map[string]string{"nonce": "n", "proof": longText(86), "old_token": "o"}),
	}
	before := w.fingerprint()
	for path, good := range bodies {
		for name, body := range spoilt(good) {
			t.Run(path[4:]+" "+name, func(t *testing.T) {
				a := w.send("POST", path, p.token, body)
				if a.status != http.StatusBadRequest || a.code() != changesync.CodeMalformed {
					t.Errorf("answered %d %s", a.status, a.body)
				}
				if got := w.fingerprint(); got != before {
					t.Error("the store has changed")
					before = got
				}
			})
		}
	}
	w.send("POST", "/v1/changesets", p.token, push).want(t, 200, "") // they were good before they were spoilt
	w.send("POST", "/v1/devices", "", bodies["/v1/devices"]).want(t, http.StatusCreated, "")
}

func TestHostileRequestsChangeNothing(t *testing.T) {
	w := newWorld(t, api.Options{SignInRate: 100_000})
	p := w.enrol("csm01")
	p.pull("")
	p.write("c1", "marketing_grid", "HZ-02")
	push := p.next()
	enrolment := func(change func(map[string]any)) []byte {
		var m map[string]any
		w.must(json.Unmarshal(enrolBody(t, "ABCDEFGHJK"), &m))
		change(m)
		return toJSON(t, m)
	}
	before := w.fingerprint()
	for name, c := range map[string]struct {
		method, path string
		body         []byte
		header       []string
		status       int
		code         string
	}{
		"no media type":       {"POST", "/v1/changesets", push, []string{"Content-Type", ""}, 415, "unsupported_media_type"},
		"form":                {"POST", "/v1/changesets", push, []string{"Content-Type", "text/plain"}, 415, "unsupported_media_type"},
		"other charset":       {"POST", "/v1/changesets", push, []string{"Content-Type", "application/json; charset=gbk"}, 415, "unsupported_media_type"},
		"unknown encoding":    {"POST", "/v1/changesets", push, []string{"Content-Encoding", "br"}, 415, "unsupported_encoding"},
		"stacked encodings":   {"POST", "/v1/changesets", push, []string{"Content-Encoding", "gzip, gzip"}, 415, "unsupported_encoding"},
		"not gzip":            {"POST", "/v1/changesets", push, []string{"Content-Encoding", "gzip"}, 400, "malformed"},
		"not zstd":            {"POST", "/v1/changesets", push, []string{"Content-Encoding", "zstd"}, 400, "malformed"},
		"cut gzip":            {"POST", "/v1/changesets", pack(t, "gzip", push)[:200], []string{"Content-Encoding", "gzip"}, 400, "malformed"},
		"cut zstd":            {"POST", "/v1/changesets", pack(t, "zstd", push)[:200], []string{"Content-Encoding", "zstd"}, 400, "malformed"},
		"garbage after gzip":  {"POST", "/v1/changesets", append(pack(t, "gzip", push), "xyz"...), []string{"Content-Encoding", "gzip"}, 400, "malformed"},
		"garbage after zstd":  {"POST", "/v1/changesets", append(pack(t, "zstd", push), "xyz"...), []string{"Content-Encoding", "zstd"}, 400, "malformed"},
		"push with query":     {"POST", "/v1/changesets?device=x", push, nil, 400, "bad_parameter"},
		"id by query":         {"GET", "/v1/records/customer/none?id=c1", nil, nil, 400, "bad_parameter"},
		"collection by query": {"GET", "/v1/records/none/c1?collection=customer", nil, nil, 400, "bad_parameter"},
		"cursor twice":        {"GET", "/v1/feed?cursor=a&cursor=b", nil, nil, 400, "bad_parameter"},
		"misspelt parameter":  {"GET", "/v1/feed?Cursor=a", nil, nil, 400, "bad_parameter"},
		"bad escape":          {"GET", "/v1/feed?cursor=%zz", nil, nil, 400, "bad_parameter"},
		"semicolon":           {"GET", "/v1/feed?cursor=a;bytes=1", nil, nil, 400, "bad_parameter"},
		"bytes negative":      {"GET", "/v1/feed?bytes=-1", nil, nil, 400, "bad_parameter"},
		"bytes huge":          {"GET", "/v1/feed?bytes=99999999999999999999", nil, nil, 400, "bad_parameter"},
		"bytes over":          {"GET", "/v1/feed?bytes=4194305", nil, nil, 400, "bad_parameter"},
		"bytes text":          {"GET", "/v1/feed?bytes=0x10", nil, nil, 400, "bad_parameter"},
		"page and cursor":     {"GET", "/v1/feed?page=a&cursor=b", nil, nil, 400, "bad_parameter"},
		"parameter not UTF-8": {"GET", "/v1/feed?cursor=%ff", nil, nil, 400, "bad_parameter"},
		"cursor of lies":      {"GET", "/v1/feed?cursor=" + b64([]byte(`{"e":"x","s":-1}`)), nil, nil, 400, "bad_cursor"},
		"limit over":          {"GET", "/v1/conflicts?limit=201", nil, nil, 400, "bad_parameter"},
		"after nothing":       {"GET", "/v1/conflicts?after=x", nil, nil, 400, "bad_parameter"},
		"watch with query":    {"GET", "/v1/watch?user=am01", nil, nil, 400, "bad_parameter"},
		"no such route":       {"GET", "/v1/nothing", nil, nil, 404, "not_found"},
		"method":              {"DELETE", "/v1/changesets", nil, nil, 405, "method_not_allowed"},
		"method override":     {"POST", "/v1/feed", push, []string{"X-HTTP-Method-Override", "GET"}, 405, "method_not_allowed"},
		"odd method":          {"BREW", "/v1/feed", nil, nil, 405, "method_not_allowed"},
		"code missing":        {"POST", "/v1/devices", enrolment(func(m map[string]any) { delete(m, "code") }), nil, 422, "invalid"},
		"code empty":          {"POST", "/v1/devices", enrolment(func(m map[string]any) { m["code"] = "" }), nil, 422, "invalid"},
		"code number":         {"POST", "/v1/devices", enrolment(func(m map[string]any) { m["code"] = 1 }), nil, 400, "malformed"},
		"code null":           {"POST", "/v1/devices", enrolment(func(m map[string]any) { m["code"] = nil }), nil, 400, "malformed"},
		"name too long":       {"POST", "/v1/devices", enrolment(func(m map[string]any) { m["name"] = longText(101) }), nil, 422, "invalid"},
		"name with control":   {"POST", "/v1/devices", enrolment(func(m map[string]any) { m["name"] = "a\nb" }), nil, 422, "invalid"},
		"key short":           {"POST", "/v1/devices", enrolment(func(m map[string]any) { m["public_key"] = "AA" }), nil, 422, "invalid"},
		"key not base64url":   {"POST", "/v1/devices", enrolment(func(m map[string]any) { m["public_key"] = strings.Repeat("+", 43) }), nil, 422, "invalid"},
		"key not canonical":   {"POST", "/v1/devices", enrolment(func(m map[string]any) { m["public_key"] = strings.Repeat("_", 43) }), nil, 422, "invalid"},
		"unknown code":        {"POST", "/v1/devices", enrolment(func(map[string]any) {}), nil, 403, "bad_code"},
		"no boxes":            {"POST", "/v1/rescue", []byte(`{"device":"d","sealed":[]}`), nil, 422, "invalid"},
		"box not base64":      {"POST", "/v1/rescue", []byte(`{"device":"d","sealed":["*"]}`), nil, 422, "invalid"},
		"boxes not a list":    {"POST", "/v1/rescue", []byte(`{"device":"d","sealed":"AA"}`), nil, 400, "malformed"},
		"device id too long":  {"POST", "/v1/devices/" + longText(65) + "/challenge", nil, nil, 404, "not_found"},
		"enrolment too large": {"POST", "/v1/devices", []byte(longText(9 << 10)), nil, 413, "too_large"},
		"metrics by proxy":    {"GET", "/metrics", nil, []string{"X-Forwarded-For", "127.0.0.1"}, 403, "forbidden"},
	} {
		t.Run(name, func(t *testing.T) {
			a := w.send(c.method, c.path, p.token, c.body, c.header...).want(t, c.status, c.code)
			if a.header.Get("Content-Type") != "application/problem+json" {
				t.Errorf("a problem of type %q", a.header.Get("Content-Type"))
			}
			if w.fingerprint() != before {
				t.Error("the store has changed")
			}
		})
	}
}

// A problem never quotes at length what was sent.
func TestProblemsStaySmall(t *testing.T) {
	w := newWorld(t, api.Options{})
	p := w.enrol("csm01")
	for _, path := range []string{"/v1/changesets", "/v1/rescue"} {
		a := w.send("POST", path, p.token, []byte(`{"`+longText(1<<20)+`":1}`)).want(t, 400, "malformed")
		if len(a.body) > 2<<10 {
			t.Errorf("%s: a problem of %d bytes", path, len(a.body))
		}
	}
}

func enrolBody(t *testing.T, code string) []byte {
	t.Helper()
	public, proof := proofOf(code)
	return toJSON(t, map[string]any{"code": code, "name": "phone", "public_key": b64(public), "proof": b64(proof)})
}
