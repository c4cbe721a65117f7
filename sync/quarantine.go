package changesync

import (
	"crypto/sha256"
	"encoding/json"
	"slices"
	"strconv"

	"fieldsync/models"

	"github.com/google/uuid"
)

// QuarantineCollection holds one record for each scope that a quarantined
// changeset meant, and one in its author's own scope. They sync like all
// others, so that author and owner learn what happened and how it ended.
const QuarantineCollection = "quarantine_item"

// The states of a quarantine record.
const (
	ItemOpen    = "open"
	ItemAmended = "amended"
)

// docQuarantine lists the quarantine records of a dot.
const docQuarantine = "quarantine"

// putAside keeps a changeset in quarantine: whole in the store, and as records
// for the people it concerns.
func (a *application) putAside() error {
	g := a.g
	g.void[a.dot] = a.c
	a.auditAside()
	if err := a.voided(); err != nil {
		return err
	}
	g.keep(a.stage)
	if err := a.waits(); err != nil {
		return err
	}
	items, err := a.items()
	if err != nil {
		return err
	}
	var scopes []models.Scope
	var edits []Edit
	for _, scope := range sortedKeys(items) {
		for part, content := range a.parts(items[scope]) {
			scopes = append(scopes, scope)
			edits = append(edits, a.item(scope, part, content))
		}
	}
	list, err := json.Marshal(scopes)
	if err != nil {
		return err
	}
	g.batch.Docs = append(g.batch.Docs, Doc{Kind: docQuarantine, Key: string(a.dot), Body: list})
	return g.writeParts(edits)
}

// items groups the writes by the scope that each record really lives in.
func (a *application) items() (map[models.Scope][]*Write, error) {
	out := map[models.Scope][]*Write{}
	user, err := a.g.user(a.user())
	if err != nil {
		return nil, err
	}
	if user.Staff != "" {
		out[models.MakeScope(models.ScopeStaff, user.Staff)] = nil
	}
	for i := range a.body.Writes {
		w := &a.body.Writes[i]
		t := a.body.Header.Records[w.Record]
		scope := t.Scope
		rec, err := a.g.record(t.Key)
		if err != nil {
			return nil, err
		}
		if rec != nil {
			scope = rec.rec.Scope
		}
		if a.mayShow(t, rec, w) {
			out[scope] = append(out[scope], w)
		} else { // a part all the same: whoever accepts it accepts this too
			out[scope] = append([]*Write{}, out[scope]...)
			a.sealed = append(a.sealed, sealedReason(a.g.e.reg.Collection(t.Collection), t.Key, w.Field))
		}
	}
	return out, nil
}

// item is the quarantine record of a scope, or one of several parts.
func (a *application) item(scope models.Scope, part int, content json.RawMessage) Edit {
	set := models.Values{
		"scope": jsonText(string(scope)), "device": jsonText(a.c.Header.Device),
		"n": jsonNumber(a.c.Header.N), "author": jsonText(a.user()),
		"reasons": itemReasons(a.reasonsIn(scope)), "state": jsonText(ItemOpen),
	}
	if content != nil {
		set["content"] = content
	}
	if part > 0 {
		set["part"] = jsonNumber(uint64(part))
	}
	return Edit{Key: itemKey(a.dot, scope, part), Scope: scope, Set: set}
}

// reasonsIn leaves out what other scopes' people have no business to know.
func (a *application) reasonsIn(scope models.Scope) []Reason {
	var out []Reason
	if ownScope(scope) { // for devices that were answered before it was erased
		out = append(out, a.receipt.Void...)
	}
	all := a.receipt.Reasons
	if !ownScope(scope) {
		all = slices.Concat(all, a.sealed)
	}
	for _, r := range all {
		for _, t := range a.body.Header.Records {
			own := ownScope(scope) || t.Scope == scope || r.Record == ""
			if own && (r.Record == "" || (t.Collection == r.Collection && t.ID == r.Record)) {
				out = append(out, r)
				break
			}
		}
	}
	if len(out) > maxItemReasons {
		out = out[:maxItemReasons]
	}
	if len(out) == 0 {
		out = []Reason{{Code: "with_others", Message: "it came in one changeset with writes that cannot be applied"}}
	}
	return out
}

// maxItemReasons bounds the reasons in a quarantine record.
const maxItemReasons = 100

// What one quarantine record holds at most; more writes go into further parts,
// so that whoever settles the changeset has all of it.
const (
	maxItemBytes  = 128 << 10
	maxItemWrites = 500
)

// parts are the writes as lists of objects, one for each quarantine record; a
// scope without writes has one record without content.
func (a *application) parts(writes []*Write) []json.RawMessage {
	if writes == nil {
		return []json.RawMessage{nil}
	}
	if len(writes) == 0 {
		return []json.RawMessage{json.RawMessage("[]")}
	}
	var out []json.RawMessage
	for len(writes) > 0 {
		n, size := 0, 0
		for n < len(writes) && n < maxItemWrites {
			size += len(writes[n].Value) + len(writes[n].Elem)
			if n > 0 && size > maxItemBytes {
				break
			}
			n++
		}
		out = append(out, a.content(writes[:n]))
		writes = writes[n:]
	}
	return out
}

// content shows writes as a list of objects.
func (a *application) content(writes []*Write) json.RawMessage {
	b := []byte{'['}
	for i, w := range writes {
		if i > 0 {
			b = append(b, ',')
		}
		t := a.body.Header.Records[w.Record]
		b = appendText(append(b, '{'), "collection", t.Collection)
		b = appendText(b, "record", t.ID)
		b = appendText(b, "field", w.Field)
		if w.Elem != "" {
			b = appendText(b, "elem", w.Elem)
		}
		b = append(append(appendMember(b, "value"), w.Value...), '}')
	}
	return append(b, ']')
}

// itemKey derives the record from dot, scope and part, so that it is the same
// whoever makes it.
func itemKey(dot Dot, scope models.Scope, part int) Key {
	name := "fieldsync/quarantine/1\x00" + string(dot) + "\x00" + string(scope)
	if part > 0 {
		name += "\x00" + strconv.Itoa(part)
	}
	sum := sha256.Sum256([]byte(name))
	var id uuid.UUID
	copy(id[:], sum[:16])
	id[6] = id[6]&0x0f | 0x80 // version 8: our own derivation
	id[8] = id[8]&0x3f | 0x80
	return Key{QuarantineCollection, id.String()}
}

// closeItems notes in the records of the closed scopes how it ended; all are
// the scopes with their parts.
func (g *group) closeItems(dot Dot, all, closed []models.Scope, by string) error {
	var edits []Edit
	part := map[models.Scope]int{}
	for _, s := range all {
		if slices.Contains(closed, s) {
			edits = append(edits, Edit{Key: itemKey(dot, s, part[s]), Scope: s, Set: models.Values{
				"state": jsonText(ItemAmended), "amended_by": jsonText(by),
			}})
		}
		part[s]++
	}
	return g.writeParts(edits)
}

func jsonText(s string) json.RawMessage { return appendString(nil, s) }

func jsonNumber(n uint64) json.RawMessage {
	return json.RawMessage(appendUint([]byte{'{'}, "n", n)[5:])
}
