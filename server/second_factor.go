package main

import (
	"net"
	"net/url"
	"slices"
	"strings"

	"fieldsync/api/accounts"
	"fieldsync/models"
)

// nobody says that no role needs a second factor.
const nobody = "none"

// settleFactor puts in who needs a second factor where nothing was said:
// administrators, unless only this machine can reach the server.
func (c *serveFlags) settleFactor() {
	if len(c.SecondFactor) > 0 {
		return
	}
	c.SecondFactor = []string{nobody}
	if u, err := url.Parse(c.PublicURL); !onLoopback(c.Addr) || c.PublicURL != "" && (err != nil || !onLoopback(net.JoinHostPort(u.Hostname(), "0"))) {
		c.SecondFactor = []string{accounts.Administrator}
	}
}

// checkFactor refuses names that are no roles: a misspelt one would protect
// nobody.
func (c *serveFlags) checkFactor() error {
	roles := models.Default().Collection("staff").Field("roles").Options
	for _, role := range c.SecondFactor {
		alone := role == nobody || role == accounts.Everybody
		if alone && len(c.SecondFactor) == 1 || slices.Contains(roles, role) {
			continue
		}
		return &models.Error{Code: "bad_setting", Field: "second-factor", Message: "give roles, or one of all and none alone; " + role + " does not fit",
			Hint: "the roles are " + strings.Join(roles, " ")}
	}
	return nil
}

// needFactor is the setting as the API takes it.
func (c *serveFlags) needFactor() []string {
	return slices.DeleteFunc(slices.Clone(c.SecondFactor), func(role string) bool { return role == nobody })
}

type userFactorCommand struct {
	userName
	Reset bool `help:"Take it away from a person who has lost it; his sessions end."`
	JSON  bool `name:"json" help:"Print {\"user\",\"set\",\"since\",\"recovery_codes\"}."`
}

func (userFactorCommand) Help() string {
	return `
A person sets up a second factor by himself (POST /v1/me/second-factor), and
removes it with password and code. Who has lost app and recovery codes asks an
administrator: make sure that it is he who asks.
  fieldsync user second-factor csm07 --data .data
  fieldsync user second-factor csm07 --data .data --reset
After a reset the password alone lets him in, or, where his role needs a second
factor, lets him set up another. Both stand in the audit log.`
}

// Run tells of the second factor, or takes it away.
func (c *userFactorCommand) Run(con *console) error {
	return c.use(con, func(o *office) error {
		if c.Reset {
			if err := o.people.ResetSecondFactor(con, "", c.Name); err != nil {
				return err
			}
		}
		f, err := o.people.SecondFactor(con, c.Name)
		switch {
		case err != nil:
			return err
		case c.JSON:
			return con.print(map[string]any{"user": c.Name, "set": f.Set, "since": moment(f.Since), "recovery_codes": f.Recovery})
		case c.Reset:
			con.say("%s has no second factor any more and is signed out everywhere.", c.Name)
		case f.Set:
			con.say("%s has a second factor since %s, and %d recovery code(s).", c.Name, moment(f.Since), f.Recovery)
		default:
			con.say("%s has no second factor.", c.Name)
		}
		return nil
	})
}
