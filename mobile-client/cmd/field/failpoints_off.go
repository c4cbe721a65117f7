//go:build !failpoints

package main

import (
	mobile "fieldsync/mobile-client"
	"fieldsync/mobile-client/localdb"
	"fieldsync/mobile-client/localstore"
	"fieldsync/sync"
)

// Without the build tag "failpoints" there are none.
func failingLocal(l changesync.Local) changesync.Local { return l }

func failingTransport(t mobile.Transport) mobile.Transport { return t }

func failingKeeper(k localstore.Keeper) localstore.Keeper { return k }

func bounded(opts localdb.Options) localdb.Options { return opts }
