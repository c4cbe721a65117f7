package models

import (
	"encoding/json"
	"strings"
)

// MakeScope names a scope; the organisation has no id.
func MakeScope(kind ScopeKind, id string) Scope {
	if kind == ScopeOrg {
		return Scope(ScopeOrg)
	}
	return Scope(string(kind) + "/" + id)
}

// ParseScope takes a scope apart and reports whether it is well formed.
func ParseScope(s Scope) (kind ScopeKind, id string, ok bool) {
	if s == Scope(ScopeOrg) {
		return ScopeOrg, "", true
	}
	text, id, found := strings.Cut(string(s), "/")
	switch kind = ScopeKind(text); kind {
	case ScopeCustomer, ScopeStar, ScopeEvent, ScopeStaff:
		return kind, id, found && validID(id)
	}
	return "", "", false
}

// HomeScope returns the one scope the record lives in. It reports false when
// the values do not say: the field it hangs on is empty, or the collection's
// home is stated by the record's header.
func (c *Collection) HomeScope(id string, v Values) (Scope, bool) {
	for home := &c.Home; home != nil; home = home.Else {
		if home.Kind == "" {
			return "", false
		}
		if home.Kind == ScopeOrg {
			return MakeScope(ScopeOrg, ""), true
		}
		owner := id
		if home.Field != "" {
			owner = ""
			if raw := v[home.Field]; !isNull(raw) && json.Unmarshal(raw, &owner) != nil {
				return "", false
			}
		}
		if owner != "" {
			return MakeScope(home.Kind, owner), validID(owner)
		}
	}
	return "", false
}
