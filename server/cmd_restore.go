package main

import (
	"errors"
	"io"
	"os"
	"time"

	"fieldsync/models"
	"fieldsync/server/keys"
	"fieldsync/server/store/sqlite"
)

type restoreCommand struct {
	folder
	Src string `arg:"" type:"path" help:"A file that fieldsync backup made."`
	acceptance
	Replace bool `help:"Put it in the place of a database that is there; that one is kept beside it under another name."`
	JSON    bool `name:"json" help:"Print {\"epoch\",\"kept\",\"journal\"}."`
}

func (restoreCommand) Help() string {
	return `
Stop the server first. The restored history begins a new epoch: at their next
sync all devices take everything anew and hand back what the backup does not
have yet, out of what they keep for 30 days. keys.json must be the one that
belongs to the backup.

What was erased after the backup was made is erased again, as erased.jsonl in
the folder says; on another machine put the latest copy of it there first, and
of revoked.jsonl. A damaged one, or one that lacks what the backup knows, is
refused: --accept-journal goes on without.`
}

// Run checks the backup, begins its new epoch in a copy, and only then changes
// places, so that a failed restore leaves everything as it was.
func (c *restoreCommand) Run(con *console) (err error) {
	held, err := c.lock()
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = finally(err, held.undo)
			return
		}
		err = held.release()
	}()
	if exists(c.database()) && !c.Replace {
		return &models.Error{Code: "already_there", Field: "data", Message: "there is a database in " + c.Data, Hint: "give --replace to put the backup in its place"}
	}
	k, err := keys.Load(c.folder.keys())
	if err != nil {
		return err
	}
	work, err := os.MkdirTemp(c.Data, "restore-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	copied := folder{Data: work, KeyFile: c.folder.keys()}
	if err := copyFile(c.Src, copied.database()); err != nil {
		return &models.Error{Code: "no_backup", Field: "src", Message: "the backup cannot be read", Err: err}
	}
	epoch, again, err := copied.renew(con, k, c.folder, c.acceptance)
	if err != nil {
		return notRestored(c.Src, err)
	}
	kept, err := c.changePlaces(con, copied.database())
	if err != nil {
		return err
	}
	if c.JSON {
		return con.print(map[string]any{"epoch": epoch, "kept": kept, "journal": again})
	}
	con.say("Restored, in the new epoch %s.", epoch)
	if again.Missing {
		con.say("There is no journal of erasures for it (%s), or not all of it. If anything was erased since the backup was made, put the journal there before you start the server.", c.journal())
	} else {
		con.say("%d record(s) that were erased since the backup was made are erased again.", again.Erased)
	}
	if again.Devices > 0 {
		con.say("%d device(s) that lost their rights since the backup was made have lost them again.", again.Devices)
	}
	if kept != "" {
		con.say("The database that was there is kept as %s.", kept)
	}
	return nil
}

// notRestored says of a damaged backup that it is the backup: the store only
// knows the database it was given, and its advice is to restore one.
func notRestored(src string, err error) error {
	var broken *sqlite.Error
	if !errors.As(err, &broken) || broken.Code != sqlite.CodeCorrupt {
		return err
	}
	// Without the cause's own advice, which is about a database in use.
	return &models.Error{Code: "no_backup", Field: "src", Message: src + " is no backup, or a damaged one",
		Hint: "give a file that fieldsync backup made; what is in the folder is as it was", Err: broken.Err}
}

// renew checks a copied database, begins its next epoch and erases in it what
// was erased since.
func (f folder) renew(con *console, k *keys.Keys, from folder, accept acceptance) (epoch string, again replayed, err error) {
	o, err := f.with(con, k)
	if err != nil {
		return "", again, err
	}
	defer func() { err = finally(err, o.close) }()
	if err := o.store.Integrity(con); err != nil {
		return "", again, err
	}
	if err := o.sameKeys(con); err != nil {
		return "", again, err
	}
	if err := o.engine.BeginEpoch(con); err != nil {
		return "", again, err
	}
	again, err = o.replay(con, from, accept, true)
	return o.engine.Epoch(), again, err
}

// changePlaces keeps the old database under a second name and puts the new one
// in its place. Whenever the process may die, there is a whole database under
// the name: a start on none would make an empty one.
func (c *restoreCommand) changePlaces(con *console, fresh string) (kept string, err error) {
	if exists(c.database()) {
		kept = c.database() + "." + con.now().UTC().Format("20060102T150405") + ".old"
		if err := setAside(con, c.database(), kept); err != nil {
			return "", &models.Error{Code: "not_kept", Field: "data", Message: "the database that is there cannot be set aside", Err: err}
		}
	}
	if err := os.Rename(fresh, c.database()); err != nil {
		return "", err
	}
	return kept, syncFile(c.Data)
}

// setAside gives a database a second name. Its write-ahead log must not lie
// beside the new one, which would take it for its own: opening and closing
// folds it in. Where the old database is too damaged for that, which is why
// people restore, its log is set aside with it.
func setAside(con *console, database, kept string) error {
	store, broken := sqlite.Open(con, database, sqlite.Options{Readers: 1, BusyTimeout: time.Second})
	if broken == nil {
		if err := store.Close(); err != nil {
			return err
		}
		if exists(database + "-wal") {
			return errors.New("another command has it open: wait for its end")
		}
	}
	if err := os.Link(database, kept); err != nil {
		return err
	}
	for _, end := range []string{"-wal", "-shm"} {
		if exists(database + end) {
			if err := os.Rename(database+end, kept+end); err != nil {
				return err
			}
		}
	}
	return nil
}

func copyFile(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = finally(err, out.Close) }()
	if _, err := io.Copy(out, in); err != nil {
		return err
	}
	return out.Sync()
}

func syncFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return finally(f.Sync(), f.Close)
}
