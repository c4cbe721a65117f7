package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"fieldsync/models"
	"fieldsync/server/demo"

	"github.com/alecthomas/kong"
)

type demoCommand struct {
	serveFlags
	Seed  uint64 `help:"The same seed makes the same organisation." default:"1"`
	Scale int    `help:"Branches of 64 customers each; 1000 takes a while." default:"1" placeholder:"N"`
}

func (demoCommand) Help() string {
	return `
Fills an empty folder with an invented organisation (one branch of two teams,
64 customers, 214 key persons, a month's plans, one event with five desks) and
serves it. In a folder that has it already it just serves.

Takes the flags, variables and settings file of serve. To try it:
  fieldsync demo --data .data/demo
and paste one of the lines it prints into another terminal.`
}

// origin is what a folder was filled from. It is written before the first
// record, so that a load that was cut off goes on as the same organisation.
type origin struct {
	Seed   uint64    `json:"seed"`
	Scale  int       `json:"scale"`
	Made   time.Time `json:"made"`
	Loaded bool      `json:"loaded"`
}

// Run loads what is missing and serves.
func (c *demoCommand) Run(con *console, parsed *kong.Context) error {
	c.settle()
	if c.PrintConfig {
		printSettings(con, parsed.Flags())
		return nil
	}
	if c.Scale < 1 {
		return &models.Error{Code: "usage", Field: "scale", Message: "the number of branches is 1 or more", Hint: "leave --scale out for one"}
	}
	filled := exists(c.database())
	s, err := c.start(con)
	if err != nil {
		return err
	}
	if err := c.fill(con, s.office, filled); err != nil {
		return finally(err, s.close)
	}
	if err := c.signIns(con, s.office); err != nil {
		return finally(err, s.close)
	}
	return finally(s.run(con, func() error { return greet(con, s) }), s.close)
}

func (c *demoCommand) originFile() string { return filepath.Join(c.Data, "demo.json") }

// fill loads the organisation unless the folder has it.
func (c *demoCommand) fill(con *console, o *office, filled bool) error {
	from, err := c.readOrigin()
	if errors.Is(err, fs.ErrNotExist) {
		if filled {
			return &models.Error{Code: "not_empty", Field: "data", Message: "the folder holds another organisation",
				Hint: "serve it with fieldsync serve, or give an empty folder"}
		}
		from = origin{Seed: c.Seed, Scale: c.Scale, Made: con.now()}
		err = c.writeOrigin(from)
	}
	if err != nil || from.Loaded {
		return err
	}
	progress := func(done, total int) {}
	if terminal(con.err) {
		progress = func(done, total int) { fmt.Fprintf(con.err, "\rloading the demo organisation: %d of %d", done, total) }
		defer fmt.Fprintln(con.err)
	}
	if err := demo.Load(con, o.engine, demo.Generate(from.Seed, from.Scale, from.Made), progress); err != nil {
		return err
	}
	from.Loaded = true
	return c.writeOrigin(from)
}

func (c *demoCommand) readOrigin() (from origin, err error) {
	raw, err := os.ReadFile(c.originFile())
	if err == nil {
		err = json.Unmarshal(raw, &from)
	}
	return from, err
}

func (c *demoCommand) writeOrigin(from origin) error {
	raw, err := json.Marshal(from)
	if err != nil {
		return err
	}
	tmp := c.originFile() + ".new"
	if err := os.WriteFile(tmp, append(raw, '\n'), 0o600); err != nil {
		return err
	}
	return os.Rename(tmp, c.originFile())
}

// demoPassword lets everybody of the demo in who is named in guests. It stands
// in the README: it is no secret.
const demoPassword = "paddy-lantern-ferry"

// signIns gives the guests their password, on this machine only: beyond it
// everybody could sign in as administrator.
func (c *demoCommand) signIns(con *console, o *office) error {
	if c.reachable() {
		con.note("nobody gets the demo's password, since the server can be reached from other machines")
		return nil
	}
	for _, g := range guests {
		if err := o.people.GiveDemo(con, g.user, demoPassword); err != nil {
			return err
		}
	}
	return nil
}

// guests are those whose codes the demo prints, with what they are for.
var guests = []struct{ user, what string }{
	{"csm01", "service manager of 16 customers, member of the event"},
	{"am01", "account manager, shares customers with csm01"},
	{"desk01", "desk D1 of the event"},
	{"csm02", "service manager of other customers"},
	{"tl01", "leader of the first team: sees it, key persons masked"},
	{"admin", "sees everything"},
}

// greet prints how to enrol a phone for each of the guests.
func greet(con *console, s *service) error {
	con.say("\nThe demo organisation is at %s. Enrol a phone as one of these (each code works once, for 10 minutes):\n", s.url)
	w := con.table()
	for _, g := range guests {
		code, err := s.office.engine.NewCode(con, g.user)
		if err != nil {
			return err
		}
		w.row("  "+g.user, con.text(g.what))
		w.row("  ", enrolLine(s.flags.Data, g.user, s.url, code.Code))
	}
	if err := w.flush(); err != nil {
		return err
	}
	phone := program("field") + " --home " + filepath.Join(s.flags.Data, "phones", "csm01")
	con.say("")
	con.say("Then:  %s", phone+" sync")
	con.say("       %s", phone+" list customer")
	con.say("A fresh code:  %s", program("fieldsync")+" device code --data "+s.flags.Data+" --user csm01")
	if s.flags.reachable() {
		con.say("Sign in:       the demo's password is not taken, since others reach this server; a code for another: %s", program("fieldsync")+" user invite|reset --data "+s.flags.Data+" admin")
	} else {
		con.say("Sign in:       POST %s/v1/sessions as one of these, password %s", s.url, demoPassword)
	}
	con.say("All names:     %s", program("fieldsync")+" user list --data "+s.flags.Data)
	return nil
}

// terminal says whether a person is looking.
func terminal(w any) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
