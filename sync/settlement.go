package changesync

import (
	"encoding/json"
	"slices"

	"fieldsync/models"
)

// A quarantined changeset may concern several scopes, and so several people:
// each settles his own part, and it is over when the last one has.

// docAmended says how far a quarantined changeset is settled; the key is its
// dot, the body a settlement.
const docAmended = "amended"

// settlement is the dots of the corrections by scope.
type settlement map[models.Scope]Dot

func (g *group) settlement(dot Dot) (settlement, error) {
	body, err := g.doc(docAmended, string(dot))
	if err != nil || body == nil {
		return settlement{}, err
	}
	out := settlement{}
	if body[0] == '{' {
		return out, json.Unmarshal(body, &out)
	}
	// From before parts were settled one by one: the dot of the correction.
	scopes, err := g.itemScopes(dot)
	for _, s := range scopes {
		out[s] = Dot(body)
	}
	return out, err
}

// itemScopes are the scopes that have quarantine records of the dot; one that
// has several parts is there as often.
func (g *group) itemScopes(dot Dot) (scopes []models.Scope, err error) {
	body, err := g.doc(docQuarantine, string(dot))
	if err != nil || body == nil {
		return nil, err
	}
	return scopes, json.Unmarshal(body, &scopes)
}

// settles finds the scopes whose part a correction settles, or says why it may
// not: a part is settled once.
func (a *application) settles(am *amended) (*Reason, error) {
	scopes, err := a.g.itemScopes(am.dot)
	if err != nil {
		return nil, err
	}
	done, err := a.g.settlement(am.dot)
	if err != nil {
		return nil, err
	}
	for _, s := range distinct(scopes) {
		switch meant := a.means(am, s); {
		case meant && done[s] == "":
			am.settles = append(am.settles, s)
		case meant && len(a.body.Header.Records) > 0 && !ownScope(s):
			return &Reason{Code: CodeAmended, Message: "the quarantined changeset was corrected before: " + string(am.dot)}, nil
		}
	}
	if len(am.settles) == 0 {
		am.settles = a.mayClose(am, scopes, done)
	}
	if len(am.settles) == 0 && len(scopes) > 0 {
		return &Reason{Code: CodeAmended, Message: "nothing of the quarantined changeset is left to settle: " + string(am.dot)}, nil
	}
	return nil, nil
}

// mayClose are the author's own records of it: closed where there is no other
// part, and by the author who wants to hear no more of what others settle.
func (a *application) mayClose(am *amended, scopes []models.Scope, done settlement) (own []models.Scope) {
	others := slices.ContainsFunc(scopes, func(s models.Scope) bool { return !ownScope(s) })
	dismisses := len(a.body.Header.Records) == 0 && am.author == a.body.Header.Actor
	if others && !dismisses {
		return nil
	}
	for _, s := range distinct(scopes) {
		if ownScope(s) && done[s] == "" {
			own = append(own, s)
		}
	}
	return own
}

// distinct takes out what follows itself.
func distinct(scopes []models.Scope) []models.Scope { return slices.Compact(slices.Clone(scopes)) }

// means says whether a correction speaks of the part in a scope: it names a
// record there, or all records of that part wherever they live now. One that
// names none closes what its author may write.
func (a *application) means(am *amended, scope models.Scope) bool {
	named := a.body.Header.Records
	switch {
	case a.dev.Status == DeviceServer:
		return true
	case ownScope(scope):
		return false // closed with the last part, see settleAmended
	case len(named) == 0:
		return a.g.settlesIn(a.body.Header.Actor, scope)
	case slices.ContainsFunc(named, func(t Target) bool { return t.Scope == scope }):
		return true
	}
	for _, old := range am.c.Body().Header.Records {
		if old.Scope == scope && !slices.ContainsFunc(named, func(t Target) bool { return t.Key == old.Key }) {
			return false
		}
	}
	return slices.ContainsFunc(am.c.Body().Header.Records, func(t Target) bool { return t.Scope == scope })
}

// ownScope says whether a scope is the author's own: there a quarantine record
// tells him how all of it ended.
func ownScope(scope models.Scope) bool {
	kind, _, _ := models.ParseScope(scope)
	return kind == models.ScopeStaff
}

// settleAmended closes the parts of a quarantine that a correction settles, and
// the author's own record with the last of them.
func (a *application) settleAmended() error {
	g, am := a.g, a.amended
	g.void[am.dot] = am.c
	done, err := g.settlement(am.dot)
	if err != nil {
		return err
	}
	scopes, err := g.itemScopes(am.dot)
	if err != nil {
		return err
	}
	closed := am.settles
	for _, s := range closed {
		done[s] = a.dot
	}
	open := func(s models.Scope) bool { return done[s] == "" && !ownScope(s) }
	if !slices.ContainsFunc(scopes, open) {
		for _, s := range distinct(scopes) {
			if done[s] == "" {
				done[s], closed = a.dot, append(closed, s)
			}
		}
	}
	body, err := json.Marshal(done)
	if err != nil {
		return err
	}
	g.batch.Docs = append(g.batch.Docs, Doc{Kind: docAmended, Key: string(am.dot), Body: body})
	return g.closeItems(am.dot, scopes, closed, string(a.dot))
}
