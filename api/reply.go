package api

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
)

const jsonType = "application/json"

// encodeJSON leaves < > & as they are: values are shown as their bytes.
func encodeJSON(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimRight(buf.Bytes(), "\n"), nil
}

func (c *call) reply(out any) error {
	body, err := encodeJSON(out)
	if err != nil {
		return err
	}
	return c.replyBytes(jsonType, body)
}

// replyBytes answers with bytes as they are. While they go out, only what is
// sent counts as held: a slow reader must not keep others from being served.
func (c *call) replyBytes(contentType string, body []byte) error {
	body = c.s.prepare(c.w.Header(), c.r, contentType, body)
	c.body = nil
	c.letGo(len(body))
	send(c.w, c.op.success(), body)
	return nil
}

// prepare sets the headers of an answer and packs it where that is wanted and
// worth it.
func (s *Server) prepare(h http.Header, r *http.Request, contentType string, body []byte) []byte {
	h.Set("Content-Type", contentType)
	h.Add("Vary", "Accept-Encoding")
	if len(body) > packFrom {
		if name := s.packer.choose(r.Header.Values("Accept-Encoding")); name != "" {
			body = s.packer.pack(name, body)
			h.Set("Content-Encoding", name)
		}
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	return body
}

// send writes the answer. A caller who has gone is no error of ours.
func send(w http.ResponseWriter, status int, body []byte) {
	w.WriteHeader(status)
	_, _ = w.Write(body)
}
