package models

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

// Decode reads values into a struct of package models. Fields the struct does
// not know are left out; a value of the wrong type is an *Error naming it.
func Decode[T any](v Values) (T, error) {
	var out T
	err := DecodeInto(v, &out)
	return out, err
}

// DecodeInto is Decode into a pointer, such as Collection.Shell returns.
func DecodeInto(v Values, into any) error {
	return eachField(reflect.ValueOf(into).Elem(), func(name string, field reflect.Value) error {
		raw := v[name]
		if isNull(raw) {
			return nil
		}
		if err := json.Unmarshal(raw, field.Addr().Interface()); err != nil {
			return &Error{Code: "wrong_type", Field: name, Message: "does not fit " + field.Type().String(),
				ZH: "类型不符", Hint: "check the value with Field.Check first", Err: err}
		}
		return nil
	})
}

// Encode writes a struct of package models as canonical values. Fields that are
// not given (empty text, nil) are left out.
func Encode[T any](record T) (Values, error) {
	out := Values{}
	copied := reflect.New(reflect.TypeFor[T]()).Elem()
	copied.Set(reflect.ValueOf(record))
	err := eachField(copied, func(name string, field reflect.Value) error {
		if field.IsZero() {
			return nil
		}
		raw, err := json.Marshal(field.Interface())
		if err != nil {
			return &Error{Code: "wrong_type", Field: name, Message: "cannot be written", Err: err}
		}
		value, ok := canonical(raw)
		if !ok {
			return &Error{Code: "bad_utf8", Field: name, Message: "holds text that is not valid Unicode"}
		}
		if nested(field.Type()) {
			value = withoutEmpty(value)
		}
		out[name] = value
		return nil
	})
	return out, err
}

// nested says whether values of the type hold objects.
func nested(t reflect.Type) bool {
	for t.Kind() == reflect.Slice || t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.Kind() == reflect.Struct
}

// withoutEmpty leaves out what was not given inside objects: an empty text in
// the place of a reference or a date would not be fit.
func withoutEmpty(value json.RawMessage) json.RawMessage {
	v, ok := decodeAny(value)
	if !ok {
		return value
	}
	return appendAny(nil, prune(v))
}

func prune(v any) any {
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = prune(v[i])
		}
	case map[string]any:
		for key, member := range v {
			if member == nil || member == "" {
				delete(v, key)
				continue
			}
			v[key] = prune(member)
		}
	}
	return v
}

// eachField visits the fields with a json name, embedded structs flattened.
func eachField(v reflect.Value, visit func(name string, field reflect.Value) error) error {
	if v.Kind() != reflect.Struct {
		return fmt.Errorf("models: %s is no struct", v.Type())
	}
	t := v.Type()
	for i := range t.NumField() {
		if t.Field(i).Anonymous {
			if err := eachField(v.Field(i), visit); err != nil {
				return err
			}
			continue
		}
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if name == "" {
			continue
		}
		if err := visit(name, v.Field(i)); err != nil {
			return err
		}
	}
	return nil
}
