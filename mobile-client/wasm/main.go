//go:build js && wasm

// Command wasm is the client inside a browser's worker, beside sqlite-wasm. It
// sets the global object fieldsync:
//
//	fieldsync.call(op, argsJSON, operationID)  // → Promise of JSON
//	fieldsync.onEvent = (json) => …            // {"event":"progress"|"synced", …}
//
// The page makes the operation id of every write and repeats the call with the
// same id when the worker has died before it answered: the write is made once.
// A promise is rejected with an Error whose message is JSON: {"code","field",
// "message","zh","hint","hint_zh"}. The code wiped says that the office ordered
// this device to be wiped, and that it was: key and database are gone.
//
// The worker installs localdb/bridge.js and localdb/keys.js before it starts
// this program: a database in files is sealed, or not opened.
//
// It is shipped as TestSize builds it: -ldflags='-s -w' -gcflags=all=-l, then
// without its tables of lines, by mobile-client/wasm/slim/cmd.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"syscall/js"

	mobile "fieldsync/mobile-client"
	"fieldsync/mobile-client/localdb"
	"fieldsync/models"
)

func main() {
	w := &worker{ctx: context.Background()}
	object := js.Global().Get("Object").New()
	w.object = object
	object.Set("call", js.FuncOf(w.call))
	js.Global().Set("fieldsync", object)
	select {} // the browser ends the worker
}

// call starts an operation in a goroutine, since the event loop must go on, and
// returns its promise.
func (w *worker) call(_ js.Value, args []js.Value) any {
	text := func(i int) string {
		if len(args) > i && args[i].Type() == js.TypeString {
			return args[i].String()
		}
		return ""
	}
	op, input, operation := text(0), text(1), text(2)
	return promise(func() (any, error) {
		if input == "" {
			input = "{}"
		}
		out, err := w.do(mobile.WithOperation(w.ctx, operation), op, []byte(input))
		if err != nil {
			return nil, err
		}
		raw, err := json.Marshal(out)
		return string(raw), err
	})
}

// promise runs do in a goroutine.
func promise(do func() (any, error)) js.Value {
	var executor js.Func
	executor = js.FuncOf(func(_ js.Value, args []js.Value) any {
		resolve, reject := args[0], args[1]
		go func() {
			defer executor.Release()
			value, err := do()
			if err != nil {
				reject.Invoke(js.Global().Get("Error").New(failure(err)))
				return
			}
			resolve.Invoke(value)
		}()
		return nil
	})
	return js.Global().Get("Promise").New(executor)
}

// failure is an error as JSON.
func failure(err error) string {
	f := struct {
		Code     string          `json:"code"`
		Field    string          `json:"field"`
		Message  string          `json:"message"`
		ZH       string          `json:"zh,omitempty"`
		Hint     string          `json:"hint,omitempty"`
		HintZH   string          `json:"hint_zh,omitempty"`
		Problems []mobile.Advice `json:"problems,omitempty"`
	}{Code: "internal", Message: err.Error()}
	if coded, ok := errors.AsType[*models.Error](err); ok {
		f.Code, f.Field, f.Message, f.ZH, f.Hint, f.HintZH = coded.Code, coded.Field, coded.Message, coded.ZH, coded.Hint, coded.HintZH
	} else if local, ok := errors.AsType[*localdb.Error](err); ok {
		f.Code, f.Field, f.Message, f.ZH = local.Code, local.Field, local.Message, local.ZH
	}
	if refused, ok := errors.AsType[*mobile.RefusedEntry](err); ok {
		f.Problems = refused.Problems
	}
	raw, _ := json.Marshal(f) // plain texts
	return string(raw)
}
