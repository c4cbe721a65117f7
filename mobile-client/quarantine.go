package mobile

import (
	"context"
	"encoding/json"
	"sort"
	"time"

	"fieldsync/models"
	"fieldsync/sync"
)

// Aside is a changeset in quarantine: kept whole, blocking nothing, waiting for
// a person.
type Aside struct {
	// ID is the dot of the changeset.
	ID     changesync.Dot `json:"id"`
	Author string         `json:"author"`
	// Own: written on this device; otherwise it was routed to this user.
	Own     bool                `json:"own"`
	Made    *time.Time          `json:"made"`
	Reasons []changesync.Reason `json:"reasons"`
	Writes  []AsideWrite        `json:"writes"`
	// Withheld: this user's view is not shown what it says, or a part of it,
	// which is missing in Writes; somebody with the full view has to act on it.
	Withheld bool `json:"withheld,omitempty"`
	// Elsewhere: records of an own one that this user may not write any more;
	// their part goes to whoever may.
	Elsewhere []Key `json:"elsewhere,omitempty"`
	// Raw is the changeset as it was sent, for own ones.
	Raw json.RawMessage `json:"raw,omitempty"`

	items []changesync.Target // the quarantine records of one of somebody else
}

// AsideWrite is one write of a changeset in quarantine.
type AsideWrite struct {
	Collection string          `json:"collection"`
	Record     string          `json:"record"`
	Field      string          `json:"field"`
	Elem       string          `json:"elem,omitempty"`
	Value      json.RawMessage `json:"value"`
}

// Quarantine lists the changesets that wait for this user: those written here
// that the server put aside, then those of others that are this user's to
// accept or correct.
func (c *Client) Quarantine(ctx context.Context) ([]Aside, error) {
	if err := c.mayUse(); err != nil {
		return nil, err
	}
	c.who.RLock()
	defer c.who.RUnlock()
	own, err := c.replica.Quarantined(ctx)
	if err != nil {
		return nil, err
	}
	others, err := c.replica.QuarantineItems(ctx)
	if err != nil {
		return nil, err
	}
	sort.SliceStable(others, func(i, j int) bool { return others[i].Part < others[j].Part })
	out := []Aside{}
	for _, a := range append(own, others...) {
		aside := Aside{ID: a.Dot, Author: a.Author, Own: a.Own, Made: whenever(a.Made), Reasons: a.Reasons, Raw: a.Raw, Elsewhere: a.Foreign}
		if !a.Own {
			aside.items = []changesync.Target{a.Item}
		}
		// A masked view gets a text in the place of the list.
		if json.Unmarshal(a.Content, &aside.Writes) != nil || aside.Writes == nil {
			aside.Writes, aside.Withheld = []AsideWrite{}, true
		}
		out = append(out, aside)
	}
	return merged(out), nil
}

// aside finds one that this user may act on. Errors: not_found, withheld.
func (c *Client) aside(ctx context.Context, id changesync.Dot) (*Aside, error) {
	list, err := c.Quarantine(ctx)
	if err != nil {
		return nil, err
	}
	for i := range list {
		switch {
		case list[i].ID != id:
		case list[i].Withheld:
			return nil, &models.Error{Code: changesync.CodeWithheld, Field: "quarantine", Message: "what it says is withheld from you: leave it to somebody who sees the record in full",
				ZH: "内容对您不可见,请由有完整权限的人员处理"}
		default:
			return &list[i], nil
		}
	}
	return nil, &models.Error{Code: changesync.CodeNotFound, Field: "quarantine", Message: "no changeset of that id waits here: " + string(id), ZH: "没有这条待处理变更"}
}

// merged joins the parts of one changeset that concerned several scopes.
func merged(list []Aside) []Aside {
	at := map[changesync.Dot]int{}
	out := list[:0]
	for _, a := range list {
		if i, ok := at[a.ID]; ok {
			out[i].Writes = append(out[i].Writes, a.Writes...)
			out[i].items = append(out[i].items, a.items...)
			out[i].Withheld = out[i].Withheld || a.Withheld
			continue
		}
		at[a.ID] = len(out)
		out = append(out, a)
	}
	return out
}
