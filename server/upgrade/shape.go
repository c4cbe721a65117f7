package upgrade

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"slices"

	"fieldsync/models"
	changesync "fieldsync/sync"
)

// Shape is a version of the schema, as far as data that were left behind
// depend on it.
type Shape struct {
	Schema int64 `json:"schema"` // changesync.SchemaVersion
	// The migrations of each database, "name digest" in their order.
	Server   []string `json:"server"`
	Postgres []string `json:"postgres"`
	Device   []string `json:"device"`
	// Fields are "collection.field kind policy". Labels, options and limits are
	// left out: they change how a value is judged, not what was stored.
	Fields []string `json:"fields"`
}

// The folders of the migrations, from the top of the repository.
const (
	serverMigrations   = "server/store/sqlite/migrations"
	postgresMigrations = "server/store/postgres/migrations"
	deviceMigrations   = "mobile-client/localstore/migrations"
)

// CurrentShape reads the shape of the program in the repository.
func CurrentShape(repository fs.FS) (*Shape, error) {
	s := &Shape{Schema: changesync.SchemaVersion}
	for folder, into := range map[string]*[]string{serverMigrations: &s.Server, postgresMigrations: &s.Postgres, deviceMigrations: &s.Device} {
		names, err := fs.Glob(repository, folder+"/*.sql")
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			text, err := fs.ReadFile(repository, name)
			if err != nil {
				return nil, err
			}
			sum := sha256.Sum256(text)
			*into = append(*into, name[len(folder)+1:]+" "+hex.EncodeToString(sum[:8]))
		}
		if len(*into) == 0 {
			return nil, fmt.Errorf("%s holds no migrations", folder)
		}
	}
	for _, c := range models.Default().Collections() {
		s.Fields = append(s.Fields, fieldsOf(c.Name, c.Fields)...)
	}
	slices.Sort(s.Fields)
	return s, nil
}

func fieldsOf(of string, fields []*models.Field) (out []string) {
	for _, f := range fields {
		name := of + "." + f.Name
		out = append(out, fmt.Sprintf("%s %s %s", name, f.Kind, f.Policy))
		out = append(out, fieldsOf(name, f.Elem)...)
	}
	return out
}

// Outgrows names what in the current shape needs a new kept folder, given the
// newest one. A field more needs none: cells keep what they do not know, so
// old data hold nothing of it and no step changes them. Everything else can
// change what lies in old databases, or what they mean.
func (s *Shape) Outgrows(kept *Shape) (changes []string) {
	if s.Schema != kept.Schema {
		changes = append(changes, fmt.Sprintf("the schema has version %d, kept is %d", s.Schema, kept.Schema))
	}
	changes = append(changes, s.Breaks(kept)...)
	for _, list := range [][2][]string{{s.Server, kept.Server}, {s.Postgres, kept.Postgres}, {s.Device, kept.Device}} {
		for _, name := range list[0] {
			if !slices.Contains(list[1], name) {
				changes = append(changes, "migration "+name+" is not in it")
			}
		}
	}
	return changes
}

// Breaks names what an older program relied on and is gone: a released
// migration that was changed, a field that is another now.
func (s *Shape) Breaks(kept *Shape) (changes []string) {
	for _, list := range [][2][]string{{s.Server, kept.Server}, {s.Postgres, kept.Postgres}, {s.Device, kept.Device}} {
		if len(list[0]) < len(list[1]) || !slices.Equal(list[0][:len(list[1])], list[1]) {
			changes = append(changes, fmt.Sprintf("released migrations were changed: %v, now %v", list[1], list[0]))
		}
	}
	for _, f := range kept.Fields {
		if !slices.Contains(s.Fields, f) {
			changes = append(changes, "field "+f+" is gone or is another now")
		}
	}
	return changes
}
