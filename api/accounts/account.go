package accounts

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"fieldsync/sync"
)

// account is all that is kept of one person's sign-in.
type account struct {
	Password string `json:"password,omitempty"` // PHC string, "": none yet
	Code     *code  `json:"code,omitempty"`     // the one that is out
	// Strangers counts the guesses from wherever the person was never signed
	// in; each place that is known counts for itself.
	Strangers counter   `json:"strangers"`
	Known     []known   `json:"known,omitempty"`
	Sessions  []session `json:"sessions,omitempty"`
	Factor    *factor   `json:"factor,omitempty"`  // nil: the password alone is asked for
	Setup     *setup    `json:"setup,omitempty"`   // of a factor that is begun
	Tickets   []ticket  `json:"tickets,omitempty"` // sign-ins that wait for a code
	LastIn    int64     `json:"last_in,omitempty"` // Unix ms
}

// code lets its holder set a password, once.
type code struct {
	Key     string `json:"key"` // hash of it
	Reset   bool   `json:"reset,omitempty"`
	Expires int64  `json:"expires"` // Unix ms
	Epoch   string `json:"epoch"`
}

// known is a place where the person has signed in, or an enrolled device.
type known struct {
	Key     string  `json:"key"` // hash of its secret, or of the device's id
	Counter counter `json:"counter"`
	Seen    int64   `json:"seen"` // Unix ms
}

// session is one sign-in.
type session struct {
	ID      string  `json:"id"`
	Key     string  `json:"key"`  // hash of the token
	Made    int64   `json:"made"` // Unix ms
	Used    int64   `json:"used"` // about, Unix ms
	Expires int64   `json:"expires"`
	Epoch   string  `json:"epoch"`
	Agent   string  `json:"agent,omitempty"` // what the program called itself
	Counter counter `json:"counter"`         // of the old password, when it is asked for
	// Confirmed is when the password, and the code with it, was last given in
	// this session, Unix ms.
	Confirmed int64 `json:"confirmed,omitempty"`
}

// The kinds of documents.
const (
	kindAccount   = "account"   // by name
	kindSession   = "session"   // by hash of the token → name
	kindStrangers = "strangers" // counters of names that nobody has
)

// How many are kept of one account; the oldest make room.
const maxSessions, maxKnown = 20, 20

func load(l *changesync.Ledger, name string) (*account, error) {
	a := &account{}
	body, err := l.Doc(kindAccount, name)
	if err == nil && body != nil {
		err = json.Unmarshal(body, a)
	}
	if err != nil {
		return nil, fmt.Errorf("account %s: %w", name, err)
	}
	return a, nil
}

func (a *account) save(l *changesync.Ledger, name string) error {
	body, err := json.Marshal(a)
	if err == nil {
		l.Put(kindAccount, name, body)
	}
	return err
}

// way finds the counter that a guess counts on: of the place, if the account
// knows it, or the one of all strangers.
func (a *account) way(key string) *counter {
	for i := range a.Known {
		if key != "" && a.Known[i].Key == key {
			return &a.Known[i].Counter
		}
	}
	return &a.Strangers
}

func (a *account) knows(key string) bool {
	return key != "" && slices.ContainsFunc(a.Known, func(k known) bool { return k.Key == key })
}

// know makes a place known, or notes that it was there again.
func (a *account) know(key string, now int64) {
	a.Known = slices.DeleteFunc(a.Known, func(k known) bool { return k.Key == key })
	a.Known = append(a.Known, known{Key: key, Seen: now})
	a.Known = a.Known[max(0, len(a.Known)-maxKnown):]
}

// endSessions ends those that fn names.
func (a *account) endSessions(l *changesync.Ledger, fn func(*session) bool) (ended int) {
	a.Sessions = slices.DeleteFunc(a.Sessions, func(s session) bool {
		if !fn(&s) {
			return false
		}
		l.Put(kindSession, s.Key, nil)
		ended++
		return true
	})
	return ended
}

// shut ends whatever lets somebody in without the password. A second factor
// stays: who has forgotten one of two has not lost the other.
func (a *account) shut(l *changesync.Ledger) {
	a.endSessions(l, func(*session) bool { return true })
	a.Code, a.Known, a.Strangers, a.Setup, a.Tickets = nil, nil, counter{}, nil, nil
}

// live says whether a session still holds.
func (s *session) live(now int64, epoch string, idle time.Duration) bool {
	return s.Epoch == epoch && now < s.Expires && now-s.Used < idle.Milliseconds()
}
