package api_test

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"fieldsync/api"
)

// slowSender has sent a head and the first byte of its body.
type slowSender struct{ net.Conn }

func (w *world) sendSlowly(n int, path, token string) (all []slowSender) {
	w.t.Helper()
	for range n {
		conn, err := net.Dial("tcp", strings.TrimPrefix(w.url, "http://"))
		w.must(err)
		w.t.Cleanup(func() { conn.Close() })
		_, err = fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n"+
			"Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{", path, token)
		w.must(err)
		all = append(all, slowSender{conn})
	}
	return all
}

// status waits for the answer.
func (s slowSender) status(t *testing.T) int {
	t.Helper()
	res, err := http.ReadResponse(bufio.NewReader(s), nil)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	return res.StatusCode
}

// refusedOf waits until all but so many have been refused.
func refusedOf(t *testing.T, all []slowSender, but int) {
	t.Helper()
	got := make(chan struct{}, len(all))
	for _, s := range all {
		go func() {
			var first [12]byte
			if _, err := s.Read(first[:]); err == nil && string(first[9:]) == "503" {
				got <- struct{}{}
			}
		}()
	}
	for range len(all) - but {
		<-got
	}
}

// A body that does not come takes nobody's place: neither one device nor
// somebody without a token holds up the others.
func TestSlowBodiesTakeNoPlace(t *testing.T) {
	w := newWorld(t, api.Options{MaxInFlight: 4, MaxSignIn: 4, MaxPasswords: 4, ReadingPerAddress: 8, BodyPause: time.Hour})
	slow, other := w.enrol("csm01"), w.enrol("am01")
	other.pull("")
	refusedOf(t, w.sendSlowly(20, "/v1/changesets", slow.token), 4)
	w.sendSlowly(7, "/v1/sessions", "")
	other.write("c1", "marketing_grid", "HZ-02")
	other.push()
	w.send("GET", "/v1/devices/me", slow.token, nil).want(t, 200, "")
	w.send("POST", "/v1/sessions", "", []byte(`{"user":"csm01","password":"x"}`)).want(t, 401, "bad_credentials")
	w.enrol("csm02")
}

// Who fills his share with bodies that do not come ends the oldest of them
// with the next one, after a moment, and nobody else's.
func TestOldestSlowBodyMakesRoom(t *testing.T) {
	var later atomic.Int64
	begun := time.Now()
	w := newWorld(t, api.Options{ReadingPerDevice: 2, BodyPause: time.Hour, DeviceRate: 1 << 20,
		Now: func() time.Time { return begun.Add(time.Duration(later.Load())) }})
	slow, other := w.enrol("csm01"), w.enrol("am01")
	slow.pull("")
	slow.write("c1", "marketing_grid", "HZ-02")
	body := slow.next()
	theirs := w.sendSlowly(1, "/v1/changesets", other.token)[0]
	oldest := w.sendSlowly(3, "/v1/changesets", slow.token)
	refusedOf(t, oldest, 2)
	w.send("POST", "/v1/changesets", slow.token, body).want(t, 503, "overloaded")
	later.Store(int64(time.Minute))
	w.send("POST", "/v1/changesets", slow.token, body).want(t, 200, "")
	_, err := theirs.Write([]byte(`"x":1` + strings.Repeat(" ", 993) + "}"))
	w.must(err)
	if got := theirs.status(t); got == 503 {
		t.Errorf("somebody else's body is answered %d", got)
	}
}
