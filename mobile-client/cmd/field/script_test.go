package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestScripts runs testdata/*.txt. A line is one of
//
//	A put customer c1 …   the command in home A; it must succeed, with "! " fail
//	stdout REGEXP         what the last command wrote; "! stdout" for the contrary
//	stderr REGEXP
//	json PATH VALUE       a member of its JSON, such as .values.note or .0.id
//	let NAME PATH         keeps that member as $NAME
//	file NAME TEXT        writes a file; $DIR is where
//	code NAME USER        gets a code of the office as $NAME
//	env NAME VALUE        sets a variable for the commands; without VALUE none
//	office down|up        breaks the line, or mends it
//	kept TEXT             a database file of some home holds the text
//	office reassign       gives the customer from csm01 to csm02
//	office number         has a key person "wrong" with a number that is none
//	office star           has a star customer p1 at c1
func TestScripts(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatal("no scripts", err)
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txt"), func(t *testing.T) {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			o := newOffice(t)
			s := &script{t: t, o: o, vars: map[string]string{"DIR": t.TempDir(), "URL": o.url}, env: map[string]string{"LANG": "en_US.UTF-8"}}
			for i, line := range strings.Split(string(text), "\n") {
				if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
					s.at = fmt.Sprintf("%s:%d: %s", name, i+1, line)
					s.line(line)
				}
			}
		})
	}
}

type script struct {
	t        *testing.T
	o        *office
	at       string
	vars     map[string]string
	env      map[string]string
	out, err bytes.Buffer
}

func (s *script) fail(format string, args ...any) {
	s.t.Helper()
	s.t.Fatalf("%s\n%s\nstdout: %s\nstderr: %s", s.at, fmt.Sprintf(format, args...), s.out.String(), s.err.String())
}

var variable = regexp.MustCompile(`\$[A-Z]+`)

func (s *script) line(line string) {
	s.t.Helper()
	line, not := strings.CutPrefix(line, "! ")
	line = variable.ReplaceAllStringFunc(line, func(name string) string {
		if v, ok := s.vars[name[1:]]; ok {
			return v
		}
		return name
	})
	word, rest, _ := strings.Cut(line, " ")
	switch word {
	case "stdout", "stderr":
		text := s.out.String()
		if word == "stderr" {
			text = s.err.String()
		}
		if regexp.MustCompile(rest).MatchString(text) == not {
			s.fail("%s does not fit", word)
		}
	case "json":
		path, want, _ := strings.Cut(rest, " ")
		if got := s.member(path); (got == want) == not {
			s.fail("%s is %s", path, got)
		}
	case "let":
		name, path, _ := strings.Cut(rest, " ")
		s.vars[name] = strings.Trim(s.member(path), `"`)
	case "file":
		name, text, _ := strings.Cut(rest, " ")
		s.o.ok(os.WriteFile(filepath.Join(s.vars["DIR"], name), []byte(text), 0o600))
	case "code":
		name, user, _ := strings.Cut(rest, " ")
		s.vars[name] = s.o.code(user)
	case "env":
		name, value, _ := strings.Cut(rest, " ")
		s.env[name] = value
	case "kept":
		if s.kept(rest) == not {
			s.fail("a file of the homes holds it: %v", !not)
		}
	case "office":
		s.office(rest)
	default:
		s.command(word, words(rest), not)
	}
}

// kept says whether a file of any home holds the text.
func (s *script) kept(text string) (found bool) {
	files, err := filepath.Glob(filepath.Join(s.vars["DIR"], "*", "field.db*"))
	s.o.ok(err)
	for _, name := range files {
		raw, err := os.ReadFile(name)
		s.o.ok(err)
		found = found || bytes.Contains(raw, []byte(text))
	}
	return found
}

func (s *script) office(what string) {
	switch what {
	case "down", "up":
		s.o.down.Store(what == "down")
	case "number":
		s.o.write("customer/c1", "key_person", "wrong", `{"customer":"c1","kp_name":"王","own_mobile":"1380"}`)
	case "star":
		s.o.write("star/p1", "star_customer", "p1", `{"name":"王","customer":"c1","registered_by":"个人证件"}`)
	case "reassign":
		s.o.assign("a1", "csm01", "CSM", "2016-01-02")
		s.o.assign("a3", "csm02", "CSM", "")
	default:
		s.fail("what is that?")
	}
}

func (s *script) command(home string, args []string, fails bool) {
	s.t.Helper()
	s.out.Reset()
	s.err.Reset()
	args = append([]string{"--home", filepath.Join(s.vars["DIR"], home)}, args...)
	env := func(name string) string { return s.env[name] }
	status := run(context.Background(), args, world{out: &s.out, err: &s.err, in: strings.NewReader(""), env: env})
	if (status != 0) != fails {
		s.fail("exit status %d", status)
	}
}

// words splits at spaces outside of single quotes.
func words(line string) (out []string) {
	for i, part := range strings.Split(line, "'") {
		if i%2 == 1 {
			out[len(out)-1] += part
			continue
		}
		fields := strings.Fields(part)
		if i > 0 && len(fields) > 0 && part[0] != ' ' {
			out[len(out)-1] += fields[0]
			fields = fields[1:]
		}
		out = append(out, fields...)
		if strings.HasSuffix(part, " ") {
			out = append(out, "")
		}
	}
	clean := out[:0]
	for _, w := range out {
		if w != "" {
			clean = append(clean, w)
		}
	}
	return clean
}

// member finds a member of the last command's JSON.
func (s *script) member(path string) string {
	s.t.Helper()
	var v any
	if err := json.Unmarshal(s.out.Bytes(), &v); err != nil {
		s.fail("no JSON: %v", err)
	}
	for _, name := range strings.Split(strings.TrimPrefix(path, "."), ".") {
		switch x := v.(type) {
		case map[string]any:
			v = x[name]
		case []any:
			i, err := strconv.Atoi(name)
			if name == "length" {
				v = len(x)
			} else if err != nil || i >= len(x) {
				s.fail("no %s in %s", name, path)
			} else {
				v = x[i]
			}
		}
	}
	raw, err := json.Marshal(v)
	if err != nil {
		s.fail("%v", err)
	}
	return string(raw)
}
