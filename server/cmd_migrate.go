package main

type migrateCommand struct {
	folder
	JSON bool `name:"json" help:"Print {\"ok\"}."`
}

func (migrateCommand) Help() string {
	return `
Every command brings the tables up to date when it opens the database. This one
does nothing else, for a roll-out that wants it done, and seen to be done,
before the new server starts. It refuses to work beside a running server.`
}

// Run opens the database, which runs the missing steps, and closes it.
func (c *migrateCommand) Run(con *console) (err error) {
	held, err := c.lock()
	if err != nil {
		return err
	}
	defer func() { err = finally(err, held.release) }()
	return c.use(con, func(o *office) error {
		if c.JSON {
			return con.print(map[string]bool{"ok": true})
		}
		con.say("The database in %s is up to date.", c.Data)
		return nil
	})
}
