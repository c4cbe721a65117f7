package changesync

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"fieldsync/models"
)

// The actions of the audit log: who was let in, who was given or lost a right,
// who saw what is masked for him, and what somebody tried without the right.
const (
	AuditReveal      = "reveal"         // a value was shown in full, with a reason; the detail tells of a device without a network
	AuditRefused     = "reveal_refused" // somebody asked for what is not for him; the detail says why not
	AuditEnrol       = "enrol"          // a device was enrolled
	AuditCode        = "code"           // a code for a device was given
	AuditRevoke      = "revoke"         // a device lost its rights
	AuditWipe        = "wipe"           // a device was ordered to erase itself, or told how far it is
	AuditUser        = "user"           // an account was made or changed
	AuditOffice      = "office"         // a person wrote through the server
	AuditQuarantine  = "quarantine"     // a changeset was put aside
	AuditAmend       = "amend"          // a changeset that was put aside was corrected
	AuditFork        = "fork"           // a device turned out to be a copy of another, or to have one
	AuditServerField = "server_field"   // a device wrote a field that only the server writes
	AuditExport      = "export"         // data were taken out, as a file or a report
	AuditErase       = "erase"          // personal data was erased
	AuditEpoch       = "epoch"          // a new history began: first start, or a restore
)

// AuditEvent is what one entry of the audit log says. It never holds a value
// of a record.
type AuditEvent struct {
	N          uint64 `json:"n"`              // 1, 2, 3 … without a gap
	At         int64  `json:"at"`             // server clock, Unix ms
	Seq        uint64 `json:"seq"`            // the commit it belongs to
	Action     string `json:"action"`         // AuditReveal …
	User       string `json:"user,omitempty"` // who did it, or to whose account it happened
	By         string `json:"by,omitempty"`   // who did it to the account, where that is somebody else
	Device     string `json:"device,omitempty"`
	Collection string `json:"collection,omitempty"`
	Record     string `json:"record,omitempty"` // whom or what it is about
	Field      string `json:"field,omitempty"`
	Reason     string `json:"reason,omitempty"` // as given by the user, or the code of the server
	Detail     string `json:"detail,omitempty"`
	// Records are the ids of Collection of which an export took something out.
	Records []string `json:"records,omitempty"`
}

// AuditRow is an entry as stored. Hash is SHA-256 over the hash of the entry
// before (nothing before the first) and Body, the exact bytes of the event.
type AuditRow struct {
	N        uint64
	Hash     []byte
	Body     []byte
	Subjects []string // what it is found by, see AuditOfUser and AuditOfRecord
}

// AuditQuery pages through the audit log, ordered by n. After is exclusive.
type AuditQuery struct {
	Subject string // "": all
	After   uint64
	Limit   int
}

// AuditOfUser is the subject of all that a user did or that happened to the
// account.
func AuditOfUser(user string) string { return "user:" + user }

// AuditOfRecord is the subject of all that concerns a record: for a key person,
// who has seen what of that person.
func AuditOfRecord(k Key) string { return "record:" + k.String() }

// AuditHead is the end of the audit log. Kept outside the database it shows
// later whether entries were cut off or changed.
type AuditHead struct {
	N    uint64 `json:"n"`
	Hash string `json:"hash"` // hex
}

// docAudit keeps the head beside the entries; the key is empty.
const docAudit = "audit"

// audit notes an event; it gets its place in the chain when the sequence is known.
func (g *group) audit(ev AuditEvent) { g.events = append(g.events, ev) }

// chainAudit puts the events of this group at the end of the chain. The
// organisation's counter is held, so nobody else is at it.
func (g *group) chainAudit() error {
	if len(g.events) == 0 {
		return nil
	}
	head, err := readAuditHead(g.tx)
	if err != nil {
		return err
	}
	for _, ev := range g.events {
		ev.N, ev.At, ev.Seq = head.N+1, g.now, g.seq
		row, err := head.next(ev)
		if err != nil {
			return err
		}
		g.batch.Audit = append(g.batch.Audit, row)
	}
	body, err := json.Marshal(head)
	g.batch.Docs = append(g.batch.Docs, Doc{Kind: docAudit, Body: body})
	return err
}

func readAuditHead(tx ReadTx) (head AuditHead, err error) {
	body, ok, err := tx.Doc(docAudit, "")
	if err == nil && ok {
		err = json.Unmarshal(body, &head)
	}
	return head, err
}

// next makes the row of an event and moves the head to it.
func (h *AuditHead) next(ev AuditEvent) (AuditRow, error) {
	body, err := json.Marshal(ev)
	if err != nil {
		return AuditRow{}, err
	}
	row := AuditRow{N: ev.N, Body: body, Subjects: ev.Subjects()}
	row.Hash, err = h.hash(body)
	h.N, h.Hash = ev.N, hex.EncodeToString(row.Hash)
	return row, err
}

func (h *AuditHead) hash(body []byte) ([]byte, error) {
	before, err := hex.DecodeString(h.Hash)
	sum := sha256.Sum256(append(before, body...))
	return sum[:], err
}

// Subjects are what the entry is found by: users and records, see AuditOfUser
// and AuditOfRecord.
func (ev *AuditEvent) Subjects() (out []string) {
	if ev.User != "" {
		out = append(out, AuditOfUser(ev.User))
	}
	if ev.By != "" && ev.By != ev.User {
		out = append(out, AuditOfUser(ev.By))
	}
	if ev.Record != "" {
		out = append(out, AuditOfRecord(Key{ev.Collection, ev.Record}))
	}
	for _, id := range ev.Records {
		out = append(out, AuditOfRecord(Key{ev.Collection, id}))
	}
	return out
}

// auditAside notes what a device sent without the right to, or what cannot be
// applied.
func (a *application) auditAside() {
	ev := a.auditEvent(AuditQuarantine)
	if all := a.receipt.Reasons; len(all) > 0 {
		ev.Collection, ev.Record, ev.Field, ev.Reason = all[0].Collection, all[0].Record, all[0].Field, all[0].Code
	}
	ev.Detail = string(a.dot)
	if claimed := a.body.Header.Actor; claimed != ev.User {
		ev.Detail += " in the name of " + claimed
	}
	a.g.audit(ev)
}

// auditAmend notes who settled a changeset that was put aside, by a correction
// or by closing it. What the server itself lets follow is nobody's deed.
func (a *application) auditAmend() {
	if a.dev.Status == DeviceServer {
		return
	}
	ev := a.auditEvent(AuditAmend)
	if named := a.body.Header.Records; len(named) > 0 {
		ev.Collection, ev.Record = named[0].Collection, named[0].ID
	}
	ev.Detail = string(a.dot) + " amends " + string(a.amended.dot)
	a.g.audit(ev)
}

func (a *application) auditServerField(t Target, w *Write) {
	ev := a.auditEvent(AuditServerField)
	ev.Collection, ev.Record, ev.Field, ev.Detail = t.Collection, t.ID, w.Field, string(a.dot)
	a.g.audit(ev)
}

// auditViewings notes what the author read in full on his own device, once and
// whatever becomes of the changeset; a correction of it says nothing new. What a
// device says is bounded, for it may not be one of ours.
func (a *application) auditViewings() {
	for i, t := range a.body.Header.Records {
		if t.Collection != models.ViewingCollection || !t.New || a.body.Header.Amends != "" {
			continue
		}
		v := a.newValues(i)
		say := func(field string) string {
			said := []rune(text(v, field))
			return string(said[:min(len(said), MaxReason)])
		}
		a.g.audit(AuditEvent{Action: AuditReveal, User: a.body.Header.Actor, Device: a.body.Header.Device,
			Collection: say("about"), Record: say("subject"), Field: say("field"), Reason: say("reason"), Detail: "on the device at " + say("seen_at")})
	}
}

func (a *application) auditEvent(action string) AuditEvent {
	return AuditEvent{Action: action, User: a.user(), Device: a.c.Header.Device}
}

// AuditLog reads entries in order.
func (e *Engine) AuditLog(ctx context.Context, q AuditQuery) (out []AuditEvent, err error) {
	err = e.store.View(ctx, func(tx ReadTx) error {
		out = nil
		rows, err := tx.Audit(q)
		for i := range rows {
			var ev AuditEvent
			if err := json.Unmarshal(rows[i].Body, &ev); err != nil {
				return fmt.Errorf("audit entry %d: %w", rows[i].N, err)
			}
			out = append(out, ev)
		}
		return err
	})
	return out, err
}

// AuditEnd reads the head, to be kept outside the database.
func (e *Engine) AuditEnd(ctx context.Context) (head AuditHead, err error) {
	err = e.store.View(ctx, func(tx ReadTx) (err error) {
		head, err = readAuditHead(tx)
		return err
	})
	return head, err
}

// VerifyAudit follows the chain from its first entry and says what is wrong
// where it first breaks, "" when it holds. An exported head (nil: none) must be
// a part of it; the head beside the entries must be its end. n counts the
// entries that hold; each is shown to seen (nil: nobody).
func VerifyAudit(tx ReadTx, exported *AuditHead, seen func(*AuditEvent)) (n uint64, wrong string, err error) {
	end, err := readAuditHead(tx)
	if err != nil {
		return 0, "", err
	}
	var at AuditHead
	met := exported == nil || exported.N == 0
	for {
		const page = 1000
		rows, err := tx.Audit(AuditQuery{After: at.N, Limit: page})
		if err != nil {
			return at.N, "", err
		}
		for i := range rows {
			ev, wrong := at.follow(&rows[i])
			if wrong != "" {
				return at.N, wrong, nil
			}
			if seen != nil {
				seen(ev)
			}
			if exported != nil && at.N == exported.N {
				if at.Hash != exported.Hash {
					return at.N, fmt.Sprintf("entry %d is not the one that was exported", at.N), nil
				}
				met = true
			}
		}
		if len(rows) < page {
			break
		}
	}
	switch {
	case !met:
		return at.N, fmt.Sprintf("entries %d to %d were exported and are missing", at.N+1, exported.N), nil
	case at.N < end.N:
		return at.N, fmt.Sprintf("entries %d to %d are missing", at.N+1, end.N), nil
	case at != end:
		return at.N, fmt.Sprintf("the end of the log says entry %d, the last is %d", end.N, at.N), nil
	}
	return at.N, "", nil
}

// follow checks that a row is the next of the chain and moves on to it.
func (h *AuditHead) follow(row *AuditRow) (*AuditEvent, string) {
	ev := &AuditEvent{}
	hash, err := h.hash(row.Body)
	switch {
	case row.N != h.N+1:
		return nil, fmt.Sprintf("entry %d is missing", h.N+1)
	case err != nil || !bytes.Equal(hash, row.Hash):
		return nil, fmt.Sprintf("entry %d was changed, or the one before it", row.N)
	case json.Unmarshal(row.Body, ev) != nil || ev.N != row.N:
		return nil, fmt.Sprintf("entry %d says that it is another", row.N)
	}
	h.N, h.Hash = row.N, hex.EncodeToString(row.Hash)
	return ev, ""
}
