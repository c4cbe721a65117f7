package main

import (
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"fieldsync/models"
	changesync "fieldsync/sync"
)

type userCommand struct {
	Add  userAddCommand  `cmd:"" help:"Let a member of staff sign in."`
	List userListCommand `cmd:"" help:"List who may sign in."`
}

type userAddCommand struct {
	folder
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

Then give him a code for his phone: fieldsync device code --user csm07`
}

// Run adds the account, and the member of staff where he is new.
func (c *userAddCommand) Run(con *console) error {
	if (c.Staff == "") == (c.Person == "") {
		return &models.Error{Code: "usage", Field: "staff", Message: "give either --staff, or --name with --role"}
	}
	o, err := c.openOrCreate(con)
	if err != nil {
		return err
	}
	return finally(c.add(con, o), o.close)
}

func (c *userAddCommand) add(con *console, o *office) error {
	if _, there, err := o.engine.User(con, c.Name); err != nil || there {
		if err == nil {
			err = &models.Error{Code: "already_there", Field: "name", Message: "there is a user of the name " + c.Name}
		}
		return err
	}
	staff, err := c.staff(con, o)
	if err != nil {
		return err
	}
	if err := o.engine.PutUser(con, changesync.User{Name: c.Name, Staff: staff, Active: true}); err != nil {
		return err
	}
	if c.JSON {
		return con.print(map[string]string{"user": c.Name, "staff": staff})
	}
	con.say("%s may sign in now (staff %s).", c.Name, staff)
	con.say("A code for a device: %s", program("fieldsync")+" device code --data "+o.Data+" --user "+c.Name)
	return nil
}

// staff finds the member of staff, or enters him.
func (c *userAddCommand) staff(con *console, o *office) (string, error) {
	if c.Staff != "" {
		return o.findStaff(con, c.Staff)
	}
	if len(c.Role) == 0 {
		return "", &models.Error{Code: "usage", Field: "role", Message: "say with --role what the person does"}
	}
	taken, err := o.find(con, "staff", "staff_no", c.Name)
	if err != nil {
		return "", err
	}
	if len(taken) > 0 {
		return "", &models.Error{Code: "already_there", Field: "name", Message: "the staff number " + c.Name + " is in the directory",
			Hint: "use --staff " + taken[0]}
	}
	id := newID()
	person := func(team string) (changesync.Edit, error) {
		return o.create("staff", id, "staff_no", c.Name, "name", c.Person, "roles", c.Role, "team", team,
			"active", true, "valid_from", today(con.now()))
	}
	// What was typed is judged before the team is looked for: a wrong name or
	// role would else be told only to who has found the right team.
	if _, err := person(id); err != nil {
		return "", err
	}
	team, edits, err := o.teamFor(con, c.Team, id)
	if err != nil {
		return "", err
	}
	entered, err := person(team)
	if err != nil {
		return "", err
	}
	_, err = o.engine.WriteAs(con, changesync.ServerUser, append(edits, entered)...)
	return id, err
}

// findStaff takes an id or a staff number.
func (o *office) findStaff(con *console, name string) (string, error) {
	v, err := o.record(con, "staff", name)
	if err != nil || v != nil {
		return name, err
	}
	ids, err := o.find(con, "staff", "staff_no", name)
	if err == nil && len(ids) != 1 {
		err = &models.Error{Code: changesync.CodeNotFound, Field: "staff", Message: fmt.Sprintf("%d members of staff have the id or number %s", len(ids), name)}
	}
	if err != nil {
		return "", err
	}
	return ids[0], nil
}

type userListCommand struct {
	folder
	JSON bool `name:"json" help:"Print an array of {\"user\",\"staff\",\"name\",\"roles\",\"active\"}."`
}

type userRow struct {
	User   string   `json:"user"`
	Staff  string   `json:"staff"`
	Name   string   `json:"name"`
	Roles  []string `json:"roles"`
	Active bool     `json:"active"`
}

// Run lists the accounts with the people they are.
func (c *userListCommand) Run(con *console) error {
	return c.use(con, func(o *office) error {
		users, err := o.engine.Users(con)
		if err != nil {
			return err
		}
		rows := make([]userRow, 0, len(users))
		for _, u := range users {
			v, err := o.record(con, "staff", u.Staff)
			if err != nil {
				return err
			}
			rows = append(rows, userRow{u.Name, u.Staff, text(v, "name"), slices.Concat([]string{}, list(v, "roles")), u.Active})
		}
		if c.JSON {
			return con.print(rows)
		}
		w := tabwriter.NewWriter(con.out, 0, 4, 2, ' ', 0)
		fmt.Fprintln(w, "USER\tACTIVE\tROLES\tSTAFF\tNAME")
		for _, r := range rows {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", r.User, yes(r.Active), strings.Join(r.Roles, ","), r.Staff, r.Name)
		}
		return w.Flush()
	})
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
