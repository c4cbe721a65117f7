//go:build js && wasm

package localdb

import (
	"encoding/binary"
	"syscall/js"
)

// The first byte of an answer.
const (
	statusRows   = 1
	statusFailed = 2
)

// bridge holds the worker's object with its functions and both buffers.
type bridge struct {
	object                                                 js.Value
	open, prepare, run, more, reset, finalize, close, grow js.Value
	jsRequest, jsReply                                     js.Value
	requestSize, replySize                                 int
	request                                                []byte // of the next call
	answer                                                 []byte // of the last call
}

func newBridge() (*bridge, error) {
	object := js.Global().Get("fieldsyncSQLite")
	if object.Type() != js.TypeObject {
		return nil, &Error{Code: CodeSetup, Field: "fieldsyncSQLite",
			Message: "the worker has not installed SQLite; await installSQLite of bridge.js before starting the program"}
	}
	b := &bridge{object: object}
	for name, fn := range map[string]*js.Value{"open": &b.open, "prepare": &b.prepare, "run": &b.run, "more": &b.more,
		"reset": &b.reset, "finalize": &b.finalize, "close": &b.close, "grow": &b.grow} {
		*fn = object.Get(name)
	}
	b.fetchRequest()
	b.fetchReply()
	return b, nil
}

func (b *bridge) fetchRequest() {
	b.jsRequest = b.object.Get("request")
	b.requestSize = b.jsRequest.Length()
}

func (b *bridge) fetchReply() {
	b.jsReply = b.object.Get("reply")
	b.replySize = b.jsReply.Length()
}

// call hands b.request over and calls fn with subject (if any), the request's
// length and rest. The answer is valid until the next call.
func (b *bridge) call(fn js.Value, args ...js.Value) ([]byte, error) {
	n := len(b.request)
	if n > b.requestSize {
		b.grow.Invoke(n)
		b.fetchRequest()
	}
	if n > 0 {
		js.CopyBytesToJS(b.jsRequest, b.request)
	}
	length := js.ValueOf(n)
	switch len(args) {
	case 0:
		return b.tell(fn, length)
	case 1:
		return b.tell(fn, args[0], length)
	}
	return b.tell(fn, args[0], length, args[1])
}

// tell calls fn without a request and fetches its answer.
func (b *bridge) tell(fn js.Value, args ...js.Value) (answer []byte, err error) {
	n, err := invoke(fn, args)
	if err != nil {
		return nil, err
	}
	if n > b.replySize {
		b.fetchReply()
	}
	if cap(b.answer) < n {
		b.answer = make([]byte, max(n, 4<<10))
	}
	answer = b.answer[:n]
	js.CopyBytesToGo(answer, b.jsReply)
	if answer[0] == statusFailed {
		return nil, sqliteFailure(int(binary.LittleEndian.Uint32(answer[1:])), string(answer[5:]), "")
	}
	return answer, nil
}

// invoke calls into JavaScript. The bridge catches what SQLite throws; what
// comes through all the same (a dead WebAssembly instance) becomes an error
// instead of ending the program.
func invoke(fn js.Value, args []js.Value) (n int, err error) {
	defer func() {
		switch p := recover().(type) {
		case nil:
		case js.Error:
			err = &Error{Code: CodeOther, Message: "the browser's database failed; reload the app", Err: p}
		default:
			panic(p)
		}
	}()
	var list [3]any
	for i, a := range args {
		list[i] = a
	}
	return fn.Invoke(list[:len(args)]...).Int(), nil
}
