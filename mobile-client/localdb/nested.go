package localdb

import (
	"reflect"
	"runtime"
)

// A transaction that starts another one on the same goroutine would wait for
// itself for ever. Go has no owner of a lock to ask, but the goroutine's own
// stack tells: callTx stands on it exactly while a transaction's function runs.
// The stack is looked at only while some transaction is open.

// callTx runs a transaction's function. It must keep its own stack frame.
//
//go:noinline
func callTx(fn func(*Tx) error, tx *Tx) error {
	return fn(tx)
}

var callTxEntry = reflect.ValueOf(callTx).Pointer()

// insideTx tells whether the calling goroutine is inside a transaction's
// function. Work the function hands to another goroutine and waits for is not
// seen; Options.BusyWait ends that.
func insideTx() bool {
	var pcs [64]uintptr
	for skip := 2; ; skip += len(pcs) {
		n := runtime.Callers(skip, pcs[:])
		for _, pc := range pcs[:n] {
			if f := runtime.FuncForPC(pc - 1); f != nil && f.Entry() == callTxEntry {
				return true
			}
		}
		if n < len(pcs) {
			return false
		}
	}
}
