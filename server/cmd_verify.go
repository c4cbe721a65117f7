package main

import (
	"errors"

	"fieldsync/models"
	"fieldsync/server/store/sqlite"
	changesync "fieldsync/sync"
)

type verifyCommand struct {
	folder
	AuditHead string `help:"An end of the audit log that was kept elsewhere (fieldsync audit head): it must be a part of the log." type:"path" placeholder:"FILE"`
	JSON      bool   `name:"json" help:"Print {\"ok\",\"problems\",\"devices\",\"changesets\",\"receipts\",\"runs\",\"records\",\"checksums\",\"conflicts\",\"log\",\"references\",\"audit\",\"database\"}."`
}

func (verifyCommand) Help() string {
	return `
Checks, on one snapshot, also while the server runs:
  - the file's integrity and the settings that durability rests on
  - each device's chain: every changeset there, its hash, what it follows, the
    signature over the run it came in
  - each receipt: signed by this server, for this changeset, at this place
  - each record: it can be read, and rests on changesets that are there
  - the checksums of all scopes and the open conflicts, worked out anew
  - the log: every entry can be read, the last one of each record is there and
    says what the record says, and the scope's head lets pulls find it
  - the index: by each indexed value, just the records that have it are found
  - the audit log: each entry is there and carries the hash of the one before;
    with --audit-head also that nothing was cut off or rewritten since; by each
    user and record that it names, just its entries are found
  - the devices: whose they are and whether they have rights, as far as the
    audit log holds their enrolment
  - the users of all devices have accounts
  - what the journal of erasures names is erased, and the journal is there

Not checked: replaced values in the history, what earlier log entries say,
grants, and settings other than accounts.

Exit status 1 when anything is wrong; the first problem of each kind is named.`
}

// report is what was counted and what was found.
type report struct {
	OK         bool     `json:"ok"`
	Problems   []string `json:"problems"`
	Devices    int      `json:"devices"`
	Changesets int      `json:"changesets"`
	Receipts   int      `json:"receipts"`
	Runs       int      `json:"runs"`
	Records    int      `json:"records"`
	Checksums  int      `json:"checksums"`
	Conflicts  int      `json:"conflicts"`
	Log        int      `json:"log"`
	References int      `json:"references"`
	Audit      uint64   `json:"audit"` // entries that hold
	// Database is what its durability rests on.
	Database sqlite.Settings `json:"database"`
}

// Run checks, prints and fails if there was a problem.
func (c *verifyCommand) Run(con *console) error {
	return c.use(con, func(o *office) error {
		head, err := readAuditHead(c.AuditHead)
		if err != nil {
			return err
		}
		r, err := o.verify(con, head)
		if err != nil {
			return err
		}
		if c.JSON {
			if err := con.print(r); err != nil {
				return err
			}
		} else {
			con.say("%d devices, %d changesets in %d signed runs, %d receipts, %d records, %d checksums, %d open conflicts, %d log entries, %d references, %d audit entries",
				r.Devices, r.Changesets, r.Runs, r.Receipts, r.Records, r.Checksums, r.Conflicts, r.Log, r.References, r.Audit)
			con.say("%s", r.Database)
			for _, p := range r.Problems {
				con.say("wrong: %s", p)
			}
		}
		if !r.OK {
			con.json = false // the report has said it
			return &models.Error{Code: "damaged", Message: r.Problems[0]}
		}
		if !c.JSON {
			con.say("these are right; history, what earlier log entries say, grants and settings are not checked (see --help)")
		}
		return nil
	})
}

// verify checks what can be worked out anew.
func (o *office) verify(con *console, auditHead *changesync.AuditHead) (*report, error) {
	v := &verifier{office: o, con: con, report: &report{Problems: []string{}}, seen: map[string]bool{}, devices: map[string]changesync.Device{},
		references: map[reference]referrers{}}
	if err := o.store.Integrity(con); err != nil {
		v.wrong("integrity", "%v", err)
	}
	settings, err := o.store.Settings(con)
	if v.report.Database = settings; err != nil {
		v.wrong("settings", "%v", err)
	}
	if err := o.sameKeys(con); err != nil {
		v.wrong("keys", "%v", err)
	}
	err = o.data.View(con, func(tx changesync.ReadTx) error {
		v.tx = tx
		for _, step := range []func() error{v.chains, v.records, v.log, v.index} {
			if err := step(); err != nil {
				return err
			}
		}
		return v.audit(auditHead)
	})
	if err == nil {
		err = errors.Join(v.accounts(), v.erasures())
	}
	if err != nil {
		v.wrong("reading", "%v", err)
	}
	v.report.OK = len(v.report.Problems) == 0
	return v.report, con.Err()
}
