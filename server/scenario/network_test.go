package scenario

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"sync"
	"testing"
)

// network stands between phones and server and can be told to misbehave.
type network struct {
	t      *testing.T
	target string
	url    string

	mu       sync.Mutex
	down     bool
	loseOne  bool   // lose the answer to the next push, after the server gave it
	doubled  bool   // send the next push twice at once
	onPush   func() // called once, when the next push has been handed on
	lost     int
	repeated int
}

func startNetwork(t *testing.T, target string) *network {
	t.Helper()
	n := &network{t: t, target: target}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	n.url = "http://" + l.Addr().String()
	srv := &http.Server{Handler: n}
	go func() { _ = srv.Serve(l) }()
	t.Cleanup(func() { _ = srv.Close() })
	return n
}

// set changes the weather.
func (n *network) set(change func(n *network)) {
	n.mu.Lock()
	defer n.mu.Unlock()
	change(n)
}

func (n *network) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	push := r.URL.Path == "/v1/changesets"
	n.mu.Lock()
	down, lose, double, onPush := n.down, push && n.loseOne, push && n.doubled, n.onPush
	if lose {
		n.loseOne, n.lost = false, n.lost+1
	}
	if double {
		n.doubled, n.repeated = false, n.repeated+1
	}
	if push {
		n.onPush = nil
	}
	n.mu.Unlock()
	if down {
		panic(http.ErrAbortHandler)
	}
	if push && onPush != nil {
		go onPush()
	}
	var second chan error
	if double {
		second = make(chan error, 1)
		go func() {
			_, _, err := n.hand(r, body)
			second <- err
		}()
	}
	res, answer, err := n.hand(r, body)
	if double {
		<-second
	}
	if err != nil || lose {
		panic(http.ErrAbortHandler) // the phone sees a broken connection
	}
	for k, v := range res.Header {
		w.Header()[k] = v
	}
	w.WriteHeader(res.StatusCode)
	_, _ = w.Write(answer)
}

// hand passes a request on and reads all of the answer.
func (n *network) hand(r *http.Request, body []byte) (*http.Response, []byte, error) {
	req, err := http.NewRequest(r.Method, "http://"+n.target+r.URL.RequestURI(), bytes.NewReader(body))
	if err != nil {
		return nil, nil, err
	}
	req.Header = r.Header.Clone()
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		return nil, nil, err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	return res, answer, err
}
