package api

import (
	"context"
	"time"

	"fieldsync/sync"
)

// readyTimeout bounds the look into the store: a balancer asks often.
const readyTimeout = 2 * time.Second

var healthRoutes = []operation{
	typed(operation{
		method: "GET", path: "/healthz", name: "health", summary: "Says that the process lives",
	}, health),
	typed(operation{
		method: "GET", path: "/readyz", name: "ready", summary: "Says whether this node takes requests",
		codes: []string{codeNotReady},
	}, ready),
	{
		method: "GET", path: "/metrics", name: "metrics", content: "text/plain; version=0.0.4",
		output: "", summary: "Gives the counters as Prometheus reads them",
		serve: func(c *call) error { return c.replyBytes(c.op.content, c.s.metricsText()) },
	},
	{
		method: "GET", path: "/openapi.json", name: "openapi", output: map[string]any{},
		summary: "Gives this document",
		serve:   func(c *call) error { return c.replyBytes(jsonType, c.s.document) },
	},
}

type healthOutput struct {
	Status  string `json:"status"`
	Version string `json:"version"`
}

func health(c *call, _ *none) (*healthOutput, error) {
	return &healthOutput{"ok", c.s.opt.Version}, nil
}

type readyOutput struct {
	Status string `json:"status"`
	Epoch  string `json:"epoch"`
}

func ready(c *call, _ *none) (*readyOutput, error) {
	ctx, cancel := context.WithTimeout(c.r.Context(), readyTimeout)
	defer cancel()
	err := c.s.opt.Ready(ctx)
	if err == nil {
		_, _, err = c.s.engine.User(ctx, changesync.ServerUser) // any read will do
	}
	if err != nil {
		c.s.opt.Log.WarnContext(ctx, "not ready", "id", c.trace.id, "error", err)
	}
	if err != nil || c.s.streams.closed() {
		return nil, fail(codeNotReady, "", "ask another node, or again later")
	}
	return &readyOutput{"ready", c.s.engine.Epoch()}, nil
}
