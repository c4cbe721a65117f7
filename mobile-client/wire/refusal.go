package wire

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	mobile "fieldsync/mobile-client"
	"fieldsync/models"
)

// problem is what the server answers when it refuses (RFC 9457).
type problem struct {
	Title     string `json:"title"`
	Code      string `json:"code"`
	Detail    string `json:"detail"`
	DetailZH  string `json:"detail_zh"`
	Field     string `json:"field"`
	Hint      string `json:"hint"`
	ExpectedN uint64 `json:"expected_n"`
}

// refusal reads a refused answer. What has no code was not said by the server
// itself but by something on the way.
func refusal(res *Response) error {
	var p problem
	if !isJSON(res.ContentType) || json.Unmarshal(res.Body, &p) != nil || p.Code == "" {
		e := strange("it answers with status " + strconv.Itoa(res.Status))
		e.Status, e.RetryAfter = res.Status, retryAfter(res.RetryAfter)
		return e
	}
	if p.Detail == "" {
		p.Detail = p.Title
	}
	e := refusalOf(p.Code, p.Field, p.Detail, p.DetailZH)
	e.Refusal.Hint = p.Hint
	e.Status, e.ExpectedN, e.RetryAfter = res.Status, p.ExpectedN, retryAfter(res.RetryAfter)
	return e
}

func refusalOf(code, field, message, zh string) *mobile.ServerError {
	return &mobile.ServerError{Refusal: &models.Error{Code: code, Field: field, Message: message, ZH: zh}}
}

// strange is an answer that is not the server's.
func strange(what string) *mobile.ServerError {
	return refusalOf(mobile.CodeUnavailable, "", "the server does not answer as it should: "+what, "服务器应答异常:"+what)
}

// longestRetry bounds what the other side may ask for.
const longestRetry = time.Hour

// retryAfter reads the header's seconds; its other form, a date, depends on a
// clock that a phone has wrong, and the server never sends it.
func retryAfter(header string) time.Duration {
	n, err := strconv.Atoi(strings.TrimSpace(header))
	if err != nil || n < 0 {
		return 0
	}
	return min(time.Duration(n)*time.Second, longestRetry)
}

func isJSON(contentType string) bool {
	kind, _, _ := strings.Cut(contentType, ";")
	kind = strings.TrimSpace(strings.ToLower(kind))
	return kind == "application/json" || kind == "application/problem+json"
}
