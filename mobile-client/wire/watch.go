package wire

import (
	"bytes"
	"context"
	"errors"

	mobile "fieldsync/mobile-client"
)

// Watch implements mobile.Transport over server-sent events.
func (t Transport) Watch(ctx context.Context, at mobile.Endpoint, wake func()) error {
	events := &eventReader{wake: wake}
	res, err := t.Carrier.Stream(ctx, &Request{Method: "GET", URL: at.URL + "/v1/watch", Token: at.Token, Limit: smallAnswer}, wake, events.chunk)
	if err != nil {
		return err
	}
	if res.Status/100 != 2 {
		return refusal(res)
	}
	return errors.New("the stream of news ended")
}

// maxLine bounds a line of the stream; the server's are short.
const maxLine = 4 << 10

// eventReader finds the events "change" in a stream of server-sent events.
type eventReader struct {
	wake func()
	line []byte
	news bool
}

func (r *eventReader) chunk(b []byte) {
	for len(b) > 0 {
		i := bytes.IndexByte(b, '\n')
		if i < 0 {
			if len(r.line)+len(b) <= maxLine {
				r.line = append(r.line, b...)
			}
			return
		}
		if len(r.line)+i <= maxLine {
			r.line = append(r.line, b[:i]...)
		}
		r.end()
		b = b[i+1:]
	}
}

// end takes a whole line; an empty one ends an event.
func (r *eventReader) end() {
	line := bytes.TrimSuffix(r.line, []byte{'\r'})
	switch name, ok := bytes.CutPrefix(line, []byte("event:")); {
	case ok:
		r.news = string(bytes.TrimSpace(name)) == "change"
	case len(line) == 0:
		if r.news {
			r.wake()
		}
		r.news = false
	}
	r.line = r.line[:0]
}
