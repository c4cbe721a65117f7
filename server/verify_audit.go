package main

import (
	"strconv"

	changesync "fieldsync/sync"
)

// told is what the audit log says, gathered while its chain is followed.
type told struct {
	subjects map[string]referrers
	enrolled map[string]string // user by device
	lost     map[string]bool   // devices that lost their rights
}

func (t *told) hear(ev *changesync.AuditEvent) {
	for _, s := range ev.Subjects() {
		t.subjects[s] = t.subjects[s].with(strconv.FormatUint(ev.N, 10))
	}
	switch ev.Action {
	case changesync.AuditEnrol:
		t.enrolled[ev.Device] = ev.User
	case changesync.AuditRevoke, changesync.AuditWipe:
		t.lost[ev.Device] = true
	}
}

// audit follows the audit log and names its first break. Where it holds, it is
// asked whether its index finds all of it, and whether the devices are what it
// says of them.
func (v *verifier) audit(exported *changesync.AuditHead) error {
	t := &told{subjects: map[string]referrers{}, enrolled: map[string]string{}, lost: map[string]bool{}}
	n, wrong, err := changesync.VerifyAudit(v.tx, exported, t.hear)
	if v.report.Audit = n; wrong != "" {
		v.wrong("audit", "%s", wrong)
		return err
	}
	if err != nil {
		return err
	}
	v.devicesAre(t)
	return v.auditIndex(t)
}

// auditIndex compares what is found by each subject. Entries under subjects
// that the log does not name cannot be listed; nobody looks for those.
func (v *verifier) auditIndex(t *told) error {
	for subject, want := range t.subjects {
		var got referrers
		q := changesync.AuditQuery{Subject: subject, Limit: auditPage}
		for {
			rows, err := v.tx.Audit(q)
			if err != nil {
				return err
			}
			if err := v.con.Err(); err != nil {
				return err
			}
			for i := range rows {
				got, q.After = got.with(strconv.FormatUint(rows[i].N, 10)), rows[i].N
			}
			if len(rows) < auditPage {
				break
			}
		}
		if got != want {
			v.wrong("audit index", "of %s the log has %d entries and %d are found, or others", subject, want.n, got.n)
		}
	}
	return nil
}

// devicesAre compares user and status of each device with what the log says.
// Devices that were enrolled before there was a log, or in a history that was
// restored away, are not in it.
func (v *verifier) devicesAre(t *told) {
	for id, d := range v.devices {
		user, known := t.enrolled[id]
		switch {
		case d.Status == changesync.DeviceServer:
		case known && user != d.User:
			v.wrong("device", "%s was enrolled by %s and belongs to %s", id, user, d.User)
		case t.lost[id] && d.Status == changesync.DeviceActive:
			v.wrong("device", "%s lost its rights, says the audit log, and is active", id)
		case known && !t.lost[id] && d.Status != changesync.DeviceActive:
			v.wrong("device", "%s is %s, and nobody took its rights, says the audit log", id, d.Status)
		}
	}
}
