package changesync

import (
	"crypto/sha256"
	"encoding/json"

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
	scopes := sortedKeys(items)
	list, err := json.Marshal(scopes)
	if err != nil {
		return err
	}
	g.batch.Docs = append(g.batch.Docs, Doc{Kind: docQuarantine, Key: string(a.dot), Body: list})
	edits := make([]Edit, 0, len(items))
	for _, scope := range scopes {
		edits = append(edits, a.item(scope, items[scope]))
	}
	return g.writeParts(edits)
}

// items groups the writes by the scope that each record really lives in.
func (a *application) items() (map[models.Scope][]*Write, error) {
	out := map[models.Scope][]*Write{}
	user, err := a.g.user(a.body.Header.Actor)
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
		out[scope] = append(out[scope], w)
	}
	return out, nil
}

func (a *application) item(scope models.Scope, writes []*Write) Edit {
	set := models.Values{
		"scope": jsonText(string(scope)), "device": jsonText(a.c.Header.Device),
		"n": jsonNumber(a.c.Header.N), "author": jsonText(a.body.Header.Actor),
		"reasons": itemReasons(a.reasonsIn(scope)), "state": jsonText(ItemOpen),
	}
	if len(writes) > 0 {
		set["content"] = a.content(writes, maxItemBytes)
	}
	return Edit{Key: itemKey(a.dot, scope), Scope: scope, Set: set}
}

// reasonsIn leaves out what other scopes' people have no business to know.
func (a *application) reasonsIn(scope models.Scope) []Reason {
	var out []Reason
	for _, r := range a.receipt.Reasons {
		for _, t := range a.body.Header.Records {
			own := a.ownScope(scope) || t.Scope == scope || r.Record == ""
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

func (a *application) ownScope(scope models.Scope) bool {
	kind, _, _ := models.ParseScope(scope)
	return kind == models.ScopeStaff
}

// maxItemReasons bounds the reasons in a quarantine record.
const maxItemReasons = 100

// maxItemBytes bounds what a quarantine record shows. The changeset itself is
// kept whole beside it.
const (
	maxItemBytes  = 128 << 10
	maxItemWrites = 500
)

// content shows the writes as a list of objects, as many as fit; most 0: all.
func (a *application) content(writes []*Write, most int) json.RawMessage {
	b := []byte{'['}
	for i, w := range writes {
		if most > 0 && (i == maxItemWrites || len(b)+len(w.Value)+len(w.Elem) > most) {
			break
		}
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

// itemKey derives the record from dot and scope, so that it is the same
// whoever makes it.
func itemKey(dot Dot, scope models.Scope) Key {
	sum := sha256.Sum256([]byte("fieldsync/quarantine/1\x00" + string(dot) + "\x00" + string(scope)))
	var id uuid.UUID
	copy(id[:], sum[:16])
	id[6] = id[6]&0x0f | 0x80 // version 8: our own derivation
	id[8] = id[8]&0x3f | 0x80
	return Key{QuarantineCollection, id.String()}
}

// closeItems notes in all records of a quarantined changeset how it ended.
func (g *group) closeItems(c *Changeset, dot Dot, by string) error {
	body, err := g.doc(docQuarantine, string(dot))
	if err != nil || body == nil {
		return err
	}
	var scopes []models.Scope
	if err := json.Unmarshal(body, &scopes); err != nil {
		return err
	}
	edits := make([]Edit, 0, len(scopes))
	for _, s := range scopes {
		edits = append(edits, Edit{Key: itemKey(dot, s), Scope: s, Set: models.Values{
			"state": jsonText(ItemAmended), "amended_by": jsonText(by),
		}})
	}
	return g.writeParts(edits)
}

func jsonText(s string) json.RawMessage { return appendString(nil, s) }

func jsonNumber(n uint64) json.RawMessage {
	return json.RawMessage(appendUint([]byte{'{'}, "n", n)[5:])
}
