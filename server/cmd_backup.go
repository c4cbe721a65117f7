package main

import (
	"os"

	"fieldsync/models"
	"fieldsync/server/store/sqlite"
)

type backupCommand struct {
	folder
	Dest string `arg:"" type:"path" help:"File to write; it must not exist."`
	JSON bool   `name:"json" help:"Print {\"backup\",\"bytes\"}."`
}

func (backupCommand) Help() string {
	return `
One consistent copy of the database, also while the server runs. The keys are
not in it: keep a copy of keys.json somewhere else, once. Without it a restored
server is a stranger to its devices.`
}

// Run writes the copy. It is durable when the command ends with status 0.
func (c *backupCommand) Run(con *console) (err error) {
	if !exists(c.database()) {
		_, err := c.open(con) // says what is wrong
		return err
	}
	// Without an engine, and so without a key: backups run under an account
	// that may read the data and nothing else.
	store, err := sqlite.Open(con, c.database(), sqlite.Options{Readers: 1})
	if err != nil {
		return err
	}
	defer func() { err = finally(err, store.Close) }()
	if err := store.Backup(con, c.Dest); err != nil {
		return &models.Error{Code: "backup_failed", Field: "dest", Message: "no backup was made", Err: err}
	}
	info, err := os.Stat(c.Dest)
	if err != nil {
		return err
	}
	if c.JSON {
		return con.print(map[string]any{"backup": c.Dest, "bytes": info.Size()})
	}
	con.say("%s: %d bytes. The keys are not in it: keep %s safe as well.", c.Dest, info.Size(), c.keys())
	if exists(c.revoked()) {
		con.say("Nor is which devices were revoked since: keep a copy of %s, always the latest, as well.", c.revoked())
	}
	if exists(c.journal()) {
		con.say("Nor is what was erased: keep a copy of %s, always the latest, for a restore on another machine.", c.journal())
	}
	return nil
}
