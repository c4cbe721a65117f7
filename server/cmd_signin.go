package main

import (
	"context"
	"time"

	"fieldsync/api/accounts"
)

// userName is what the commands about one account take.
type userName struct {
	folder
	answerable
	Name string `arg:"" help:"Name of the account."`
}

// answerable is who gave a command: in the audit log a name says more than that
// somebody was at the machine.
type answerable struct {
	As string `help:"Who answers for it; stands in the audit log." placeholder:"NAME"`
}

type userInviteCommand struct {
	userName
	JSON bool `name:"json" help:"Print {\"user\",\"code\",\"expires_at\"}."`
}

func (userInviteCommand) Help() string {
	return `
The person sets the password with POST /v1/passwords; the code works once. It is
also the way in for the first administrator, when the code that fieldsync serve
printed is lost:
  fieldsync user invite --data .data admin`
}

// Run makes the code.
func (c *userInviteCommand) Run(con *console) error {
	return c.code(con, c.JSON, (*accounts.People).Invite)
}

type userResetCommand struct {
	userName
	JSON bool `name:"json" help:"Print {\"user\",\"code\",\"expires_at\"}."`
}

func (userResetCommand) Help() string {
	return `
For who has forgotten the password. The old one holds until the code is used;
then all sessions end.`
}

// Run makes the code.
func (c *userResetCommand) Run(con *console) error {
	return c.code(con, c.JSON, (*accounts.People).Reset)
}

// code prints a code to set a password with.
func (c *userName) code(con *console, asJSON bool, make func(*accounts.People, context.Context, string, string) (accounts.Code, error)) error {
	return c.use(con, func(o *office) error {
		code, err := make(o.people, con, c.As, c.Name)
		if err != nil {
			return err
		}
		if asJSON {
			return con.print(map[string]string{"user": c.Name, "code": code.Code, "expires_at": code.Expires.UTC().Format(time.RFC3339)})
		}
		con.say("%s, for %s, once, until %s.", code.Code, c.Name, until(code.Expires))
		con.say("  %s", passwordLine(c.url(), c.Name, code.Code))
		return nil
	})
}

// url is where the folder's server is, as far as is known.
func (f folder) url() string {
	if url := f.lastURL(); url != "" {
		return url
	}
	return defaultURL
}

// passwordLine is a command that sets a password, with the password to be put in.
func passwordLine(url, user, code string) string {
	return `curl -H 'Content-Type: application/json' ` + url + `/v1/passwords -d '{"user":"` + user + `","code":"` + code + `","password":"…"}'`
}

type userUnlockCommand struct{ userName }

// Run unlocks the account.
func (c *userUnlockCommand) Run(con *console) error {
	return c.use(con, func(o *office) error {
		if err := o.people.Unlock(con, c.As, c.Name); err != nil {
			return err
		}
		con.say("%s may try again at once.", c.Name)
		return nil
	})
}

type userDeactivateCommand struct {
	userName
	Last bool `help:"Also the last administrator: nobody can then look after accounts and devices but at this machine."`
}

// Run deactivates the account. What its devices still deliver is kept.
func (c *userDeactivateCommand) Run(con *console) error { return c.setActive(con, false, c.Last) }

type userActivateCommand struct{ userName }

// Run activates the account again.
func (c *userActivateCommand) Run(con *console) error { return c.setActive(con, true, false) }

func (c *userName) setActive(con *console, active, last bool) error {
	return c.use(con, func(o *office) error {
		if err := o.people.SetActive(con, c.As, c.Name, active, last); err != nil {
			return err
		}
		if active {
			con.say("%s has an account again.", c.Name)
			return nil
		}
		con.say("%s is signed out everywhere and sees nothing any more; what his devices still deliver goes into quarantine.", c.Name)
		return nil
	})
}

// letFirstIn prints, once, the code with which the first administrator sets a
// password, where nobody has one yet.
func (s *service) letFirstIn(con *console) error {
	first, err := s.office.people.First(con)
	if err != nil || first == nil {
		return err
	}
	data := s.flags.Data
	switch {
	case first.User == "":
		con.note("nobody can sign in yet, and nobody is an administrator: %s user add --data %s admin --name 管理员 --role ADM", program("fieldsync"), data)
	case first.Code == nil:
		con.note("nobody has signed in yet. The code for %s was printed before; for another: %s user invite --data %s %s", first.User, program("fieldsync"), data, first.User)
	default:
		con.note("Nobody can sign in yet. This code, shown once, lets %s set a password until %s:\n  %s\n  %s",
			first.User, until(first.Code.Expires), first.Code.Code, passwordLine(s.url, first.User, first.Code.Code))
	}
	return nil
}
