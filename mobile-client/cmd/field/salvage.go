package main

import (
	"time"

	mobile "fieldsync/mobile-client"
	"fieldsync/mobile-client/localdb"
	"fieldsync/mobile-client/localstore"
	"fieldsync/sync"
)

// openStore opens the home's database; a damaged one is salvaged first, and a
// person is told what that means.
func (a *app) openStore(path string, opts localdb.Options) (*localstore.Store, error) {
	opts = bounded(opts)
	store, err := localstore.OpenSealed(a.ctx, path, opts, a.keeper())
	if localdb.CodeOf(err) != localdb.CodeCorrupt {
		return store, err
	}
	var s *mobile.Salvaged
	now := time.Now()
	err = localstore.Salvage(a.ctx, path, opts, a.keeper(), now, func(rem *changesync.Remains, fresh changesync.Local, kept string) (err error) {
		s, err = mobile.Salvage(a.ctx, rem, failingLocal(fresh), kept, now)
		return err
	})
	if err != nil {
		return nil, err
	}
	if s != nil {
		a.tellSalvaged(s)
	}
	return localstore.OpenSealed(a.ctx, path, opts, a.keeper())
}

func (a *app) tellSalvaged(s *mobile.Salvaged) {
	tell := func(text string) { a.warn("field: %s: %s", mobile.CodeRenew, text) }
	tell(a.say("salvaged", s.Waiting, s.Confirmed, s.Boxes))
	tell(a.say("salvage_kept", s.Kept))
	if s.Lost > 0 {
		tell(a.say("salvage_lost", s.Lost, s.First, s.Last))
	}
	if s.Unsure {
		tell(a.say("salvage_unsure"))
	}
	if s.Renew {
		tell(a.say("salvage_renew"))
	}
}
