// Package tomorrow is a program that is newer than this one, as far as that
// can be known: today's registry with a collection and a field more. Tests and
// the simulator let it meet today's.
package tomorrow

import (
	"reflect"

	"fieldsync/models"
)

// noteOfTomorrow is a collection that this version does not know.
type noteOfTomorrow struct {
	_        struct{} `collection:"note_of_tomorrow" home:"customer:customer" zh:"明日记录" en:"Note of tomorrow"`
	Customer string   `json:"customer" merge:"fixed" validate:"required" ref:"customer" zh:"客户" en:"Customer"`
	Text     string   `json:"text" merge:"latest" validate:"omitempty,max=200" zh:"内容" en:"Text"`
}

// keyPersonOfTomorrow is a collection with a field that this version does not know.
type keyPersonOfTomorrow struct {
	models.KeyPerson
	Nickname string `json:"nickname_of_tomorrow" merge:"latest" validate:"omitempty,max=60" zh:"昵称" en:"Nickname"`
}

// Field is the field more, of key_person; Collection the collection more, with
// the fields customer and text. It lives with its customer.
const (
	Field      = "nickname_of_tomorrow"
	Collection = "note_of_tomorrow"
)

// Registry is the registry of a newer program.
func Registry() (*models.Registry, error) {
	var structs []any
	for _, c := range models.Default().Collections() {
		shell := reflect.ValueOf(c.Shell()).Elem().Interface()
		if c.Name == "key_person" {
			shell = keyPersonOfTomorrow{}
		}
		structs = append(structs, shell)
	}
	r, err := models.NewRegistry(append(structs, noteOfTomorrow{})...)
	if err != nil {
		return nil, err
	}
	r.Collection("event_lead").NaturalKey = models.Default().Collection("event_lead").NaturalKey
	return r, nil
}
