package api

import (
	"io"
	"net/http"
	"time"
)

// sendTimeout is how long a reader may take for one event; who takes longer
// is gone.
const sendTimeout = 15 * time.Second

// eventStream writes server-sent events.
type eventStream struct {
	w   http.ResponseWriter
	ctl *http.ResponseController
}

// newEventStream begins the answer. The limits on a whole request are lifted:
// they would end the stream.
func newEventStream(w http.ResponseWriter) *eventStream {
	s := &eventStream{w, http.NewResponseController(w)}
	_ = s.ctl.SetReadDeadline(time.Time{})
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Accel-Buffering", "no") // proxies must not wait for more
	w.WriteHeader(http.StatusOK)
	return s
}

// send writes one block and pushes it out.
func (s *eventStream) send(text string) error {
	// A writer that knows no deadline is not a connection.
	_ = s.ctl.SetWriteDeadline(time.Now().Add(sendTimeout))
	defer func() { _ = s.ctl.SetWriteDeadline(time.Time{}) }()
	if _, err := io.WriteString(s.w, text); err != nil {
		return err
	}
	return s.ctl.Flush()
}
