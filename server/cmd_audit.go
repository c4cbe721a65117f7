package main

import (
	"cmp"
	"encoding/json"
	"os"
	"strings"

	"fieldsync/models"
	changesync "fieldsync/sync"
)

type auditCommand struct {
	List auditListCommand `cmd:"" default:"withargs" help:"List the entries, oldest first (the default)."`
	Head auditHeadCommand `cmd:"" help:"Print the end of the log, to be kept elsewhere for verify --audit-head."`
}

type auditListCommand struct {
	folder
	User   string `help:"Only what this user did, or what happened to the account." placeholder:"NAME" xor:"subject"`
	Record string `help:"Only what concerns this record: for a key person, who has seen what of that person." placeholder:"COLLECTION/ID" xor:"subject"`
	After  uint64 `help:"Only entries after this one." placeholder:"N"`
	JSON   bool   `name:"json" help:"Print one object a line: {\"n\",\"at\",\"seq\",\"action\",\"user\",\"by\",\"device\",\"collection\",\"record\",\"field\",\"reason\",\"detail\",\"records\"}."`
}

func (auditListCommand) Help() string {
	return `
The log holds who was let in or lost a right, who saw which masked field and
why, what the office wrote, and what a device sent without the right to. It
never holds a value. Each entry carries the hash of the one before, see
fieldsync verify. Examples:
  fieldsync audit --data .data --record key_person/ID
  fieldsync audit --data .data --user csm01`
}

// auditPage is how many entries are read at a time.
const auditPage = 1000

// Run lists entries page by page.
func (c *auditListCommand) Run(con *console) error {
	q := changesync.AuditQuery{After: c.After, Limit: auditPage}
	switch collection, id, ok := strings.Cut(c.Record, "/"); {
	case c.User != "":
		q.Subject = changesync.AuditOfUser(c.User)
	case ok && collection != "" && id != "":
		q.Subject = changesync.AuditOfRecord(changesync.Key{Collection: collection, ID: id})
	case c.Record != "":
		return &models.Error{Code: "usage", Field: "record", Message: "give collection and id, such as key_person/0191…"}
	}
	return c.use(con, func(o *office) error {
		out := json.NewEncoder(con.out)
		w := con.table()
		if !c.JSON {
			w.row("N", "TIME", "USER", "BY", "ACTION", "ABOUT", "WHY")
		}
		for {
			page, err := o.engine.AuditLog(con, q)
			if err != nil {
				return err
			}
			for i := range page {
				if !c.JSON {
					auditRow(w, &page[i])
				} else if err = out.Encode(page[i]); err != nil {
					return err
				}
				q.After = page[i].N
			}
			if len(page) < auditPage {
				return w.flush()
			}
		}
	})
}

// auditRow tells whom it concerned and who did it, where that is known.
func auditRow(w table, ev *changesync.AuditEvent) {
	about := ev.Device
	if ev.Record != "" {
		about = strings.TrimSuffix(ev.Collection+"/"+ev.Record+" "+ev.Field, " ")
	}
	why := cmp.Or(ev.Reason, ev.Detail, "-")
	if ev.Action == changesync.AuditReveal && ev.Reason != "" && ev.Detail != "" {
		why += " (" + ev.Detail + ")"
	}
	w.row(ev.N, moment(ev.At), cmp.Or(ev.User, "-"), cmp.Or(ev.By, "-"), ev.Action, cmp.Or(about, "-"), why)
}

type auditHeadCommand struct {
	folder
}

func (auditHeadCommand) Help() string {
	return `
Whoever may write to the database could rewrite the whole log with it. A head
that was kept elsewhere shows that:
  fieldsync audit head --data .data > /elsewhere/head.json
  fieldsync verify --data .data --audit-head /elsewhere/head.json`
}

// Run prints the head, always as JSON: it is to be kept.
func (c *auditHeadCommand) Run(con *console) error {
	return c.use(con, func(o *office) error {
		head, err := o.engine.AuditEnd(con)
		if err != nil {
			return err
		}
		return con.print(head)
	})
}

// readAuditHead reads an exported head, nil for no path.
func readAuditHead(path string) (*changesync.AuditHead, error) {
	if path == "" {
		return nil, nil
	}
	bad := func(err error) error {
		return &models.Error{Code: "bad_head", Field: "audit-head", Message: "give what fieldsync audit head printed", Err: err}
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, bad(err)
	}
	head := &changesync.AuditHead{}
	if err := json.Unmarshal(raw, head); err != nil {
		return nil, bad(err)
	}
	return head, nil
}
