package models

import (
	"fmt"
	"reflect"
	"sync"
)

// Registry knows every collection. It is read-only once built.
type Registry struct {
	collections []*Collection
	byName      map[string]*Collection
}

// structSchema is what the evaluator and the codec need of a struct.
type structSchema struct {
	typ    reflect.Type
	byGo   map[string]*Field // by the name of the Go field
	fields map[string][]int  // path of reflect indexes, by field name
}

var defaultRegistry = sync.OnceValue(func() *Registry {
	r, err := NewRegistry(entities()...)
	if err != nil {
		panic(err)
	}
	r.Collection("event_lead").NaturalKey = signupKeyOf
	return r
})

// Default returns the registry of all collections, built once. It panics with
// the struct and the field when a tag is wrong.
func Default() *Registry { return defaultRegistry() }

// NewRegistry builds a registry from structs. Errors name the struct, the field
// and what to do: a field without policy or label, an unknown tag, a reference
// to an unknown collection.
func NewRegistry(structs ...any) (*Registry, error) {
	r := &Registry{byName: map[string]*Collection{}}
	for _, s := range structs {
		c, err := buildCollection(reflect.TypeOf(s))
		if err != nil {
			return nil, err
		}
		if r.byName[c.Name] != nil {
			return nil, fmt.Errorf("models: collection %s: declared twice", c.Name)
		}
		r.byName[c.Name] = c
		r.collections = append(r.collections, c)
	}
	for _, c := range r.collections {
		if err := r.checkRefs(c, c.Fields); err != nil {
			return nil, err
		}
		if err := checkHome(c); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// Collection returns the collection of that name, nil when it is unknown.
func (r *Registry) Collection(name string) *Collection { return r.byName[name] }

// Collections returns all collections in their declared order.
func (r *Registry) Collections() []*Collection { return r.collections }

// Field returns the field of that name, nil when it is unknown.
func (c *Collection) Field(name string) *Field { return c.byName[name] }

// Shell returns a pointer to a new, empty struct of the collection.
func (c *Collection) Shell() any { return reflect.New(c.schema.typ).Interface() }

func (r *Registry) checkRefs(c *Collection, fields []*Field) error {
	for _, f := range fields {
		if f.Ref != "" && f.Ref != AnyRecord && r.byName[f.Ref] == nil {
			return fmt.Errorf("models: %s.%s: ref to unknown collection %q", c.Name, f.Name, f.Ref)
		}
		if err := r.checkRefs(c, f.Elem); err != nil {
			return err
		}
	}
	return nil
}

func checkHome(c *Collection) error {
	for home := &c.Home; home != nil; home = home.Else {
		if home.Field == "" {
			continue
		}
		f := c.Field(home.Field)
		if f == nil || f.Kind != Ref || f.List {
			return fmt.Errorf("models: %s: home field %q must be a ref of the collection", c.Name, home.Field)
		}
	}
	return nil
}
