package main

import (
	"fmt"
	"time"

	"fieldsync/models"
	"fieldsync/server/keys"
	"fieldsync/server/store/sealed"
)

type keysCommand struct {
	Add    keysAddCommand    `cmd:"" help:"Add a key that seals the data from now on."`
	Reseal keysResealCommand `cmd:"" help:"Seal with the newest key what older keys have sealed."`
	Retire keysRetireCommand `cmd:"" help:"Take the older keys out of the key file, once nothing needs them."`
}

type keysAddCommand struct {
	folder
	JSON bool `name:"json" help:"Print {\"keys\"}."`
}

func (keysAddCommand) Help() string {
	return `
What is written from now on is sealed with the new key; the older keys stay in
the file and open what they sealed. Keep a new copy of the key file apart from
the data: whoever loses it loses the data. It refuses to work beside a running
server. A database that was kept in the clear until now is sealed row by row as
it is written, or all of it by fieldsync keys reseal.`
}

// Run adds the key while nobody else has the file open.
func (c *keysAddCommand) Run(con *console) (err error) {
	if !exists(c.database()) {
		_, err := c.open(con) // says what is wrong
		return err
	}
	held, err := c.lock()
	if err != nil {
		return err
	}
	defer func() { err = finally(err, held.release) }()
	n, err := keys.AddData(c.keys(), con.random)
	if err != nil {
		return err
	}
	if c.JSON {
		return con.print(map[string]int{"keys": n})
	}
	con.say("%d keys; the last one seals from now on. Keep a copy of %s apart from the data.", n, c.keys())
	return nil
}

type keysResealCommand struct {
	folder
	JSON bool `name:"json" help:"Print {\"resealed\",\"old\",\"clear\"}."`
}

func (keysResealCommand) Help() string {
	return `
Goes through the whole database, some rows at a time, beside a running server,
and seals with the newest key what an older one has sealed, or none. Then the
file is written anew, so that nothing of before is left in it. A server does the
first by itself, slowly, when its key file has more than one key.`
}

// Run seals everything anew.
func (c *keysResealCommand) Run(con *console) error {
	return c.use(con, func(o *office) error {
		n, r, err := o.reseal(con, false, func() {})
		if err != nil {
			return err
		}
		if n > 0 {
			if err := o.store.Scrub(con); err != nil {
				return err
			}
		}
		if c.JSON {
			return con.print(map[string]int{"resealed": n, "old": r.InUse["old"], "clear": r.InUse["clear"]})
		}
		con.say("%d bodies were sealed anew.", n)
		if clear := r.InUse["clear"]; clear > 0 {
			con.say("%d entries of the history from before there were keys stay as they are.", clear)
		}
		return nil
	})
}

// reseal walks through the database; dry: it only counts what needs which key.
func (o *office) reseal(con *console, dry bool, pause func()) (int, *sealed.Resealer, error) {
	if o.keys.AtRest == nil {
		return 0, nil, errNoKeys
	}
	r, err := sealed.NewResealer(*o.keys.AtRest)
	if err != nil {
		return 0, nil, err
	}
	r.DryRun = dry
	n, err := o.store.Rewrite(con, r.Change, pause)
	return n, r, err
}

var errNoKeys = &models.Error{Code: "no_keys", Field: "keys", Message: "this database is kept in the clear", Hint: "add a key first: fieldsync keys add"}

// resealSlowly is reseal for a server that serves meanwhile.
func (s *service) resealSlowly(con *console) {
	k := s.office.keys.AtRest
	if k == nil || len(k.Data) < 2 {
		return
	}
	tick := time.NewTicker(resealPause)
	defer tick.Stop()
	n, _, err := s.office.reseal(con, false, func() {
		select {
		case <-tick.C:
		case <-con.Done():
		}
	})
	if err != nil && con.Err() == nil {
		con.note("sealing with the newest key: %v", err)
	} else if n > 0 && err == nil {
		con.note("%d bodies were sealed with the newest key: the older ones can go (fieldsync keys retire)", n)
	}
}

// resealPause is between two portions: some thousand rows a second, and most of
// the time is everybody else's.
const resealPause = 50 * time.Millisecond

type keysRetireCommand struct {
	folder
	JSON bool `name:"json" help:"Print {\"keys\"}."`
}

func (keysRetireCommand) Help() string {
	return `
Takes all keys but the newest out of the key file. It refuses while anything in
the database is sealed with another, see fieldsync keys reseal, and beside a
running server. Backups from before need the older keys: keep a copy of the key
file with them for as long as you keep them.`
}

// Run looks through the database while nobody else has it open.
func (c *keysRetireCommand) Run(con *console) (err error) {
	if !exists(c.database()) {
		_, err := c.open(con) // says what is wrong
		return err
	}
	held, err := c.lock()
	if err != nil {
		return err
	}
	defer func() { err = finally(err, held.release) }()
	err = c.use(con, func(o *office) error {
		_, r, err := o.reseal(con, true, func() {})
		if err == nil && r.InUse["old"] > 0 {
			err = &models.Error{Code: "keys_needed", Field: "keys", Message: fmt.Sprintf("%d bodies are still sealed with an older key", r.InUse["old"]),
				Hint: "run fieldsync keys reseal first", ZH: fmt.Sprintf("仍有 %d 条数据由旧密钥加密", r.InUse["old"]), HintZH: "请先执行 fieldsync keys reseal"}
		}
		return err
	})
	if err != nil {
		return err
	}
	if err := keys.Retire(c.keys()); err != nil {
		return err
	}
	if c.JSON {
		return con.print(map[string]int{"keys": 1})
	}
	con.say("The newest key is the only one now. Backups from before need the older ones.")
	return nil
}
