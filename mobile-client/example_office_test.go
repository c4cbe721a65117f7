package mobile_test

import (
	"fmt"
	"testing"

	mobile "fieldsync/mobile-client"
	"fieldsync/sync/memstore"
)

// exampleTB lets the examples use the tests' organisation.
type exampleTB struct{ testing.TB }

func (exampleTB) Helper()           {}
func (exampleTB) Cleanup(func())    {}
func (exampleTB) Fatal(args ...any) { panic(fmt.Sprint(args...)) }

// exampleOffice is a transport into a server in memory, and a code of csm01.
func exampleOffice() (*line, string) {
	w := newWorld(exampleTB{})
	code, err := w.engine.NewCode(ctx, "csm01")
	w.ok(err)
	return &line{w: w}, code.Code
}

// exampleClient is an enrolled client with its data.
func exampleClient() *mobile.Client {
	w := newWorld(exampleTB{})
	p := w.open(memstore.NewLocal())
	p.enrol("csm01")
	p.sync()
	return p.Client
}
