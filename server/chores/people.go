package chores

import (
	"cmp"
	"slices"

	"fieldsync/models"
	"fieldsync/models/rules"
	changesync "fieldsync/sync"
)

// people finds who has to do something. It reads staff and teams once.
type people struct {
	l     *changesync.Ledger
	today models.CalDate
	staff map[string]models.Staff
	teams map[string]models.Team
	order []string // staff in force by number, so that of several one is always found
}

func readPeople(l *changesync.Ledger, today models.CalDate) (*people, error) {
	p := &people{l: l, today: today, staff: map[string]models.Staff{}, teams: map[string]models.Team{}}
	if err := byID(l, "staff", p.staff); err != nil {
		return nil, err
	}
	if err := byID(l, "team", p.teams); err != nil {
		return nil, err
	}
	for id, s := range p.staff {
		if s.Active == nil || !*s.Active || !p.holds(s.ValidFrom, s.ValidTo) {
			delete(p.staff, id)
			continue
		}
		p.order = append(p.order, id)
	}
	slices.SortFunc(p.order, func(a, b string) int {
		return cmp.Or(cmp.Compare(p.staff[a].StaffNo, p.staff[b].StaffNo), cmp.Compare(a, b))
	})
	return p, nil
}

// byID reads a collection of the organisation.
func byID[T any](l *changesync.Ledger, collection string, into map[string]T) error {
	rows, err := l.Records(changesync.RecordQuery{Scopes: []models.Scope{models.MakeScope(models.ScopeOrg, "")}, Collection: collection})
	if err != nil {
		return err
	}
	for _, row := range rows {
		if row.Values == nil {
			continue
		}
		if into[row.Key.ID], err = models.Decode[T](row.Values); err != nil {
			return err
		}
	}
	return nil
}

func (p *people) holds(from, to models.CalDate) bool {
	return from <= p.today && (to == "" || p.today <= to)
}

// home is whose customer an effect concerns.
type home struct{ customer, star string }

// find is the person whom an effect is for, "" when nobody holds the post today.
func (p *people) find(to rules.To, at home) (string, error) {
	if _, works := p.staff[to.Staff]; works {
		return to.Staff, nil
	}
	switch to.Role {
	case "TL":
		if id, err := p.leader(to, at); err != nil || id != "" {
			return id, err
		}
		return p.withRole("SVM"), nil // whoever nobody leads
	case "AM", "CSM", "SSM":
		return p.post(to.Role, at)
	case "":
		return p.keeper(at)
	}
	return p.withRole(to.Role), nil
}

// withRole is the first who has a role, "" for none.
func (p *people) withRole(role string) string {
	for _, id := range p.order {
		if slices.Contains(p.staff[id].Roles, role) {
			return id
		}
	}
	return ""
}

// keeper is who serves somebody: the star manager, then the service manager,
// then the account manager.
func (p *people) keeper(at home) (string, error) {
	for _, post := range []string{"SSM", "CSM", "AM"} {
		if id, err := p.post(post, at); err != nil || id != "" {
			return id, err
		}
	}
	return "", nil
}

// post is who holds a post at a star customer or at the customer today; a cover
// counts before the one whom it covers, since it began later.
func (p *people) post(post string, at home) (string, error) {
	return p.assigned(post, at, func(models.Assignment) bool { return true })
}

// assigned is who holds a post by the latest assignment that counts: those at the
// star customer first.
func (p *people) assigned(post string, at home, counts func(models.Assignment) bool) (string, error) {
	for _, by := range []struct{ field, id string }{{"star_customer", at.star}, {"customer", at.customer}} {
		if by.id == "" {
			continue
		}
		list, err := p.assignments(by.field, by.id)
		if err != nil {
			return "", err
		}
		var best models.Assignment
		for _, a := range list {
			_, works := p.staff[a.Staff]
			if works && counts(a) && a.Post == post && p.holds(a.ValidFrom, a.ValidTo) && a.ValidFrom >= best.ValidFrom {
				best = a
			}
		}
		if best.Staff != "" {
			return best.Staff, nil
		}
	}
	return "", nil
}

func (p *people) assignments(field, id string) (out []models.Assignment, err error) {
	ids, err := p.l.Referring("assignment", field, id)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		v, err := p.l.Values(changesync.Key{Collection: "assignment", ID: id})
		if err != nil {
			return nil, err
		}
		if v == nil {
			continue
		}
		a, err := models.Decode[models.Assignment](v)
		if err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, nil
}

// leader is the leader of a team, of the team of a person, or of who serves the
// customer. Where a team has none in force it is that of the unit above.
func (p *people) leader(to rules.To, at home) (string, error) {
	team := to.Team
	if team == "" {
		of := to.Of
		if _, works := p.staff[of]; !works {
			var err error
			if of, err = p.keeper(at); err != nil {
				return "", err
			}
		}
		team = p.staff[of].Team
	}
	for range len(p.teams) {
		t, known := p.teams[team]
		if !known {
			break
		}
		if _, works := p.staff[t.Leader]; works {
			return t.Leader, nil
		}
		team = t.Parent
	}
	return "", nil
}
