package main

import "fieldsync/server/keys"

type keysCommand struct {
	Add keysAddCommand `cmd:"" help:"Add a key that seals the data from now on."`
}

type keysAddCommand struct {
	folder
	JSON bool `name:"json" help:"Print {\"keys\"}."`
}

func (keysAddCommand) Help() string {
	return `
What is written from now on is sealed with the new key; the older keys stay in
the file and open what they sealed. Keep a new copy of the key file apart from
the data: whoever loses it loses the data. It refuses to work beside a running
server. A database that was kept in the clear until now is sealed row by row as
it is written; what is never written again stays readable in it.`
}

// Run adds the key while nobody else has the file open.
func (c *keysAddCommand) Run(con *console) (err error) {
	if !exists(c.database()) {
		_, err := c.open(con) // says what is wrong
		return err
	}
	held, err := c.lock()
	if err != nil {
		return err
	}
	defer func() { err = finally(err, held.release) }()
	n, err := keys.AddData(c.keys(), con.random)
	if err != nil {
		return err
	}
	if c.JSON {
		return con.print(map[string]int{"keys": n})
	}
	con.say("%d keys; the last one seals from now on. Keep a copy of %s apart from the data.", n, c.keys())
	return nil
}
