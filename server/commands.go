package main

import (
	"strings"

	"github.com/alecthomas/kong"
)

const description = `Fieldsync takes what field managers collect without a network, exactly once, and gives everybody what they may see.

The folder given by --data holds everything: fieldsync.db (the data) and keys.json (the server's identity; keep a copy apart from the data).`

// commands is the grammar of the command line.
type commands struct {
	Config  kong.ConfigFlag  `help:"File with settings: JSON, or lines name = value. Flags come first, then FIELDSYNC_ variables, then this file." env:"FIELDSYNC_CONFIG" placeholder:"FILE"`
	Version kong.VersionFlag `help:"Print the version."`

	Serve   serveCommand   `cmd:"" default:"withargs" help:"Serve phones and desks (the default)."`
	Demo    demoCommand    `cmd:"" help:"Fill an empty folder with the demo organisation and serve it."`
	User    userCommand    `cmd:"" help:"Accounts: who may sign in and enrol devices."`
	Device  deviceCommand  `cmd:"" help:"Enrolment codes and enrolled devices."`
	Assign  assignCommand  `cmd:"" help:"Give a customer to a member of staff."`
	Import  importCommand  `cmd:"" help:"Take customers, staff, bills and other lists from a CSV or XLSX file."`
	Export  exportCommand  `cmd:"" help:"Write a collection or a report as a file, as far as a user may see it."`
	Audit   auditCommand   `cmd:"" help:"Who did, saw or tried what."`
	Erase   eraseCommand   `cmd:"" help:"Erase personal data for good."`
	Retain  retainCommand  `cmd:"" name:"retention" help:"Erase personal data whose time is over."`
	Keys    keysCommand    `cmd:"" help:"Keys that the data are sealed with."`
	Verify  verifyCommand  `cmd:"" help:"Check the database, its history and its signatures."`
	Migrate migrateCommand `cmd:"" help:"Bring the database up to this version of the program."`
	Backup  backupCommand  `cmd:"" help:"Copy the database, also while the server runs."`
	Restore restoreCommand `cmd:"" help:"Put a backup in the place of the database."`
	Health  healthCommand  `cmd:"" help:"Ask a running server whether it is well."`
	Sim     simCommand     `cmd:"" help:"Look for broken promises with random faults, in memory."`
	Bench   benchCommand   `cmd:"" help:"Measure what a push costs on this machine."`

	Calendar calendarCommand `cmd:"" help:"Working days, holidays and festivals."`
	Clock    clockCommand    `cmd:"" help:"What the rules by the clock come to, now or at another time."`
	Star     starCommand     `cmd:"" help:"Explain somebody's star step by step."`
}

// helper is a command with more to say than one line.
type helper interface{ Help() string }

// help prints the usual help; the longer text of a command comes after its
// flags, where a reader in a terminal sees it.
func help(options kong.HelpOptions, ctx *kong.Context) error {
	detail := ""
	if node := ctx.Selected(); node != nil && node.Target.IsValid() && node.Target.CanAddr() {
		if h, ok := node.Target.Addr().Interface().(helper); ok {
			detail, node.Detail = h.Help(), ""
		}
	}
	if err := kong.DefaultHelpPrinter(options, ctx); err != nil {
		return err
	}
	if detail != "" {
		_, err := ctx.Stdout.Write([]byte("\n" + strings.TrimSpace(detail) + "\n"))
		return err
	}
	return nil
}
