package main

import (
	"cmp"
	"slices"
	"strings"

	"fieldsync/api/accounts"
	"fieldsync/models"
)

type userCommand struct {
	Add        userAddCommand        `cmd:"" help:"Give a member of staff an account."`
	List       userListCommand       `cmd:"" help:"List the accounts."`
	Invite     userInviteCommand     `cmd:"" help:"Make a code with which a person sets the first password, within 72 hours."`
	Reset      userResetCommand      `cmd:"" help:"Make a code with which a person sets a new password, within an hour."`
	Unlock     userUnlockCommand     `cmd:"" help:"Let a person who waits after wrong passwords try again at once."`
	Factor     userFactorCommand     `cmd:"" name:"second-factor" help:"Tell of a person's second factor, or take a lost one away."`
	Deactivate userDeactivateCommand `cmd:"" help:"End a person's sessions and take his rights."`
	Activate   userActivateCommand   `cmd:"" help:"Take a deactivation back."`
}

type userAddCommand struct {
	folder
	answerable
	Name   string   `arg:"" help:"Name to sign in with, such as csm07."`
	Staff  string   `help:"Id or staff number of somebody who is already in the directory." placeholder:"ID"`
	Person string   `name:"name" help:"Name of the person, to enter him into the directory." placeholder:"姓名"`
	Role   []string `help:"What the person does: CSM, AM, SSM, TL, SUP, DESK, ADM … more than one with commas." placeholder:"ROLE"`
	Team   string   `help:"Id or name of the team; may be left out where there is only one." placeholder:"ID"`
	JSON   bool     `name:"json" help:"Print {\"user\",\"staff\"}."`
}

func (userAddCommand) Help() string {
	return `
Somebody who is in the directory already:
  fieldsync user add csm07 --staff 01890000-0000-7000-8000-00000000c507

Somebody new:
  fieldsync user add csm07 --name 李明 --role CSM --team 政企一班

The first user of an empty folder; a team is made for him to lead:
  fieldsync user add admin --name 管理员 --role ADM

Then give him a code for his phone, fieldsync device code --user csm07, or for a
password with which he gives himself such codes: fieldsync user invite csm07`
}

// Run adds the account, and the member of staff where he is new.
func (c *userAddCommand) Run(con *console) error {
	if (c.Staff == "") == (c.Person == "") {
		return &models.Error{Code: "usage", Field: "staff", Message: "give either --staff, or --name with --role"}
	}
	if c.Staff == "" && len(c.Role) == 0 {
		return &models.Error{Code: "usage", Field: "role", Message: "say with --role what the person does"}
	}
	o, err := c.openOrCreate(con)
	if err != nil {
		return err
	}
	return finally(c.add(con, o), o.close)
}

func (c *userAddCommand) add(con *console, o *office) error {
	hired, err := o.people.Hire(con, c.As, accounts.Hire{User: c.Name, Staff: c.Staff, Name: c.Person, Roles: c.Role, Team: c.Team})
	if err != nil {
		return err
	}
	if c.JSON {
		return con.print(map[string]string{"user": c.Name, "staff": hired.Staff})
	}
	con.say("%s has an account now (staff %s).", c.Name, hired.Staff)
	con.say("A code for a device: %s", program("fieldsync")+" device code --data "+o.Data+" --user "+c.Name)
	con.say("A code for a password: %s", program("fieldsync")+" user invite --data "+o.Data+" "+c.Name)
	return nil
}

type userListCommand struct {
	folder
	JSON bool `name:"json" help:"Print an array of {\"user\",\"staff\",\"name\",\"roles\",\"active\",\"password\",\"second_factor\",\"invited\",\"last_sign_in\"}."`
}

type userRow struct {
	User     string   `json:"user"`
	Staff    string   `json:"staff"`
	Name     string   `json:"name"`
	Roles    []string `json:"roles"`
	Active   bool     `json:"active"`
	Password bool     `json:"password"`
	Factor   bool     `json:"second_factor"`
	Invited  bool     `json:"invited"`
	LastIn   string   `json:"last_sign_in"`
}

// Run lists the accounts with the people they are.
func (c *userListCommand) Run(con *console) error {
	return c.use(con, func(o *office) error {
		users, err := o.people.List(con, "", 0)
		if err != nil {
			return err
		}
		rows := make([]userRow, 0, len(users))
		for _, u := range users {
			rows = append(rows, userRow{u.User, u.Staff, u.Name, slices.Concat([]string{}, u.Roles), u.Active, u.HasPassword, u.SecondFactor, u.Invited, moment(u.LastIn)})
		}
		if c.JSON {
			return con.print(rows)
		}
		w := con.table("USER", "ACTIVE", "PASSWORD", "SECOND FACTOR", "LAST SIGN-IN", "ROLES", "STAFF", "NAME")
		for _, r := range rows {
			password := yes(r.Password)
			if r.Invited {
				password = "invited"
			}
			w.row(r.User, yes(r.Active), password, yes(r.Factor), cmp.Or(r.LastIn, "never"), strings.Join(r.Roles, ","), r.Staff, r.Name)
		}
		return w.flush()
	})
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
