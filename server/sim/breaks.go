package sim

import (
	"context"
	"fmt"
	"time"

	changesync "fieldsync/sync"
)

// Break is a planted bug: a layer around a sound part that does it wrong, so
// that the checks can show that they see it.
type Break struct {
	Name string `json:"name"`
	What string `json:"what"`
	// Seeds is within how many seeds, from 1, it is found.
	Seeds int `json:"seeds"`

	store func(changesync.Store) changesync.Store
	local func(changesync.Local) changesync.Local
	// page spoils what a server answers to a pull.
	page func(*changesync.Page)
	// sent and onLost are asked before a device pushes and when it got no
	// answer, pushed before a server takes a run, refused after.
	sent, onLost func(*device)
	pushed       func(*device, *changesync.Run)
	refused      func(*world, *changesync.Run, *changesync.PushResult, error) (*changesync.PushResult, error)
	// sleep is when a device's timer goes off.
	sleep func(d *device, wait time.Duration) time.Time
	// round is how a server does its chores.
	round func(*world, *server) func(context.Context) error
	// ruling is asked before a decision is handed over.
	ruling func(*world, *changesync.Ruling)
	// noRescue: what a restored server forgot is not handed back.
	noRescue bool
	// noReplay: a server that starts does not read the journal of erasures.
	noReplay bool
}

// Breaks lists the planted bugs.
func Breaks() []Break {
	return []Break{
		{Name: "ack-before-commit", What: "the store says yes and forgets, every seventh time", Seeds: 5, store: forgetful},
		{Name: "drop-loser", What: "of concurrent values only the latest is kept", Seeds: 20, store: onApply(keepLatest)},
		{Name: "device-clock", What: "the device's clock decides which value is later", Seeds: 5, store: onApply(trustClocks)},
		{Name: "arrival-order", What: "of concurrent values the one that arrives last is the later", Seeds: 20, store: onApply(trustOrder)},
		{Name: "dedupe-by-time", What: "two writes of a person within three seconds count as one", Seeds: 20, store: onApply(dedupe)},
		{Name: "lost-tombstone", What: "a deletion is not passed on", Seeds: 20, store: onApply(noTombstones)},
		{Name: "forget-quarantine", What: "what is put aside is in no list", Seeds: 20, store: onApply(noQuarantine)},
		{Name: "half-changeset", What: "of a change of several records one is not passed on", Seeds: 10, store: onApply(skipRecord)},
		{Name: "late-commit", What: "readers pass a change that is not visible yet", Seeds: 10, store: lateCommit},
		{Name: "lasting-grant", What: "a grant that has ended still gives rights", Seeds: 20, store: lastingGrants},
		{Name: "stranger-clock", What: "the server takes over the clock of whoever pushes", Seeds: 20, pushed: believe},
		{Name: "swallow-rewound", What: "what a rewound device sends under a used number is acknowledged and dropped", Seeds: 100, refused: swallow},
		{Name: "cursor-ahead", What: "a pull's last item is left out, its cursor is not", Seeds: 10, page: leaveOut},
		{Name: "split-page", What: "a pull ends with any page, in the middle of a changeset", Seeds: 20, page: endEarly},
		{Name: "keep-lost-scope", What: "a device is not told to forget a scope", Seeds: 20, page: forgetNothing},
		{Name: "queue-reversed", What: "a device sends its newest changeset first", Seeds: 10, local: reversed},
		{Name: "forget-on-send", What: "a device forgets what it sends before there is an answer", Seeds: 20, sent: forgetSent},
		{Name: "push-anew", What: "after a lost answer a device writes its changes once more", Seeds: 20, onLost: writeAnew},
		{Name: "purge-pending", What: "what waits in a scope goes when the scope is lost", Seeds: 40, local: purging},
		{Name: "checksum-over-overlay", What: "a device adds up what it shows, not what was confirmed", Seeds: 10, local: sumOverlay},
		{Name: "stuck-back-off", What: "a device that has failed never tries again", Seeds: 10, sleep: forever},
		{Name: "keep-bodies", What: "an erasure leaves what was received as it was", Seeds: 20, store: onApply(keepBodies)},
		{Name: "keep-history", What: "an erasure leaves the history", Seeds: 20, store: onApply(keepHistory)},
		{Name: "no-replay", What: "a restored server does not erase again", Seeds: 60, noReplay: true},
		{Name: "named-anew", What: "what a rule asks for gets a new id each time", Seeds: 10, round: nameAnew},
		{Name: "rule-blindly", What: "a decision counts for what stands there, seen or not", Seeds: 20, ruling: ruleBlindly},
		{Name: "accept-again", What: "what an edit took back is accepted again without a person", Seeds: 20, round: acceptAgain},
		{Name: "forget-draft", What: "a draft keeps two answers only", Seeds: 20, local: forgetDrafts},
		{Name: "handbook-figures", What: "a phone judges by the handbook's figures, not by its organisation's", Seeds: 10, local: withoutParams},
		{Name: "no-hand-back", What: "what a restored server forgot is not handed back", Seeds: 60, noRescue: true},
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
