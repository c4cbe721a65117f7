package sim

import (
	"fmt"

	changesync "fieldsync/sync"
)

// Break is a planted bug: a layer around a sound part that does it wrong, so
// that the checks can show that they see it.
type Break struct {
	Name string `json:"name"`
	What string `json:"what"`
	// Seeds is within how many seeds, from 1, it is found.
	Seeds int `json:"seeds"`

	store  func(changesync.Store) changesync.Store
	local  func(changesync.Local) changesync.Local
	page   func(*changesync.Page)
	onLost func(*device)
}

// Breaks lists the planted bugs.
func Breaks() []Break {
	return []Break{
		{Name: "ack-before-commit", What: "the store says yes and forgets, every seventh time", Seeds: 5, store: forgetful},
		{Name: "drop-loser", What: "of concurrent values only the latest is kept", Seeds: 20, store: onApply(keepLatest)},
		{Name: "device-clock", What: "the device's clock decides which value is later", Seeds: 5, store: onApply(trustClocks)},
		{Name: "half-changeset", What: "of a change of several records one is not passed on", Seeds: 10, store: onApply(skipRecord)},
		{Name: "cursor-ahead", What: "a pull's last item is left out, its cursor is not", Seeds: 10, page: leaveOut},
		{Name: "queue-reversed", What: "a device sends its newest changeset first", Seeds: 10, local: reversed},
		{Name: "push-anew", What: "after a lost answer a device writes its changes once more", Seeds: 20, onLost: writeAnew},
		{Name: "purge-pending", What: "what waits in a scope goes when the scope is lost", Seeds: 40, local: purging},
		{Name: "keep-lost-scope", What: "a device is not told to forget a scope", Seeds: 20, page: forgetNothing},
	}
}

func findBreak(name string) (*Break, bool) {
	if name == "" {
		return &Break{}, true
	}
	for _, b := range Breaks() {
		if b.Name == name {
			return &b, true
		}
	}
	return nil, false
}

func (b *Break) wrapStore(s changesync.Store) changesync.Store {
	if b.store == nil {
		return s
	}
	return b.store(s)
}

func (b *Break) wrapLocal(l changesync.Local) changesync.Local {
	if b.local == nil {
		return l
	}
	return b.local(l)
}

func number(n uint64) string { return fmt.Sprint(n) }
