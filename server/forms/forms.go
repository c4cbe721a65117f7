// Package forms holds the forms that an organisation begins with: the two named
// ones of the handbook (domain.md 2.3, 2.7), the event sign-up (2.15) and the
// checklists (2.6, 2.16), as data that anybody may publish another version of.
package forms

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"

	"fieldsync/models"
	"fieldsync/sync"

	"github.com/google/uuid"
)

//go:embed *.json
var files embed.FS

// Shipped are the definitions by the name of the form, as `field put --file`
// takes them too.
func Shipped() (map[string]models.Values, error) {
	names, err := fs.Glob(files, "*.json")
	if err != nil {
		return nil, err
	}
	out := map[string]models.Values{}
	for _, name := range names {
		raw, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		var file struct{ Set models.Values }
		if err := json.Unmarshal(raw, &file); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		d, err := models.Decode[models.FormDefinition](file.Set)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		out[d.Form] = file.Set
	}
	return out, nil
}

// ID is that of a shipped definition: the same in every organisation.
func ID(form string, version int64) string {
	return uuid.NewSHA1(uuid.NameSpaceURL, fmt.Appendf(nil, "fieldsync form %s %d", form, version)).String()
}

// Seed writes the shipped definitions that an organisation lacks, for all of
// it. One that is there stays as it is, also retired, and a form of which the
// organisation has made that version, or a later one, for itself gets no other.
func Seed(ctx context.Context, engine *changesync.Engine) error {
	shipped, err := Shipped()
	if err != nil {
		return err
	}
	return engine.Keep(ctx, func(l *changesync.Ledger) error {
		for name, set := range shipped {
			d, err := models.Decode[models.FormDefinition](set)
			if err != nil {
				return err
			}
			newer, err := hasOwn(l, name, *d.Version)
			if err != nil {
				return err
			}
			if !newer {
				l.Write(changesync.ServerUser, changesync.Edit{
					Key: changesync.Key{Collection: "form_definition", ID: ID(name, *d.Version)}, Scope: models.MakeScope(models.ScopeOrg, ""), Set: set})
			}
		}
		return nil
	})
}

// hasOwn says whether the organisation has this version of a form, or a later
// one, for everybody.
func hasOwn(l *changesync.Ledger, form string, version int64) (bool, error) {
	ids, err := l.Referring("form_definition", "form", form)
	for _, id := range ids {
		v, err := l.Values(changesync.Key{Collection: "form_definition", ID: id})
		if err != nil {
			return false, err
		}
		d, err := models.Decode[models.FormDefinition](v)
		if err == nil && d.Team == "" && d.Version != nil && *d.Version >= version {
			return true, nil
		}
	}
	return false, err
}
