package accounts

import (
	"encoding/json"
	"slices"
	"time"

	"fieldsync/sync"
)

// Guesses at names that nobody has are held up like all others: the answer
// would else tell who has an account. They are counted in one document for
// the last few hundred names, so that it stays small.
const maxStrangers = 256

type stranger struct {
	Name    string  `json:"name"` // hash of it: what was typed may be a password
	Counter counter `json:"counter"`
}

func guessStranger(l *changesync.Ledger, name string) (fails int, wait time.Duration, err error) {
	var all []stranger
	body, err := l.Doc(kindStrangers, "")
	if err == nil && body != nil {
		err = json.Unmarshal(body, &all)
	}
	if err != nil {
		return 0, 0, err
	}
	key := changesync.SecretKey("name " + name)[:16]
	s := stranger{Name: key}
	if i := slices.IndexFunc(all, func(s stranger) bool { return s.Name == key }); i >= 0 {
		s = all[i]
		all = slices.Delete(all, i, i+1)
	}
	if wait = s.Counter.guess(l.Now); wait > 0 {
		return 0, wait, nil
	}
	all = append(all, s)
	if body, err = json.Marshal(all[max(0, len(all)-maxStrangers):]); err == nil {
		l.Put(kindStrangers, "", body)
	}
	return s.Counter.Fails, 0, err
}
