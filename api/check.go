package api

import (
	"encoding/base64"
	"errors"
	"reflect"
	"strings"

	"github.com/go-playground/validator/v10"

	"fieldsync/models"
	"fieldsync/sync"
)

// rules are the validate tags of inputs. They say what a request may hold;
// what records may hold is the models' business.
var rules = newRules()

func newRules() *validator.Validate {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(func(f reflect.StructField) string {
		for _, tag := range []string{"path", "query"} {
			if name, ok := f.Tag.Lookup(tag); ok {
				return name
			}
		}
		name, _ := jsonName(f)
		return name
	})
	if err := v.RegisterValidation("plain", isPlain); err != nil {
		panic(err) // the name is ours and well formed
	}
	if err := v.RegisterValidation("b64url", isBase64URL); err != nil {
		panic(err)
	}
	return v
}

// isPlain: a short label, which cannot forge a line where it is listed.
func isPlain(f validator.FieldLevel) bool {
	return models.Plain(f.Field().String())
}

// isBase64URL: unpadded base64url in its one canonical form.
func isBase64URL(f validator.FieldLevel) bool {
	_, err := base64.RawURLEncoding.Strict().DecodeString(f.Field().String())
	return err == nil && !strings.ContainsAny(f.Field().String(), "\r\n")
}

// check applies the rules. A path that breaks them names nothing.
func check(in any) error {
	err := rules.Struct(in)
	var all validator.ValidationErrors
	if !errors.As(err, &all) {
		return err
	}
	first := all[0]
	if f, ok := reflect.TypeOf(in).Elem().FieldByName(strings.SplitN(first.StructField(), "[", 2)[0]); ok {
		if _, inPath := f.Tag.Lookup("path"); inPath {
			return notFound()
		}
		if _, inQuery := f.Tag.Lookup("query"); inQuery {
			return fail(codeBadParameter, first.Field(), "breaks the rule "+rule(first))
		}
	}
	return fail(codeInvalid, first.Field(), "breaks the rule "+rule(first))
}

func rule(e validator.FieldError) string {
	if e.Param() == "" {
		return e.Tag()
	}
	return e.Tag() + "=" + e.Param()
}

// notFound is the one answer to what is not there and to what is not the
// caller's: nobody learns which.
func notFound() error {
	return fail(changesync.CodeNotFound, "", "there is nothing here, or nothing that you may see")
}

// unbase64 decodes what the rule b64url has accepted.
func unbase64(s string) []byte {
	raw, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return nil
	}
	return raw
}
