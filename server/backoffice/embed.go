// Package backoffice serves the web app of the back office. Until the app has
// been built, a committed page says what to run, so that the server can be
// built from a fresh checkout with Go alone.
package backoffice

import (
	"embed"
	"net/http"
	"strconv"
)

//go:embed fallback/index.html
var files embed.FS

// Handler answers / with the page. Other paths are not found, GET and HEAD are
// the only methods.
func Handler() http.Handler {
	page, err := files.ReadFile("fallback/index.html")
	if err != nil {
		panic(err) // it is compiled in
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			http.NotFound(w, r)
			return
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
			return
		}
		h := w.Header()
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Content-Length", strconv.Itoa(len(page)))
		h.Set("Cache-Control", "no-cache")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		// Nothing but the page itself: its style is the only thing in line.
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'sha256-"+styleHash(page)+"'; frame-ancestors 'none'; base-uri 'none'")
		if r.Method == http.MethodGet {
			_, _ = w.Write(page) // the reader has gone
		}
	})
}
