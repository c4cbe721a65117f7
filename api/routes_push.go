package api

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"

	"fieldsync/sync"
)

var pushRoutes = []operation{
	{
		method: "POST", path: "/v1/changesets", name: "push", limit: changesync.MaxRunBytes,
		summary: "Takes a signed run of the device's changesets, each once; answers when all of them are durable",
		body:    wireRun{}, output: pushAnswer{}, serve: push,
		codes: []string{
			changesync.CodeBadChain, changesync.CodeBadSignature, changesync.CodeFork,
			changesync.CodeExpectedN, changesync.CodeUnknownDevice, codeFull,
		},
	},
}

func push(c *call) error {
	if err := c.bind(&none{}); err != nil {
		return err
	}
	result, err := c.pushRun()
	if err != nil {
		return err
	}
	if len(result.Receipts) == 0 {
		return expectedN(result.ExpectedN)
	}
	return c.replyBytes(jsonType, appendResult(nil, result))
}

// pushRun takes its turn for the work alone: a slow reader of the answer keeps
// nobody waiting.
func (c *call) pushRun() (*changesync.PushResult, error) {
	done, err := c.s.turns.wait(c.r.Context(), len(c.body))
	if err != nil {
		return nil, err
	}
	defer done()
	run, err := changesync.DecodeRun(c.body)
	if err != nil {
		return nil, err
	}
	return c.s.commit(c, func() (*changesync.PushResult, error) {
		return c.s.engine.Push(c.r.Context(), c.device, run)
	})
}

// commit counts and measures a push.
func (s *Server) commit(c *call, fn func() (*changesync.PushResult, error)) (*changesync.PushResult, error) {
	s.committing.Add(1)
	begun := s.opt.Now()
	result, err := fn()
	s.metrics.commit.observe(s.opt.Now().Sub(begun))
	s.committing.Add(-1)
	if err != nil {
		return nil, err
	}
	if len(result.Receipts) > 0 {
		s.metrics.pushes.Add(1)
	}
	aside := 0
	for _, r := range result.Receipts {
		if bytes.Contains(r, quarantinedMark) {
			aside++
		}
	}
	s.metrics.changesets.add(changesync.OutcomeQuarantined, int64(aside))
	s.metrics.changesets.add(changesync.OutcomeApplied, int64(len(result.Receipts)-aside))
	return result, nil
}

// quarantinedMark cannot stand inside a JSON string, where quotes are escaped.
var quarantinedMark = []byte(`"outcome":"` + changesync.OutcomeQuarantined + `"`)

// appendResult writes the result by hand: a receipt is signed over its exact
// bytes, which an encoder may escape anew.
func appendResult(b []byte, r *changesync.PushResult) []byte {
	size := 80
	for _, receipt := range r.Receipts {
		size += len(receipt) + 1
	}
	b = append(slices.Grow(b, size), `{"receipts":`...)
	b = appendRaw(b, r.Receipts)
	b = append(b, `,"expected_n":`...)
	b = strconv.AppendUint(b, r.ExpectedN, 10)
	b = append(b, `,"time":`...)
	b = strconv.AppendInt(b, r.Time, 10)
	return append(b, '}')
}

func appendRaw(b []byte, items []json.RawMessage) []byte {
	b = append(b, '[')
	for i, item := range items {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, item...)
	}
	return append(b, ']')
}
