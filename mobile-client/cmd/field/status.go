package main

import (
	"cmp"
	"strings"
	"time"

	mobile "fieldsync/mobile-client"
	"fieldsync/mobile-client/localdb"
	"fieldsync/mobile-client/localstore"
	"fieldsync/sync"
)

// Run tells the honest state of the device.
func (statusCmd) Run(a *app) error {
	c, err := a.enrolled(mobile.Options{})
	if err != nil {
		return err
	}
	s, err := c.Status(a.ctx)
	if err != nil {
		return err
	}
	database, err := a.settings()
	if err != nil {
		return err
	}
	return a.print(struct {
		*mobile.Status
		Database localdb.Settings `json:"database"`
	}{s, database}, func() {
		a.line("%s", a.say("state_"+s.State))
		if s.Waiting > 0 {
			a.line("%s", a.say("waiting_since", s.Waiting, moment(s.WaitingSince)))
		}
		if s.Attention > 0 {
			a.line("%s", a.say("need_you", s.Attention))
		}
		if s.Trouble != nil {
			a.line("%s: %s", s.Trouble.Code, a.tell(s.Trouble.Code, s.Trouble.Message, ""))
		}
		a.lineSalvaged(s.Salvaged)
		if s.LastSuccess != nil {
			a.line("%s", a.say("last_success", moment(s.LastSuccess)))
		}
	})
}

// lineSalvaged is honest about what could not be read, for good.
func (a *app) lineSalvaged(s *mobile.Salvaged) {
	lost, more := s.Missing()
	if lost > 0 {
		a.line("%s", a.say("salvage_missing", lost))
	}
	if more {
		a.line("%s", a.say("salvage_unsure"))
	}
	if s != nil && s.Renew {
		a.line("%s", a.say("salvage_renew"))
	}
}

// settings are those of the open database.
func (a *app) settings() (localdb.Settings, error) {
	store, ok := a.store.(*localstore.Store)
	if !ok {
		return localdb.Settings{}, nil
	}
	return store.Settings(a.ctx)
}

func moment(t *time.Time) string {
	if t == nil {
		return "-"
	}
	return t.Local().Format("2006-01-02 15:04:05")
}

// clock shows both times of a value in the zone of this machine, so that they
// can be compared.
func clock(rfc3339 string) string {
	t, err := time.Parse(time.RFC3339, rfc3339)
	if err != nil {
		return rfc3339
	}
	return moment(&t)
}

// Run lists the open conflicts.
func (conflictsCmd) Run(a *app) error {
	c, err := a.unlocked()
	if err != nil {
		return err
	}
	list, err := c.Conflicts(a.ctx)
	if err != nil {
		return err
	}
	if list == nil {
		list = []changesync.Conflict{}
	}
	return a.print(list, func() {
		for _, con := range list {
			a.line("%s", con.ID)
			a.line("  %s", a.say("base", cmp.Or(plain(con.Base), a.say("empty"))))
			for _, v := range con.Values {
				a.line("  %s", a.say("side", cmp.Or(plain(v.Value), a.say("empty")), v.Author, v.Dot))
				a.line("    %s", a.say("side_times", clock(v.DeviceTime), clock(v.EffectiveTime)))
			}
		}
		a.line("%s", a.say("open_conflicts", len(list)))
	})
}

// conflictParts takes the id of a conflict apart.
func conflictParts(id string) (collection, field string, ok bool) {
	parts := strings.Split(id, "/")
	if len(parts) != 3 {
		return "", "", false
	}
	return parts[0], parts[2], true
}
