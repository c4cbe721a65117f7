//go:build js && wasm

package main

import (
	"context"
	"errors"
	"fmt"
	"syscall/js"
	"time"

	"fieldsync/mobile-client/wire"
)

// callTimeout bounds one call; quiet is how long a stream may be silent, the
// server gives a sign of life every 25 s.
const (
	callTimeout = 90 * time.Second
	quiet       = 65 * time.Second
)

// fetchCarrier carries requests with the browser's fetch. The browser unpacks
// answers by itself and reuses connections.
type fetchCarrier struct{}

// Do implements wire.Carrier.
func (fetchCarrier) Do(ctx context.Context, req *wire.Request) (*wire.Response, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	res, err := fetch(ctx, req, "application/json")
	if err != nil {
		return nil, err
	}
	return whole(ctx, res, req.Limit)
}

// Stream implements wire.Carrier.
func (fetchCarrier) Stream(ctx context.Context, req *wire.Request, opened func(), chunk func([]byte)) (*wire.Response, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // also tells the browser to drop the connection
	silence := time.AfterFunc(quiet, cancel)
	defer silence.Stop()
	res, err := fetch(ctx, req, "text/event-stream")
	if err != nil {
		return nil, err
	}
	const accepted = 200
	if res.Get("status").Int() != accepted {
		return whole(ctx, res, req.Limit)
	}
	opened()
	err = read(ctx, res, func(b []byte) error {
		silence.Reset(quiet)
		chunk(b)
		return nil
	})
	if err == nil {
		err = errors.New("the stream ended")
	}
	return nil, err
}

// fetch sends a request and returns the Response object. When ctx ends, the
// browser gives the request up.
func fetch(ctx context.Context, req *wire.Request, accept string) (js.Value, error) {
	body, packed, err := pack(ctx, req.Body)
	if err != nil {
		return js.Null(), err
	}
	headers := map[string]any{"Accept": accept}
	if req.Body != nil {
		headers["Content-Type"] = "application/json"
	}
	if packed {
		headers["Content-Encoding"] = "gzip"
	}
	if req.Token != "" {
		headers["Authorization"] = "Bearer " + req.Token
	}
	abort := js.Global().Get("AbortController").New()
	context.AfterFunc(ctx, func() { abort.Call("abort") })
	init := map[string]any{
		"method": req.Method, "headers": headers, "signal": abort.Get("signal"),
		// The token goes nowhere else, and no answer is kept on the disk.
		"redirect": "error", "cache": "no-store", "credentials": "omit", "referrerPolicy": "no-referrer",
	}
	if req.Body != nil {
		init["body"] = body
	}
	return await(ctx, js.Global().Call("fetch", req.URL, init))
}

// packFrom is the size from which compressing a body is worth it.
const packFrom = 1 << 10

// pack compresses with the browser's own gzip, which costs the engine no bytes.
func pack(ctx context.Context, body []byte) (js.Value, bool, error) {
	array := js.Global().Get("Uint8Array").New(len(body))
	js.CopyBytesToJS(array, body)
	stream := js.Global().Get("CompressionStream")
	if len(body) < packFrom || stream.Type() != js.TypeFunction {
		return array, false, nil
	}
	blob := js.Global().Get("Blob").New([]any{array})
	packed := js.Global().Get("Response").New(blob.Call("stream").Call("pipeThrough", stream.New("gzip")))
	buffer, err := await(ctx, packed.Call("arrayBuffer"))
	return buffer, true, err
}

// whole reads an answer to its end, within the limit.
func whole(ctx context.Context, res js.Value, limit int64) (*wire.Response, error) {
	var body []byte
	err := read(ctx, res, func(b []byte) error {
		if int64(len(body)+len(b)) > limit {
			return fmt.Errorf("the answer has more than %d bytes", limit)
		}
		body = append(body, b...)
		return nil
	})
	if err != nil {
		return nil, err
	}
	header := func(name string) string {
		if v := res.Get("headers").Call("get", name); v.Type() == js.TypeString {
			return v.String()
		}
		return ""
	}
	return &wire.Response{
		Status: res.Get("status").Int(), ContentType: header("Content-Type"), RetryAfter: header("Retry-After"), Body: body,
	}, nil
}

// read gives the body of an answer piece by piece.
func read(ctx context.Context, res js.Value, piece func([]byte) error) error {
	stream := res.Get("body")
	if stream.Type() != js.TypeObject {
		return nil // an answer without a body
	}
	reader := stream.Call("getReader")
	for {
		part, err := await(ctx, reader.Call("read"))
		if err != nil {
			return err
		}
		if part.Get("done").Bool() {
			return nil
		}
		b := make([]byte, part.Get("value").Get("length").Int())
		js.CopyBytesToGo(b, part.Get("value"))
		if err := piece(b); err != nil {
			reader.Call("cancel")
			return err
		}
	}
}

// await waits for a promise, or for the end of ctx.
func await(ctx context.Context, promise js.Value) (js.Value, error) {
	type outcome struct {
		value js.Value
		err   error
	}
	settled := make(chan outcome, 1)
	var done, failed js.Func
	done = js.FuncOf(func(_ js.Value, args []js.Value) any {
		settled <- outcome{value: args[0]}
		done.Release()
		failed.Release()
		return nil
	})
	failed = js.FuncOf(func(_ js.Value, args []js.Value) any {
		settled <- outcome{err: errors.New(js.Global().Call("String", args[0]).String())}
		done.Release()
		failed.Release()
		return nil
	})
	promise.Call("then", done, failed)
	select {
	case o := <-settled:
		return o.value, o.err
	case <-ctx.Done():
		return js.Null(), ctx.Err()
	}
}
