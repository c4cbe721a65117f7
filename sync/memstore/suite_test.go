package memstore_test

import (
	"testing"

	"fieldsync/sync"
	"fieldsync/sync/memstore"
	"fieldsync/sync/storetest"
)

func TestStore(t *testing.T) {
	storetest.Store(t, func(*testing.T) storetest.Opener {
		s := memstore.New()
		return func(*testing.T) changesync.Store { return s.Again() }
	})
}

func TestLocal(t *testing.T) {
	storetest.Local(t, func(*testing.T) storetest.LocalOpener {
		l := memstore.NewLocal()
		return func(*testing.T) changesync.Local { return l.Again() }
	})
}
