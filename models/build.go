package models

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// AnyRecord is the Ref of a field that may point into any collection.
const AnyRecord = "*"

func buildCollection(t reflect.Type) (*Collection, error) {
	if t == nil || t.Kind() != reflect.Struct {
		return nil, fmt.Errorf("models: %v is no struct", t)
	}
	c := &Collection{byName: map[string]*Field{}, schema: &structSchema{
		typ: t, byGo: map[string]*Field{}, fields: map[string][]int{}}}
	for i := range t.NumField() {
		if err := c.addStructField(t.Field(i), []int{i}); err != nil {
			return nil, fmt.Errorf("models: %s.%s: %w", t.Name(), t.Field(i).Name, err)
		}
	}
	if c.Name == "" {
		return nil, fmt.Errorf(`models: %s: add _ struct{} with a collection tag`, t.Name())
	}
	if !c.checkUnit() {
		return nil, fmt.Errorf("models: %s: unit has to name a fixed reference to a team", c.Name)
	}
	for _, f := range c.Fields {
		if f.Line = fieldLines[c.Name+"."+f.Name]; f.Line != "" && !slices.Contains(c.Lines, f.Line) {
			c.Lines = append(c.Lines, f.Line)
		}
	}
	c.asks = c.byName[ConsentField] != nil && slices.ContainsFunc(c.Fields, func(f *Field) bool { return f.Class >= Sensitive })
	return c, c.checkConditions()
}

func (c *Collection) addStructField(sf reflect.StructField, path []int) error {
	switch {
	case sf.Name == "_":
		return c.readHead(sf)
	case sf.Anonymous:
		for i := range sf.Type.NumField() {
			inner := append(slices.Clone(path), i)
			if err := c.addStructField(sf.Type.Field(i), inner); err != nil {
				return fmt.Errorf("%s: %w", sf.Type.Field(i).Name, err)
			}
		}
		return nil
	}
	f, err := buildField(sf, true)
	if err != nil {
		return err
	}
	if c.byName[f.Name] != nil {
		return fmt.Errorf("field %q declared twice", f.Name)
	}
	c.byName[f.Name] = f
	c.schema.byGo[sf.Name] = f
	c.schema.fields[f.Name] = path
	c.Fields = append(c.Fields, f)
	return nil
}

func (c *Collection) readHead(sf reflect.StructField) error {
	tags, err := readTags(sf.Tag, collectionTags)
	if err != nil {
		return err
	}
	if tags["collection"] == "" || tags["zh"] == "" || tags["en"] == "" {
		return fmt.Errorf("needs collection, zh and en")
	}
	if _, given := tags["home"]; !given {
		return fmt.Errorf("needs a home")
	}
	c.Name, c.Label = tags["collection"], Label{ZH: tags["zh"], EN: tags["en"]}
	c.Unit = tags["unit"]
	c.Home, err = parseHome(tags["home"])
	return err
}

// buildField reads one struct field; a top field of a collection needs a merge
// policy, a member of an object has none.
func buildField(sf reflect.StructField, top bool) (*Field, error) {
	tags, err := readTags(sf.Tag, fieldTags)
	if err != nil {
		return nil, err
	}
	f := &Field{Name: tags["json"], Label: Label{ZH: tags["zh"], EN: tags["en"]}, Policy: Policy(tags["merge"]),
		Ref: tags["ref"], Index: tags["index"] == "true", Norm: tags["norm"], goName: sf.Name}
	if f.Name == "" || strings.Contains(f.Name, ",") || f.Label.ZH == "" || f.Label.EN == "" {
		return nil, fmt.Errorf("needs a plain json name and labels zh and en")
	}
	if f.words, f.dive, err = parseWords(tags["validate"]); err != nil {
		return nil, err
	}
	f.Required = find(f.words, "required") != nil
	for _, step := range []func(*Field, map[string]string) error{readPrivacy, readFlags} {
		if err := step(f, tags); err != nil {
			return nil, err
		}
	}
	if err := f.readType(sf.Type, tags["kind"]); err != nil {
		return nil, err
	}
	if err := f.readPaths(); err != nil {
		return nil, err
	}
	if err := f.readStates(tags["states"]); err != nil {
		return nil, err
	}
	return f, f.checkPolicy(top)
}

func readPrivacy(f *Field, tags map[string]string) error {
	class, ok := map[string]Class{"": Public, "1": Business, "2": Personal, "3": Sensitive}[tags["priv"]]
	if !ok {
		return fmt.Errorf("priv must be 1, 2 or 3, not %q", tags["priv"])
	}
	f.Class, f.Mask = class, Mask(tags["mask"])
	if !slices.Contains([]Mask{MaskNone, MaskAll, MaskLast4, MaskID, MaskCity, MaskYear, MaskName}, f.Mask) {
		return fmt.Errorf("unknown mask %q", f.Mask)
	}
	if class == Public && f.Mask != MaskNone {
		return fmt.Errorf("mask without priv: say how sensitive the field is")
	}
	// Withholding everything is the only safe default for what is personal.
	if class >= Personal && f.Mask == MaskNone {
		f.Mask = MaskAll
	}
	return nil
}

func readFlags(f *Field, tags map[string]string) error {
	if v := tags["index"]; v != "" && v != "true" {
		return fmt.Errorf(`index must be "true", not %q`, v)
	}
	if f.Norm != "" && f.Norm != "mobile" {
		return fmt.Errorf("unknown norm %q", f.Norm)
	}
	return nil
}

func (f *Field) checkPolicy(top bool) error {
	if !top {
		if f.Policy != "" {
			return fmt.Errorf("a member of an object has no merge policy of its own")
		}
		return nil
	}
	switch f.Policy {
	case Latest, Review, Server, Fixed:
	case Set, Append:
		if !f.List {
			return fmt.Errorf("merge %q needs a list", f.Policy)
		}
		if f.Policy == Set && f.Class >= Sensitive && f.Kind != Photo {
			return fmt.Errorf("a set names its elements by their values, which cannot be withheld: use a list of policy append, or a text")
		}
	case State:
		if f.Workflow == nil {
			return fmt.Errorf("merge state needs a states tag")
		}
	case "":
		return fmt.Errorf("has no merge policy: add merge")
	default:
		return fmt.Errorf("unknown merge policy %q", f.Policy)
	}
	return nil
}
