package upgrade

import (
	"bytes"
	"fieldsync/server/tomorrow"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	mobile "fieldsync/mobile-client"
	"fieldsync/models"
	changesync "fieldsync/sync"
)

// meeting is today's server, in this process, on the data of a release.
type meeting struct {
	t     *testing.T
	clock *clock
	o     *office
}

func meet(t *testing.T, r *release) *meeting {
	t.Helper()
	m := &meeting{t: t, clock: newClock()}
	m.clock.set(newClock().Now().Add(time.Hour))
	m.o = (&replay{t: t, clock: m.clock}).open(r.server(t, ServerFile))
	return m
}

// phone enrols a device of a user in a home.
func (m *meeting) phone(user, home string, reg *models.Registry) *phone {
	m.t.Helper()
	p := m.open(user, home, reg)
	m.ok(p.enrol(m.o, user))
	m.ok(p.sync())
	return p
}

// open opens a home with a program that knows a registry, nil: today's.
func (m *meeting) open(user, home string, reg *models.Registry) *phone {
	m.t.Helper()
	p, err := openPhone(m.t.Context(), home, &recorder{device: user, now: m.clock.Now, left: -1, to: func() http.Handler { return m.o }}, reg)
	m.ok(err)
	m.t.Cleanup(func() { _ = p.db.Close() })
	return p
}

func (m *meeting) ok(err error) {
	m.t.Helper()
	if err != nil {
		m.t.Fatal(err)
	}
}

func (m *meeting) value(p *phone, collection, id, field string) string {
	m.t.Helper()
	r, err := p.Get(m.t.Context(), collection, id)
	if mobile.CodeOf(err) == changesync.CodeNotFound {
		return "(no record)"
	}
	m.ok(err)
	return string(r.Values[field])
}

// TestUnknownFieldsAreKeptRaw: what a newer program wrote passes an older
// server and an older device unread, to full views only, and shows as soon as
// the program on the device knows it.
func TestUnknownFieldsAreKeptRaw(t *testing.T) {
	later, err := tomorrow.Registry()
	if err != nil {
		t.Fatal(err)
	}
	each(t, func(t *testing.T, r *release) {
		m := meet(t, r)
		newer := m.phone("am01", t.TempDir(), later)
		if got := m.value(newer, "key_person", "k2", "nickname_of_tomorrow"); got != `"老王"` {
			t.Errorf("the kept server gives the unknown field as %s", got)
		}
		if got := m.value(newer, "note_of_tomorrow", "n1", "text"); got != `"明天再说"` {
			t.Errorf("the kept server gives the unknown collection as %s", got)
		}
		_, err := newer.put("key_person", "k2", `{"nickname_of_tomorrow":"小王"}`)
		m.ok(err)
		_, err = newer.put("note_of_tomorrow", "n2", `{"customer":"c1","text":"后天"}`)
		m.ok(err)
		m.ok(newer.sync())
		if aside, err := newer.Quarantine(t.Context()); err != nil || len(aside) > 0 {
			t.Errorf("put aside: %v %v", aside, err)
		}
		home := t.TempDir()
		older := m.phone("csm01", home, nil)
		if _, err := older.Get(t.Context(), "key_person", "k2"); err != nil {
			t.Errorf("a record with an unknown field: %v", err)
		}
		if _, err := older.put("key_person", "k2", `{"department":"工会"}`); err != nil {
			t.Fatal(err)
		}
		m.ok(older.sync())
		m.ok(older.db.Close())
		upgraded := m.open("csm01", home, later)
		upgraded.line.left = 0 // no network
		for _, want := range [][4]string{
			{"key_person", "k2", "nickname_of_tomorrow", `"小王"`}, {"key_person", "k2", "department", `"工会"`},
			{"note_of_tomorrow", "n1", "text", `"明天再说"`}, {"note_of_tomorrow", "n2", "text", `"后天"`},
		} {
			if got := m.value(upgraded, want[0], want[1], want[2]); got != want[3] {
				t.Errorf("after the upgrade %s/%s %s is %s, want %s", want[0], want[1], want[2], got, want[3])
			}
		}
		masked := m.phone("tl01", t.TempDir(), later)
		for _, hidden := range [][3]string{{"key_person", "k2", "nickname_of_tomorrow"}, {"note_of_tomorrow", "n1", "text"}} {
			if got := m.value(masked, hidden[0], hidden[1], hidden[2]); got != "" && got != "(no record)" {
				t.Errorf("a masked view gets %v as %s", hidden, got)
			}
		}
	})
}

// bend changes requests or answers on their way.
type bend struct {
	next            http.RoundTripper
	request, answer *strings.Replacer
	refuse          string // a code, for every push
}

func (b *bend) RoundTrip(req *http.Request) (*http.Response, error) {
	if b.request != nil && req.Body != nil {
		text, err := bodyOf(req)
		if err != nil {
			return nil, err
		}
		req = req.Clone(req.Context())
		req.Header.Del("Content-Encoding")
		req.Body = io.NopCloser(strings.NewReader(b.request.Replace(text)))
	}
	if b.refuse != "" && req.URL.Path == "/v1/changesets" {
		return refusal(b.refuse), nil
	}
	res, err := b.next.RoundTrip(req)
	if err != nil || b.answer == nil {
		return res, err
	}
	raw, err := io.ReadAll(res.Body)
	res.Body = io.NopCloser(strings.NewReader(b.answer.Replace(string(raw))))
	return res, err
}

func refusal(code string) *http.Response {
	return &http.Response{
		StatusCode: http.StatusConflict, Header: http.Header{"Content-Type": {"application/problem+json"}},
		Body: io.NopCloser(bytes.NewBufferString(`{"status":409,"code":"` + code + `","detail":"update the app"}`)),
	}
}

// bent opens a home with a line that changes things.
func (m *meeting) bent(user, home string, how *bend) *phone {
	m.t.Helper()
	how.next = &recorder{device: user, now: m.clock.Now, left: -1, to: func() http.Handler { return m.o }}
	p, err := openPhoneOver(m.t.Context(), home, how, m.clock.Now, nil)
	m.ok(err)
	m.t.Cleanup(func() { _ = p.db.Close() })
	return p
}

// TestUnknownMembersOfAPush: a member that this server does not know could
// change what a changeset means, so it is refused with a code, whole; the
// device keeps it and delivers when the server has learnt.
func TestUnknownMembersOfAPush(t *testing.T) {
	each(t, func(t *testing.T, r *release) {
		m := meet(t, r)
		for name, change := range map[string][2]string{
			"header": {`"header":{`, `"header":{"of_tomorrow":1,`}, "write": {`"write":{`, `"write":{"of_tomorrow":1,`},
			"changeset": {`{"header":`, `{"of_tomorrow":1,"header":`}, "run": {`{"device":`, `{"of_tomorrow":1,"device":`},
		} {
			home := t.TempDir()
			p := m.phone("am01", home, nil)
			m.ok(p.db.Close())
			p = m.bent("am01", home, &bend{request: strings.NewReplacer(change[0], change[1])})
			_, err := p.put("key_person", "k3", `{"department":"`+name+`"}`)
			m.ok(err)
			_, err = p.Sync(t.Context())
			if mobile.CodeOf(err) != changesync.CodeMalformed || !strings.Contains(err.Error(), "unknown member") {
				t.Errorf("%s: %v", name, err)
			}
			if s, err := p.Status(t.Context()); err != nil || s.Waiting != 1 || s.Trouble == nil {
				t.Errorf("%s: the device shows %+v, %v", name, s, err)
			}
			m.ok(p.db.Close())
			p = m.open("am01", home, nil)
			m.ok(p.sync())
			if s, err := p.Status(t.Context()); err != nil || s.Waiting != 0 || m.value(p, "key_person", "k3", "department") != `"`+name+`"` {
				t.Errorf("%s: not delivered afterwards: %+v, %v", name, s, err)
			}
		}
	})
}

// TestUnknownMembersOfAnswers: a newer server may say more than a device
// understands; the device takes what it knows.
func TestUnknownMembersOfAnswers(t *testing.T) {
	each(t, func(t *testing.T, r *release) {
		m := meet(t, r)
		p := m.bent("am01", t.TempDir(), &bend{answer: strings.NewReplacer(
			`{"epoch":`, `{"of_tomorrow":{"a":[1]},"epoch":`, `{"receipts":`, `{"of_tomorrow":1,"receipts":`, `{"device":"`, `{"of_tomorrow":1,"device":"`,
			`{"collection":`, `{"of_tomorrow":[],"collection":`, `{"dot":`, `{"of_tomorrow":"x","dot":`, `{"scope":`, `{"of_tomorrow":1,"scope":`,
		)})
		m.ok(p.enrol(m.o, "am01"))
		m.ok(p.sync())
		_, err := p.put("key_person", "k3", `{"department":"人事科"}`)
		m.ok(err)
		if err := p.sync(); mobile.CodeOf(err) != changesync.CodeBadSignature {
			t.Errorf("a receipt that was changed on its way: %v", err)
		}
	})
}

// TestUpgradeRequiredKeepsTheQueue: a server that no longer serves this
// version says so, and nothing that waits is lost.
func TestUpgradeRequiredKeepsTheQueue(t *testing.T) {
	each(t, func(t *testing.T, r *release) {
		m := meet(t, r)
		home := t.TempDir()
		m.ok(m.phone("am01", home, nil).db.Close())
		p := m.bent("am01", home, &bend{refuse: changesync.CodeUpgradeRequired})
		_, err := p.put("key_person", "k3", `{"department":"人事科"}`)
		m.ok(err)
		if _, err := p.Sync(t.Context()); mobile.CodeOf(err) != changesync.CodeUpgradeRequired {
			t.Errorf("sync says %v", err)
		}
		s, err := p.Status(t.Context())
		if err != nil || s.Waiting != 1 || s.Trouble == nil || s.Trouble.Code != changesync.CodeUpgradeRequired {
			t.Errorf("the device shows %+v, %v", s, err)
		}
		m.ok(p.db.Close())
		p = m.open("am01", home, nil)
		m.ok(p.sync())
		if h, err := p.Handover(t.Context()); err != nil || !h.Safe {
			t.Errorf("after the upgrade: %+v, %v", h, err)
		}
	})
}
