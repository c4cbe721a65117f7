package accounts

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"fieldsync/models"
	"fieldsync/sync"
)

// Hire is an account to be made: for somebody who is in the directory, by id
// or staff number, or for somebody new.
type Hire struct {
	User  string
	Staff string   // id or staff number; "": somebody new
	Name  string   // of the person who is new
	Roles []string // of the person who is new
	Team  string   // id or name; "" where there is only one
	// Invite gives the person a code to set the first password with.
	Invite bool
}

// Hired is an account that was made.
type Hired struct {
	Staff string // id
	Code  Code   // the zero Code without Invite
}

// Hire makes an account on behalf of by ("": the command line), and the staff
// record of somebody new, in one commit. Errors: already_there, not_found,
// required, invalid, bad_user.
func (p *People) Hire(ctx context.Context, by string, h Hire) (out Hired, err error) {
	n := newcomer{h: h, reg: p.engine.Registry(), by: by}
	for _, id := range []*string{&n.id, &n.teamID} {
		if *id, err = newID(p.opt.Random); err != nil {
			return out, err
		}
	}
	text, err := changesync.DrawCode(p.opt.Random)
	if err != nil {
		return out, err
	}
	err = p.engine.Keep(ctx, func(l *changesync.Ledger) error {
		out = Hired{}
		m, err := l.Member(h.User)
		if err != nil {
			return err
		}
		if m.Known {
			return &models.Error{Code: CodeExists, Field: "user", Message: "there is a user of the name " + h.User, ZH: "登录名已存在"}
		}
		if out.Staff, err = n.enter(l); err != nil {
			return err
		}
		if err := l.PutUser(changesync.User{Name: h.User, Staff: out.Staff, Active: true}, by); err != nil || !h.Invite {
			return err
		}
		a := &account{}
		out.Code = a.give(l, text, by, h.User, false)
		return a.save(l, h.User)
	})
	return out, err
}

// newcomer is an account on its way.
type newcomer struct {
	h          Hire
	reg        *models.Registry
	by         string
	id, teamID string // for records that have to be made
}

// actor is who writes the records.
func (n *newcomer) actor() string {
	if n.by == "" {
		return changesync.ServerUser
	}
	return n.by
}

// enter finds the member of staff, or makes the record.
func (n *newcomer) enter(l *changesync.Ledger) (string, error) {
	if n.h.Staff != "" {
		return findStaff(l, n.h.Staff)
	}
	if len(n.h.Roles) == 0 {
		return "", &models.Error{Code: CodeRequired, Field: "roles", Message: "say what the person does", ZH: "请填写角色"}
	}
	taken, err := l.Referring("staff", "staff_no", n.h.User)
	if err != nil {
		return "", err
	}
	if len(taken) > 0 {
		return "", &models.Error{Code: CodeExists, Field: "user", Message: "the staff number " + n.h.User + " is in the directory", ZH: "工号已存在",
			Hint: "use staff " + taken[0]}
	}
	// What was typed is judged before the team is looked for: a wrong name or
	// role would else be told only to who has found the right team.
	if _, err := n.person(l, n.id); err != nil {
		return "", err
	}
	team, err := n.team(l)
	if err != nil {
		return "", err
	}
	person, err := n.person(l, team)
	if err == nil {
		l.Write(n.actor(), person)
	}
	return n.id, err
}

func (n *newcomer) person(l *changesync.Ledger, team string) (changesync.Edit, error) {
	today := time.UnixMilli(l.Now).In(models.China).Format(time.DateOnly)
	return n.create("staff", n.id, "staff_no", n.h.User, "name", n.h.Name, "roles", n.h.Roles, "team", team,
		"active", true, "valid_from", today)
}

// team finds the team by id or name. In an organisation without teams it makes
// the first one, led by the newcomer: everybody belongs to a team.
func (n *newcomer) team(l *changesync.Ledger) (string, error) {
	all, err := teams(l)
	if err != nil {
		return "", err
	}
	wanted := n.h.Team
	if len(all) == 0 {
		if wanted == "" {
			wanted = "总部"
		}
		made, err := n.create("team", n.teamID, "name", wanted, "kind", "班组", "leader", n.id)
		if err == nil {
			l.Write(n.actor(), made)
		}
		return n.teamID, err
	}
	if wanted == "" && len(all) == 1 {
		return all[0].id, nil
	}
	found := slices.DeleteFunc(slices.Clone(all), func(t team) bool { return t.id != wanted && t.name != wanted })
	if len(found) == 1 {
		return found[0].id, nil
	}
	var names []string
	for _, t := range all {
		names = append(names, t.name+" ("+t.id+")")
	}
	return "", &models.Error{Code: changesync.CodeNotFound, Field: "team", Message: "no team, or more than one, is meant by \"" + wanted + "\"",
		ZH: "班组不存在或不唯一", Hint: "the teams are " + strings.Join(names, ", ")}
}

// team is a team by id and name.
type team struct{ id, name string }

func teams(l *changesync.Ledger) (out []team, err error) {
	ids, err := l.IDs("team")
	for _, id := range ids {
		v, err := l.Values(changesync.Key{Collection: "team", ID: id})
		if err != nil {
			return nil, err
		}
		if v != nil {
			out = append(out, team{id, text(v, "name")})
		}
	}
	return out, err
}

// findStaff takes an id or a staff number.
func findStaff(l *changesync.Ledger, name string) (string, error) {
	v, err := l.Values(changesync.Key{Collection: "staff", ID: name})
	if err != nil || v != nil {
		return name, err
	}
	ids, err := l.Referring("staff", "staff_no", name)
	if err == nil && len(ids) != 1 {
		err = &models.Error{Code: changesync.CodeNotFound, Field: "staff", Message: fmt.Sprintf("%d members of staff have the id or number %s", len(ids), name),
			ZH: "没有此员工,或不唯一"}
	}
	if err != nil {
		return "", err
	}
	return ids[0], nil
}

// create makes the edit that enters a record, after it has been validated: the
// server's own writes are not put aside, so they must be right.
func (n *newcomer) create(collection, id string, pairs ...any) (changesync.Edit, error) {
	v := models.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		raw, err := json.Marshal(pairs[i+1])
		if err != nil {
			return changesync.Edit{}, err
		}
		v[pairs[i].(string)] = raw
	}
	var wrong []string
	for _, p := range n.reg.Collection(collection).Validate(v) {
		wrong = append(wrong, p.Field+": "+p.Message)
	}
	if len(wrong) > 0 {
		return changesync.Edit{}, &models.Error{Code: CodeInvalid, Field: collection, Message: strings.Join(wrong, "; ")}
	}
	return changesync.Edit{Key: changesync.Key{Collection: collection, ID: id}, Scope: models.Scope(models.ScopeOrg), Set: v}, nil
}

// texts is a list that may be empty and is never nil.
func texts(v models.Values, field string) []string {
	var s []string
	if json.Unmarshal(v[field], &s) != nil {
		return []string{}
	}
	return append([]string{}, s...)
}
