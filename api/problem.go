package api

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"

	"fieldsync/api/accounts"
	"fieldsync/models"
	"fieldsync/models/strict"
	"fieldsync/sync"
)

// problem is the body of every error (RFC 9457). Code is stable and made for
// programs; Detail is for people and never holds what is not the caller's.
type problem struct {
	Type      string `json:"type" doc:"urn:fieldsync:problem: and the code"`
	Title     string `json:"title"`
	Status    int    `json:"status"`
	Code      string `json:"code" doc:"Stable, made for programs"`
	Detail    string `json:"detail,omitempty"`
	DetailZH  string `json:"detail_zh,omitempty" doc:"The detail in Chinese, where there is one"`
	Field     string `json:"field,omitempty" doc:"What the problem is about: a member, parameter or JSON pointer"`
	Hint      string `json:"hint,omitempty" doc:"What to do next"`
	RequestID string `json:"request_id"`
	Ticket    string `json:"ticket,omitempty" doc:"With code second_factor_required at sign-in: to be sent with the code to POST /v1/sessions/code"`
	Expires   int64  `json:"expires,omitempty" doc:"Of the ticket, Unix ms"`
	ExpectedN uint64 `json:"expected_n,omitempty" doc:"With code expected_n: the next n that the server takes from this device"`
}

// maxDetail bounds a detail: it may quote the name of a member that was sent.
const maxDetail = 400

// expectedN is the answer to a push of which nothing could be taken.
type expectedN uint64

func (n expectedN) Error() string {
	return "the server takes changeset " + strconv.FormatUint(uint64(n), 10) + " next: send from there"
}

func fail(code, field, detail string) *models.Error {
	return &models.Error{Code: code, Field: field, Message: detail}
}

// problemOf tells an error as a problem. What is not coded is internal.
func problemOf(err error) problem {
	var coded *models.Error
	var text *strict.Error
	var n expectedN
	p := problem{Code: codeInternal}
	switch {
	case errors.As(err, &n):
		p.Code, p.Detail, p.ExpectedN = changesync.CodeExpectedN, n.Error(), uint64(n)
	case errors.As(err, &coded):
		p.Code, p.Detail, p.DetailZH = coded.Code, coded.Message, coded.ZH
		p.Field, p.Hint = coded.Field, coded.Hint
		var ticket *accounts.Ticket
		if errors.As(err, &ticket) {
			p.Ticket, p.Expires = ticket.Secret, ticket.Expires
		}
	case errors.As(err, &text):
		p.Code, p.Detail, p.Field = changesync.CodeMalformed, text.Error(), text.Path
	case errors.Is(err, changesync.ErrBusy):
		p.Code, p.Detail, p.DetailZH = changesync.CodeOverloaded, "the database is busy, nothing was taken", "数据库繁忙,本次未接收"
		p.Hint = "try again after the time in Retry-After"
	case errors.Is(err, changesync.ErrFull):
		p.Code, p.Detail, p.DetailZH = codeFull, "nothing was taken; it stays safe on the device", "服务器存储空间已满,本次未接收;数据仍安全保存在设备上"
		p.Hint = "the office has to free space on the server; then it goes on by itself, and the device tries again"
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		p.Code, p.Detail = changesync.CodeOverloaded, "it took too long, try again: what was taken is taken once"
	}
	info, known := codes[p.Code]
	if !known {
		p = problem{Code: codeInternal}
		info = codes[codeInternal]
	}
	p.Type, p.Title, p.Status = "urn:fieldsync:problem:"+p.Code, info.title, info.status
	p.Detail, p.Field = shorten(p.Detail), shorten(p.Field)
	return p
}

// shorten cuts at a rune.
func shorten(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	if len(s) <= maxDetail {
		return s
	}
	return strings.ToValidUTF8(s[:maxDetail], "") + "…"
}

// refuse answers with the problem of an error.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, err error) {
	p := problemOf(err)
	t := traceOf(r.Context())
	p.RequestID, t.code = t.id, p.Code
	if p.Code == codeInternal {
		s.opt.Log.ErrorContext(r.Context(), "internal error", "id", t.id, "route", t.route, "error", err)
	}
	s.metrics.refused.add(p.Code, 1)
	h := w.Header()
	var wait *accounts.Wait
	switch {
	case errors.As(err, &wait):
		h.Set("Retry-After", wait.Seconds())
	case p.Code == changesync.CodeOverloaded:
		h.Set("Retry-After", strconv.Itoa(s.crowd.pause()))
	case codes[p.Code].retry:
		h.Set("Retry-After", strconv.Itoa(leastPause+rand.IntN(leastSpread)))
	case p.Status == http.StatusUnauthorized:
		h.Set("WWW-Authenticate", `Bearer realm="fieldsync"`)
	}
	body, err := encodeJSON(p)
	if err != nil { // plain struct of strings and numbers
		panic(err)
	}
	send(w, p.Status, s.prepare(h, r, "application/problem+json", body))
}
