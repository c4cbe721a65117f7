package api

import (
	"io"
	"net/http"
	"time"
)

// eventStream writes server-sent events.
type eventStream struct {
	w       http.ResponseWriter
	ctl     *http.ResponseController
	timeout time.Duration // for each block
}

// newEventStream begins the answer.
func newEventStream(w http.ResponseWriter, timeout time.Duration) *eventStream {
	s := &eventStream{w, http.NewResponseController(w), timeout}
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Accel-Buffering", "no") // proxies must not wait for more
	w.WriteHeader(http.StatusOK)
	return s
}

// send writes one block and pushes it out. The write limit of a whole answer
// is lifted, since it would end the stream; each block has its own.
func (s *eventStream) send(text string) error {
	// A writer that knows no deadline is not a connection: no harm then.
	_ = s.ctl.SetWriteDeadline(time.Now().Add(s.timeout))
	defer func() { _ = s.ctl.SetWriteDeadline(time.Time{}) }()
	if _, err := io.WriteString(s.w, text); err != nil {
		return err
	}
	return s.ctl.Flush()
}
