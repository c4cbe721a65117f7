package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"fieldsync/models"

	"github.com/alecthomas/kong"
)

// settings are the values of a settings file, by flag name.
type settings map[string]any

// readSettings reads a JSON object, or lines "name = value" with # comments.
func readSettings(r io.Reader) (kong.Resolver, error) {
	raw, err := io.ReadAll(io.LimitReader(r, 1<<20))
	if err != nil {
		return nil, err
	}
	if bytes.HasPrefix(bytes.TrimSpace(raw), []byte("{")) {
		return readJSONSettings(raw)
	}
	s := settings{}
	lines := bufio.NewScanner(bytes.NewReader(raw))
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		name, value, ok := strings.Cut(line, "=")
		if !ok {
			return nil, badSettings(fmt.Sprintf("line %d", n), "a line is name = value")
		}
		if err := s.put(name, strings.TrimSpace(value)); err != nil {
			return nil, err
		}
	}
	return s, lines.Err()
}

func readJSONSettings(raw []byte) (kong.Resolver, error) {
	var object map[string]any
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	if err := dec.Decode(&object); err != nil || dec.More() {
		return nil, badSettings("", "the file is not one JSON object")
	}
	s := settings{}
	for name, value := range object {
		text := fmt.Sprint(value)
		if _, nested := value.(map[string]any); nested || value == nil {
			return nil, badSettings(name, "a setting is a text, a number or true or false")
		}
		if err := s.put(name, text); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (s settings) put(name, value string) error {
	name = strings.ReplaceAll(strings.ToLower(strings.TrimSpace(name)), "_", "-")
	if _, twice := s[name]; twice {
		return badSettings(name, "the setting is there twice")
	}
	s[name] = value
	return nil
}

func badSettings(field, message string) error {
	return &models.Error{Code: "bad_settings", Field: field, Message: message, Hint: "see fieldsync serve --print-config for the form"}
}

// Validate refuses names that no command knows: a misspelt setting would be
// silently without effect.
func (s settings) Validate(app *kong.Application) error {
	known := map[string]bool{}
	err := kong.Visit(app, func(node kong.Visitable, next kong.Next) error {
		if flag, ok := node.(*kong.Flag); ok && len(flag.Envs) > 0 {
			known[flag.Name] = true
		}
		return next(nil)
	})
	for name := range s {
		if err == nil && !known[name] {
			err = badSettings(name, "there is no such setting")
		}
	}
	return err
}

// Resolve gives the value of a flag, unless the environment, which comes
// before the file, has one.
func (s settings) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	for _, name := range flag.Envs {
		if _, set := os.LookupEnv(name); set {
			return nil, nil
		}
	}
	// An empty value is none, as --print-config prints what is not set.
	if len(flag.Envs) == 0 || s[flag.Name] == "" {
		return nil, nil
	}
	return s[flag.Name], nil
}

// printSettings writes the values in effect, in the form of a settings file. A
// secret is a comment there, so that its veil is never read as its value.
func printSettings(con *console, flags []*kong.Flag) {
	for _, f := range flags {
		if len(f.Envs) == 0 || f.Name == "config" {
			continue
		}
		value := fmt.Sprint(f.Target.Interface())
		if list, ok := f.Target.Interface().([]string); ok {
			value = strings.Join(list, ",")
		}
		if f.Tag.Has("secret") && value != "" {
			con.say("# %s = (hidden)", f.Name)
			continue
		}
		con.say("%s = %s", f.Name, value)
	}
}
