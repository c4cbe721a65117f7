package api_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"fieldsync/api"
	"fieldsync/sync"
	"fieldsync/sync/faultstore"
)

// A shutdown in the middle of a commit: the push is answered and what was
// acknowledged is there; streams end at once; nothing new is taken.
func TestShutdownFinishesPushes(t *testing.T) {
	opt, _ := byHand()
	w := newWorld(t, opt)
	p := w.enrol("csm01")
	p.pull("")
	p.write("c1", "marketing_grid", "HZ-02")
	stream := p.watch().opened()
	committing, release := make(chan struct{}), make(chan struct{})
	w.fail(faultstore.CommitBefore, func() error {
		close(committing)
		<-release
		return nil
	})
	body := p.next()
	answered := make(chan answer)
	go func() { answered <- w.send("POST", "/v1/changesets", p.token, body) }()
	<-committing

	down := make(chan error)
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		down <- w.srv.Config.Shutdown(ctx)
	}()
	stream.want("")
	select {
	case <-down:
		t.Fatal("the server was down before it had answered")
	case <-answered:
		t.Fatal("the push was answered before its commit")
	default:
	}
	if res, err := http.Get(w.url + "/healthz"); err == nil {
		res.Body.Close()
		t.Error("a new connection was taken during the shutdown")
	}
	close(release)
	a := (<-answered).want(t, 200, "")
	if err := <-down; err != nil {
		t.Fatal(err)
	}
	if _, err := p.TakeAnswer(context.Background(), a.body); err != nil {
		t.Fatal(err)
	}
	rec, err := w.engine.View(context.Background(), "csm01", changesync.Key{Collection: "customer", ID: "c1"})
	w.must(err)
	if got := string(rec.Values(w.engine.Registry().Collection("customer"))["marketing_grid"]); got != `"HZ-02"` {
		t.Errorf("what was acknowledged is %s", got)
	}
}

func TestNotReadyWhileClosing(t *testing.T) {
	w := newWorld(t, api.Options{})
	w.send("GET", "/readyz", "", nil).want(t, 200, "")
	w.api.Close()
	w.send("GET", "/readyz", "", nil).want(t, http.StatusServiceUnavailable, "not_ready")
	w.send("GET", "/v1/watch", w.enrol("csm01").token, nil).want(t, http.StatusServiceUnavailable, changesync.CodeOverloaded)
	w.send("GET", "/healthz", "", nil).want(t, 200, "")
}
