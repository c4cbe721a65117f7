package changesync

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"fieldsync/models"
)

// EraseRequest asks for the erasure of a record, or of some of its fields.
type EraseRequest struct {
	Key Key
	// Fields are what is erased; none: all that people wrote, but for the
	// reference to its home. Then the record is deleted, and of a person also
	// what other records hold of him, see dependants.
	Fields []string
	Actor  string // who answers for it
	Reason string // for the audit log, as for Reveal
	DryRun bool   // only say what would go
}

// Erasure says what an erasure takes, or would take: names and numbers only.
type Erasure struct {
	Records    []ErasedRecord `json:"records"`
	Values     int            `json:"values"`     // live in cells
	History    int            `json:"history"`    // replaced values
	Log        int            `json:"log"`        // entries rewritten
	Changesets int            `json:"changesets"` // that lost bodies and salts
	Quarantine int            `json:"quarantine"` // quarantine records rewritten
	Seq        uint64         `json:"seq"`        // where; 0 for a dry run
}

// ErasedRecord is a record of which fields are erased.
type ErasedRecord struct {
	Collection string   `json:"collection"`
	Record     string   `json:"record"`
	Fields     []string `json:"fields"`
	Deleted    bool     `json:"deleted"`
}

// erasureTarget is one record with the fields that go.
type erasureTarget struct {
	Key
	scope   models.Scope
	fields  []string
	marks   map[string]Mark // known before, from the journal
	deletes bool
	// stays says of a record whose time is over that it is kept all the same,
	// as it stands when it is to go; nil: it never is.
	stays func(*Record) bool
}

// erasurePlan is what an erasure is about, and which changesets write there, as
// found before it began: reading all of them takes its time.
type erasurePlan struct {
	targets       []erasureTarget
	actor, reason string
	replays       bool              // the journal
	expires       bool              // what is gone already is left alone
	upTo          map[string]uint64 // changesets looked at, by device
	found         []numberedChangeset
	index         map[Key][]string // the first targets, so many are indexed
	indexed       int
}

type numberedChangeset struct {
	device string
	n      uint64
}

// errDryRun takes a dry run back.
var errDryRun = errors.New("dry run")

// Erase takes values out of everything that the server keeps: cells, history,
// log, changesets as received, index, conflicts and quarantine, and tells every
// device that has them. Writes of authors who have not seen it will have no
// effect; who has seen it may write there again. Errors: not_found,
// unknown_field, fixed_field for what says where the record lives, bad_reason.
func (e *Engine) Erase(ctx context.Context, req EraseRequest) (*Erasure, error) {
	if req.Reason = strings.TrimSpace(req.Reason); !validReason(req.Reason) {
		return nil, &models.Error{Code: CodeBadReason, Field: "reason", Message: "say in 4 to 200 characters, in one line, why it is erased"}
	}
	plan := &erasurePlan{actor: req.Actor, reason: req.Reason}
	err := e.store.View(ctx, func(tx ReadTx) (err error) {
		plan.targets, err = e.erasureTargets(tx, req.Key, req.Fields)
		return err
	})
	if err != nil {
		return nil, err
	}
	return e.erase(ctx, plan, req.DryRun)
}

func validReason(reason string) bool {
	n := utf8.RuneCountInString(reason)
	return n >= MinReason && n <= MaxReason && models.Plain(reason)
}

// erase looks for the changesets beside everybody's work, and then does it.
func (e *Engine) erase(ctx context.Context, plan *erasurePlan, dry bool) (*Erasure, error) {
	err := e.store.View(ctx, func(tx ReadTx) error {
		plan.upTo, plan.found = map[string]uint64{}, nil
		return plan.scan(tx)
	})
	if err != nil {
		return nil, err
	}
	var out *Erasure
	j := &job{single: true}
	for i := range plan.targets {
		j.keys = append(j.keys, plan.targets[i].Key)
	}
	j.run = func(g *group) error {
		out = &Erasure{}
		if err := g.erase(plan, out); err != nil {
			g.broken = err
		} else if dry {
			g.broken = errDryRun
		}
		return g.broken
	}
	j.after = func(g *group) { out.Seq = g.seq }
	if err := e.submit(ctx, j); err != nil && !errors.Is(err, errDryRun) {
		return nil, err
	}
	return out, nil
}

// erasureTargets works out which fields of which records go.
func (e *Engine) erasureTargets(tx ReadTx, key Key, fields []string) ([]erasureTarget, error) {
	col := e.reg.Collection(key.Collection)
	rec, err := readRecord(tx, key)
	if err != nil {
		return nil, err
	}
	if rec == nil || col == nil {
		return nil, &models.Error{Code: CodeNotFound, Field: "record", Message: "there is no record " + key.String()}
	}
	t := erasureTarget{Key: key, scope: rec.Scope, fields: fields}
	if len(fields) > 0 {
		return []erasureTarget{t}, mayErase(col, fields)
	}
	t.deletes = true
	for name := range rec.Cells {
		if f, _ := CellField(name); f != DeletedField && col.Field(f) == nil {
			t.fields = append(t.fields, f) // of a newer version
		}
	}
	for _, f := range col.Fields {
		if keeps(col, f) == nil {
			t.fields = append(t.fields, f.Name)
		}
	}
	slices.Sort(t.fields)
	t.fields = slices.Compact(t.fields)
	others, err := e.dependants(tx, key)
	return append([]erasureTarget{t}, others...), err
}

func readRecord(tx ReadTx, key Key) (*Record, error) {
	found, err := tx.Records(key)
	if err != nil || found[key].Body == nil {
		return nil, err
	}
	return DecodeRecord(found[key].Body)
}

func mayErase(col *models.Collection, fields []string) error {
	for _, name := range fields {
		f := col.Field(name)
		if f == nil {
			return &models.Error{Code: "unknown_field", Field: name, Message: col.Name + " has no such field"}
		}
		if err := keeps(col, f); err != nil {
			return err
		}
	}
	return nil
}

// keeps says why a field is not erased: without it nobody would know where the
// record lives, or it is the server's own and not personal.
func keeps(col *models.Collection, f *models.Field) error {
	for home := &col.Home; home != nil; home = home.Else {
		if home.Field == f.Name {
			return &models.Error{Code: CodeFixedField, Field: f.Name, Message: "this field says where the record lives and is not erased"}
		}
	}
	if f.Policy == models.Server && f.Class < models.Personal {
		return &models.Error{Code: CodeServerField, Field: f.Name, Message: "this field is the server's own and not personal"}
	}
	return nil
}

// persons are the collections whose records are a person each: a record that
// refers to one by an indexed field holds values of the same person.
var persons = map[string]bool{"key_person": true, "star_customer": true, "event_lead": true}

// dependants are the records that refer to a person, with what they hold of
// him: their personal fields, and the names beside them.
func (e *Engine) dependants(tx ReadTx, key Key) (out []erasureTarget, err error) {
	if !persons[key.Collection] {
		return nil, nil
	}
	for _, col := range e.reg.Collections() {
		for _, f := range col.Fields {
			if f.Ref != key.Collection || !f.Index {
				continue
			}
			ids, err := tx.Referring(col.Name, f.Name, key.ID)
			if err != nil {
				return nil, err
			}
			for _, id := range ids {
				rec, err := readRecord(tx, Key{col.Name, id})
				if err != nil {
					return nil, err
				}
				if personal := personalFields(col); rec != nil && len(personal) > 0 {
					out = append(out, erasureTarget{Key: rec.Key, scope: rec.Scope, fields: personal})
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b erasureTarget) int { return compareKeys(a.Key, b.Key) })
	return slices.CompactFunc(out, func(a, b erasureTarget) bool { return a.Key == b.Key }), nil
}

// names are fields that hold the name of a person without being masked.
var names = map[string]bool{"person_name": true, "name": true, "kp_name": true, "lead_name": true}

func personalFields(col *models.Collection) (out []string) {
	for _, f := range col.Fields {
		if (f.Class >= models.Personal || names[f.Name]) && keeps(col, f) == nil {
			out = append(out, f.Name)
		}
	}
	slices.Sort(out)
	return out
}
