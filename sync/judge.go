package changesync

import (
	"encoding/json"
	"fmt"

	"fieldsync/models"
)

// judge looks for what puts a changeset aside: what cannot be represented or
// is not allowed. A missing required field or a broken rule is none of it,
// these are flags.
func (a *application) judge() ([]Reason, error) {
	var reasons []Reason
	if a.g.poison[a.dot] {
		return []Reason{{Code: CodeInternal, Message: "the server failed at this changeset; it is kept for a person to look at"}}, nil
	}
	if a.dev.Status == DeviceRevoked {
		reasons = append(reasons, Reason{Code: CodeRevoked, Message: "the device was revoked; a person has to accept what it still delivers"})
	}
	if a.dev.Status != DeviceServer && a.body.Header.Actor != a.dev.User {
		reasons = append(reasons, Reason{Code: CodeOutsideGrants, Message: fmt.Sprintf("written in the name of %q on a device of %q", a.body.Header.Actor, a.dev.User)})
	}
	if a.body.Header.Amends != "" {
		if r, err := a.findAmended(); err != nil || r != nil {
			return append(reasons, *orNone(r)), err
		}
	}
	for i, t := range a.body.Header.Records {
		r, err := a.judgeRecord(i, t)
		if err != nil {
			return nil, err
		}
		reasons = append(reasons, r...)
	}
	for i := range a.body.Writes {
		w := &a.body.Writes[i]
		if r := a.judgeWrite(a.body.Header.Records[w.Record], w); r != nil {
			reasons = append(reasons, *r)
		}
	}
	return reasons, nil
}

// maxReasons bounds a receipt. It is no less than the records of a changeset,
// since a changeset that only waits for records is told by its reasons.
const maxReasons = MaxChangesetRecords

func fewer(reasons []Reason) []Reason {
	if len(reasons) <= maxReasons {
		return reasons
	}
	more := Reason{Code: CodeMore, Message: fmt.Sprintf("and %d more", len(reasons)-maxReasons)}
	return append(reasons[:maxReasons:maxReasons], more)
}

func orNone(r *Reason) *Reason {
	if r == nil {
		return &Reason{}
	}
	return r
}

// judgeRecord checks scope, grants and existence of a record that is written.
func (a *application) judgeRecord(i int, t Target) ([]Reason, error) {
	if a.dev.Status == DeviceServer {
		return nil, nil
	}
	var reasons []Reason
	w, err := a.g.record(t.Key)
	if err != nil {
		return nil, err
	}
	scope := t.Scope
	switch {
	case w != nil && w.rec.Scope != t.Scope:
		scope = w.rec.Scope
		reasons = append(reasons, reasonFor(t, "", CodeWrongScope, "the record lives in another scope than the changeset says"))
	case w == nil && !t.New:
		reasons = append(reasons, reasonFor(t, "", CodeNeedsQuarantine, "the record is not there; the changeset that creates it is in quarantine"))
	case w == nil && !a.homeFits(i, t):
		reasons = append(reasons, reasonFor(t, "", CodeWrongScope, "the scope is not the one that the record's own fields lead to"))
	}
	if w == nil {
		r, err := a.wrongID(i, t)
		if err != nil {
			return nil, err
		}
		if r != nil {
			reasons = append(reasons, *r)
		}
	}
	if !a.mayDo(i, t, scope, w) {
		reasons = append(reasons, a.notAllowed(t, scope))
	} else if w != nil && w.rec.size()+len(a.body.Raw) > MaxRecordBytes {
		r := reasonFor(t, "", CodeTooLarge, fmt.Sprintf("the record would have more than %d bytes: put part of it into another", MaxRecordBytes))
		r.ZH = "记录过大,请拆分到另一条记录"
		reasons = append(reasons, r)
	}
	return reasons, nil
}

// wrongID finds a new record that has a natural key and another id: made
// without its event's key, it would be a second sign-up of one person.
func (a *application) wrongID(i int, t Target) (*Reason, error) {
	col := a.g.e.reg.Collection(t.Collection)
	if col == nil || col.NaturalKey == nil {
		return nil, nil
	}
	values := a.newValues(i)
	event, err := a.g.values(Key{"showcase_event", text(values, "event")})
	if err != nil {
		return nil, err
	}
	key, ok := models.SignupKey(event)
	if !ok {
		return nil, nil
	}
	if id := col.NaturalKey(values, key); id == "" || id == t.ID {
		return nil, nil
	}
	r := reasonFor(t, "mobile", CodeWrongID, "the id of a sign-up derives from event and number; enter it anew on a device that holds the event")
	r.ZH = "报名编号应由活动和号码生成;请在持有该活动的设备上重新登记"
	return &r, nil
}

// newValues are the values that the changeset gives a record.
func (a *application) newValues(i int) models.Values {
	values := models.Values{}
	for j := range a.body.Writes {
		if w := &a.body.Writes[j]; w.Record == i && w.Elem == "" {
			values[w.Field] = w.Value
		}
	}
	return values
}

// homeFits compares the stated home scope of a new record with its values.
func (a *application) homeFits(i int, t Target) bool {
	col := a.g.e.reg.Collection(t.Collection)
	if col == nil {
		_, _, ok := models.ParseScope(t.Scope)
		return ok
	}
	home, ok := col.HomeScope(t.ID, a.newValues(i))
	return ok && home == t.Scope
}

// judgeWrite checks one value and its author's right to it.
func (a *application) judgeWrite(t Target, w *Write) *Reason {
	col := a.g.e.reg.Collection(t.Collection)
	if w.Field == DeletedField {
		if s := string(w.Value); s != "true" && s != "false" {
			return ptr(reasonFor(t, w.Field, "wrong_type", "a deletion is true or false"))
		}
		return nil
	}
	if col == nil || col.Field(w.Field) == nil || a.isServerField(t, w) {
		return nil // kept raw; void
	}
	f := col.Field(w.Field)
	if r := elementFits(t, f, w); r != nil {
		return r
	}
	if p := f.Check(w.Value); p != nil && p.Unfit {
		return &Reason{Collection: t.Collection, Record: t.ID, Field: w.Field, Code: p.Code, Message: p.Message, ZH: p.ZH}
	}
	if a.dev.Status == DeviceServer && f.Policy != models.Fixed {
		return nil
	}
	if a.dev.Status != DeviceServer {
		if r := a.g.mayNotWrite(a.body.Header.Actor, t, w); r != nil {
			return r
		}
	}
	return a.g.mayNotReplace(a.body.Header.Actor, a.body, t, w)
}

// elementFits: sets and lists are written element by element, all else whole.
func elementFits(t Target, f *models.Field, w *Write) *Reason {
	byElement := f.Policy == models.Set || f.Policy == models.Append
	if byElement == (w.Elem == "") {
		return ptr(reasonFor(t, w.Field, "wrong_type", "sets and lists are written by element, other fields whole"))
	}
	if f.Policy == models.Set && !isNull(w.Value) && !equalJSON(json.RawMessage(w.Elem), w.Value) {
		return ptr(reasonFor(t, w.Field, "wrong_type", "the element of a set is named by its value"))
	}
	return nil
}

func ptr[T any](v T) *T { return &v }
