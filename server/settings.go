package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"regexp"
	"strings"

	"fieldsync/models"
	"fieldsync/models/strict"

	"github.com/alecthomas/kong"
)

// settings are the values of a settings file, by flag name.
type settings map[string]any

// maxSettings is the largest settings file, in bytes.
const maxSettings = 1 << 20

// readSettings reads a JSON object, or lines "name = value" with # comments.
func readSettings(r io.Reader) (kong.Resolver, error) {
	raw, err := io.ReadAll(io.LimitReader(r, maxSettings+1))
	if err != nil {
		return nil, badSetting("config", "the file cannot be read: "+err.Error())
	}
	if len(raw) > maxSettings {
		return nil, badSetting("config", "a settings file has at most 1 MiB")
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
		if !ok || strings.TrimSpace(name) == "" {
			return nil, badSetting(fmt.Sprintf("line %d", n), "a line is name = value")
		}
		if err := s.put(name, strings.TrimSpace(value)); err != nil {
			return nil, err
		}
	}
	if err := lines.Err(); err != nil {
		return nil, badSetting("config", "the file has no lines of settings: "+err.Error())
	}
	return s, nil
}

func readJSONSettings(raw []byte) (kong.Resolver, error) {
	var object map[string]any
	err := strict.Check(raw, strict.Limits{MaxBytes: maxSettings})
	if err == nil {
		dec := json.NewDecoder(bytes.NewReader(raw))
		dec.UseNumber()
		err = dec.Decode(&object)
	}
	if err != nil {
		return nil, badSetting("config", "the file is not one JSON object: "+err.Error())
	}
	s := settings{}
	for name, value := range object {
		text, ok := settingText(value)
		if !ok {
			return nil, badSetting(name, "a setting is a text, a number, true or false, or a list of them")
		}
		if err := s.put(name, text); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// settingText writes a value as a line of settings has it.
func settingText(value any) (text string, ok bool) {
	switch v := value.(type) {
	case nil, map[string]any:
		return "", false
	case []any:
		parts := make([]string, len(v))
		for i, part := range v {
			if parts[i], ok = settingText(part); !ok {
				return "", false
			}
		}
		return strings.Join(parts, ","), true
	}
	return fmt.Sprint(value), true
}

func (s settings) put(name, value string) error {
	name = strings.ReplaceAll(strings.ToLower(strings.TrimSpace(name)), "_", "-")
	if _, twice := s[name]; twice {
		return badSetting(name, "the setting is there twice")
	}
	s[name] = value
	return nil
}

func badSetting(field, message string) error {
	return &models.Error{Code: "bad_setting", Field: field, Message: message, Hint: "see fieldsync serve --print-config for the form"}
}

// misread tells what the parser did not understand. It speaks of a setting as
// "--name: …" or "--name must …", wherever the value came from.
func misread(app *kong.Application, err error) error {
	var coded *models.Error
	var file *fs.PathError
	switch {
	case errors.As(err, &coded):
		return err
	case errors.As(err, &file):
		return badSetting("config", err.Error())
	}
	parts := flagError.FindStringSubmatch(err.Error())
	if parts == nil {
		return &models.Error{Code: "usage", Message: err.Error(), Hint: "see fieldsync --help"}
	}
	if known, err := settingNames(app); err != nil || !known[parts[1]] {
		return &models.Error{Code: "usage", Field: parts[1], Message: parts[2], Hint: "see fieldsync --help"}
	}
	return badSetting(parts[1], parts[2])
}

var flagError = regexp.MustCompile(`(?s)^--([a-z0-9-]+)(?:=\S+)?:? (.*)$`)

// settingNames are the flags that a variable or a file can give.
func settingNames(app *kong.Application) (map[string]bool, error) {
	known := map[string]bool{}
	err := kong.Visit(app, func(node kong.Visitable, next kong.Next) error {
		if flag, ok := node.(*kong.Flag); ok && len(flag.Envs) > 0 {
			known[flag.Name] = true
		}
		return next(nil)
	})
	return known, err
}

// Validate refuses names that no command knows: a misspelt setting would be
// silently without effect.
func (s settings) Validate(app *kong.Application) error {
	known, err := settingNames(app)
	for name := range s {
		if err == nil && !known[name] {
			err = badSetting(name, "there is no such setting")
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
