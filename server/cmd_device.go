package main

import (
	"cmp"
	"fmt"
	"time"

	changesync "fieldsync/sync"
)

type deviceCommand struct {
	Code   deviceCodeCommand   `cmd:"" help:"Make a single-use code that enrols a device within ten minutes."`
	List   deviceListCommand   `cmd:"" help:"List the enrolled devices."`
	Revoke deviceRevokeCommand `cmd:"" help:"Take a device's rights; what it still delivers goes into quarantine."`
	Wipe   deviceWipeCommand   `cmd:"" help:"Order a lost device to deliver what it holds and erase itself."`
}

type deviceCodeCommand struct {
	folder
	User string `required:"" help:"Who will use the device." placeholder:"NAME"`
	URL  string `name:"url" help:"Address at which the device reaches the server; by default the one the server of this folder gave itself." env:"FIELDSYNC_PUBLIC_URL" placeholder:"URL"`
	QR   bool   `name:"qr" help:"Draw the QR code also when the output is no terminal."`
	JSON bool   `name:"json" help:"Print {\"code\",\"expires_at\",\"url\",\"link\"}; link is what the QR code holds."`
}

func (deviceCodeCommand) Help() string {
	return `
Works while the server runs. Example:
  fieldsync device code --data .data --user csm01
  field --home ~/phone1 enroll --server URL --code CODE`
}

// Run makes the code.
func (c *deviceCodeCommand) Run(con *console) error {
	return c.use(con, func(o *office) error {
		code, err := o.engine.NewCode(con, c.User)
		if err != nil {
			return err
		}
		url := cmp.Or(c.URL, c.lastURL(), defaultURL)
		link := changesync.EnrolLink(url, code.Code)
		if c.JSON {
			return con.print(map[string]string{"code": code.Code, "expires_at": code.Expires.UTC().Format(time.RFC3339), "url": url, "link": link})
		}
		con.say("%s, for %s, once, until %s:", code.Code, c.User, until(code.Expires))
		con.say("  %s", enrolLine(o.Data, c.User, url, code.Code))
		if !c.QR && !terminal(con.out) {
			return nil
		}
		drawn, err := drawQR(link)
		if err == nil {
			_, err = fmt.Fprintln(con.out, drawn)
		}
		return err
	})
}

type deviceListCommand struct {
	folder
	User string `help:"Only the devices of this user." placeholder:"NAME"`
	JSON bool   `name:"json" help:"Print an array of {\"id\",\"user\",\"name\",\"status\",\"changesets\",\"enrolled_at\",\"last_push\",\"copied_at\",\"wipe\"}."`
}

// deviceRow is one line of the list. The server notes when a device delivered,
// not when it read: one that only reads has no last push.
type deviceRow struct {
	ID         string   `json:"id"`
	User       string   `json:"user"`
	Name       string   `json:"name"`
	Status     string   `json:"status"`
	Changesets uint64   `json:"changesets"`
	Enrolled   string   `json:"enrolled_at"`
	LastPush   string   `json:"last_push"`
	Copied     string   `json:"copied_at,omitempty"` // when a copy of it was met
	Wipe       *wipeRow `json:"wipe,omitempty"`
}

func rowOf(d changesync.Device, copied int64, w *changesync.Wipe) deviceRow {
	return deviceRow{d.ID, d.User, d.Name, d.Status, d.N, moment(d.Enrolled), moment(d.LastSeen), moment(copied), wipeRowOf(w)}
}

// standing is the status as a person reads it, with copies and the wipe behind it.
func (r *deviceRow) standing() string {
	out := r.Status
	if r.Copied != "" {
		out += ", copied"
	}
	if r.Wipe != nil {
		out += ", wipe " + r.Wipe.text()
	}
	return out
}

// until is the end of something, for people: with the zone, since the machine's
// may not be theirs.
func until(t time.Time) string { return t.Format("2006-01-02 15:04:05 -07:00") }

// moment writes Unix ms, "" for never.
func moment(ms int64) string {
	if ms == 0 {
		return ""
	}
	return time.UnixMilli(ms).UTC().Format(time.RFC3339)
}

// Run lists the devices, the server's own ones too: they are writers like all.
func (c *deviceListCommand) Run(con *console) error {
	return c.use(con, func(o *office) error {
		devices, err := o.engine.Devices(con, c.User)
		if err != nil {
			return err
		}
		rows := make([]deviceRow, 0, len(devices))
		wipes, err := o.engine.Wipes(con)
		if err != nil {
			return err
		}
		copied, err := o.engine.Copied(con)
		if err != nil {
			return err
		}
		for _, d := range devices {
			rows = append(rows, rowOf(d, copied[d.ID], wipes[d.ID]))
		}
		if c.JSON {
			return con.print(rows)
		}
		w := con.table("DEVICE", "USER", "NAME", "STATUS", "CHANGESETS", "LAST PUSH")
		for _, r := range rows {
			w.row(r.ID, r.User, r.Name, r.standing(), r.Changesets, cmp.Or(r.LastPush, "never"))
		}
		return w.flush()
	})
}

type deviceRevokeCommand struct {
	folder
	answerable
	ID   string `arg:"" help:"The device, as fieldsync device list names it."`
	JSON bool   `name:"json" help:"Print {\"revoked\"}."`
}

// Run revokes the device. Its data stays, and what it still delivers is kept.
func (c *deviceRevokeCommand) Run(con *console) error {
	return c.use(con, func(o *office) error {
		if err := o.engine.RevokeAs(con, c.As, c.ID); err != nil {
			return err
		}
		if c.JSON {
			return con.print(map[string]string{"revoked": c.ID})
		}
		con.say("%s can read nothing any more; what it still delivers goes into quarantine.", c.ID)
		return nil
	})
}
