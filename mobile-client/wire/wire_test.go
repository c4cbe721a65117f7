package wire

import (
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestEscape(t *testing.T) {
	for _, s := range []string{"", "abc-._~09", "dev/1?x#y", "a+b c%20", "客户/1", "\x00\xff"} {
		for name, unescape := range map[string]func(string) (string, error){"path": url.PathUnescape, "query": url.QueryUnescape} {
			if got, err := unescape(escape(s)); got != s || err != nil {
				t.Errorf("%s: %q became %q, %v", name, s, got, err)
			}
		}
		if strings.ContainsAny(escape(s), "/?#+ &=") {
			t.Errorf("%q", escape(s))
		}
	}
}

func TestRetryAfter(t *testing.T) {
	for header, want := range map[string]time.Duration{
		"": 0, "7": 7 * time.Second, " 7 ": 7 * time.Second, "-1": 0, "99999999": time.Hour, "Wed, 21 Oct 2015 07:28:00 GMT": 0,
	} {
		if got := retryAfter(header); got != want {
			t.Errorf("%q: %v", header, got)
		}
	}
}

// TestEventsInAnyPieces: the stream is cut anywhere, and a line without end
// fills no memory.
func TestEventsInAnyPieces(t *testing.T) {
	const stream = "retry: 1\n\nevent: change\ndata: {}\n\n: x\n\nevent:change\n\nevent: changes\n\ndata: change\n\nevent: change\n\n"
	for size := 1; size <= len(stream); size++ {
		wakes := 0
		r := &eventReader{wake: func() { wakes++ }}
		for i := 0; i < len(stream); i += size {
			r.chunk([]byte(stream[i:min(i+size, len(stream))]))
		}
		if wakes != 3 {
			t.Errorf("in pieces of %d: %d wakes", size, wakes)
		}
	}
	r := &eventReader{wake: func() { t.Error("woken") }}
	for range 100 {
		r.chunk([]byte(strings.Repeat("x", 1000)))
	}
	if len(r.line) > maxLine {
		t.Errorf("%d bytes kept", len(r.line))
	}
}
