package main

import (
	"strings"

	changesync "fieldsync/sync"
)

type eraseCommand struct {
	folder
	Collection string   `arg:"" help:"Such as key_person."`
	ID         string   `arg:"" name:"id" help:"Id of the record."`
	Field      []string `help:"Erase this field only; may be repeated. Without it: all that people wrote." placeholder:"FIELD"`
	Reason     string   `help:"Why; stands in the audit log." placeholder:"TEXT"`
	DryRun     bool     `help:"Say what would go and erase nothing."`
	As         string   `help:"Who answers for it; stands in the audit log." default:"admin" placeholder:"NAME"`
	JSON       bool     `name:"json" help:"Print {\"records\",\"values\",\"history\",\"log\",\"changesets\",\"quarantine\",\"seq\",\"kept\"}."`
}

func (eraseCommand) Help() string {
	return `
Erases personal data for good: from the records and their history, from the
changesets as they were received (their digests stay, so that verify follows
every chain), from the log, the index, conflicts and quarantine; phones forget
it at their next sync. What was written before its author knew has no effect and
is not kept; whoever has synced since may enter the person again.

Without --field the record is deleted as well; of a key person, a star customer
or a sign-up also what records that refer to it hold. Free text of others that
mentions a person is not found: name its field.

The erasure is noted in erased.jsonl beside the database, which a restore
replays: keep a copy of it beside the backups, a new one after each erasure.
Backups themselves keep what they hold until they are deleted. Examples:
  fieldsync erase key_person ID --reason "asked for by the person" --dry-run
  fieldsync erase key_person ID --field id_card_no --reason "entered by mistake"`
}

// Run erases, and then writes the file anew so that nothing lingers in it.
func (c *eraseCommand) Run(con *console) error {
	return c.use(con, func(o *office) error {
		out, err := o.engine.Erase(con, changesync.EraseRequest{
			Key: changesync.Key{Collection: c.Collection, ID: c.ID}, Fields: c.Field, Actor: c.As, Reason: c.Reason, DryRun: c.DryRun})
		if err != nil {
			return err
		}
		if !c.DryRun {
			if err := o.store.Scrub(con); err != nil {
				return err
			}
		}
		if c.JSON {
			return con.print(struct {
				*changesync.Erasure
				Kept []string `json:"kept,omitempty"`
			}{out, c.kept()})
		}
		c.tell(con, out)
		return nil
	})
}

func (c *eraseCommand) tell(con *console, out *changesync.Erasure) {
	verb := "erased"
	if c.DryRun {
		verb = "would erase"
	}
	for _, r := range out.Records {
		and := ""
		if r.Deleted {
			and = ", and delete the record"
		}
		con.say("%s %s/%s: %s%s", verb, r.Collection, r.Record, strings.Join(r.Fields, " "), and)
	}
	con.say("%d values, %d replaced ones in the history, %d log entries, %d changesets, %d quarantine records",
		out.Values, out.History, out.Log, out.Changesets, out.Quarantine)
	if !c.DryRun {
		con.say("Noted in %s: copy it to where the backups are.", c.journal())
		for _, name := range c.kept() {
			con.say("%s was set aside by a restore and may hold it still: delete it when you need it no more.", name)
		}
	}
}
