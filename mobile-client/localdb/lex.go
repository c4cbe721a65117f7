package localdb

import (
	"strconv"
	"strings"
)

// statement is what this package needs to know of one SQL statement before
// SQLite sees it, so that both engines refuse the same things in the same words.
type statement struct {
	text   string // without surrounding blanks and the final semicolon
	params int    // how many arguments it takes
	verb   string // SELECT, INSERT …; for WITH the verb of its main statement
	undoes bool   // holds ROLLBACK outside parentheses (OR ROLLBACK)

	assigns bool // holds an equals sign; tells a PRAGMA that sets from one that asks
}

func (s *statement) reads() bool {
	switch s.verb {
	case "SELECT", "VALUES", "EXPLAIN":
		return true
	case "PRAGMA":
		return !s.assigns
	}
	return false
}

func (s *statement) changesRows() bool {
	switch s.verb {
	case "INSERT", "UPDATE", "DELETE", "REPLACE":
		return true
	}
	return false
}

// definesSchema tells statements that run once and are not worth keeping.
func (s *statement) definesSchema() bool {
	switch s.verb {
	case "CREATE", "ALTER", "DROP":
		return true
	}
	return false
}

// controls tells whether the statement would begin or end a transaction behind
// the back of Update and View.
func (s *statement) controls() bool {
	switch s.verb {
	case "BEGIN", "COMMIT", "END", "SAVEPOINT", "RELEASE", "ATTACH", "DETACH", "VACUUM":
		return true
	}
	return s.undoes
}

// split cuts a script into its statements. It knows quotes, comments and the
// semicolons inside CREATE TRIGGER.
func split(script string) ([]statement, error) {
	if strings.IndexByte(script, 0) >= 0 {
		return nil, misuse("SQL", "the text holds U+0000; SQLite would stop reading there")
	}
	var out []statement
	var cur reading
	for pos := 0; pos < len(script); {
		start, end, class := nextToken(script, pos)
		pos = end
		switch {
		case class == tokenBlank:
			continue
		case class == tokenBad:
			return nil, misuse("SQL", "byte "+strconv.Itoa(start)+": unfinished quote or a named parameter; use ? and ?N")
		case class == tokenSemicolon && cur.ends():
			out = cur.append(out, script[:start])
			cur = reading{}
		default:
			cur.take(script[start:end], start, class)
		}
	}
	return cur.append(out, script), nil
}

// single returns the one statement of query.
func single(query string) (statement, error) {
	all, err := split(query)
	if err != nil {
		return statement{}, err
	}
	if len(all) != 1 {
		return statement{}, misuse("SQL", "one statement is expected, not "+strconv.Itoa(len(all))+"; use Script for several")
	}
	return all[0], nil
}

// reading collects one statement token by token.
type reading struct {
	statement
	begun, trigger bool
	start          int
	depth, words   int
	last, before   string // the last two tokens, in capitals
}

// ends tells whether a semicolon here ends the statement. In a trigger only
// that after "; END" does.
func (r *reading) ends() bool {
	return !r.trigger || (r.last == "END" && r.before == ";")
}

func (r *reading) append(out []statement, upTo string) []statement {
	if !r.begun {
		return out
	}
	r.text = strings.TrimRight(upTo[r.start:], " \t\n\r\f")
	return append(out, r.statement)
}

func (r *reading) take(token string, start int, class tokenClass) {
	if !r.begun {
		r.begun, r.start = true, start
	}
	switch class {
	case tokenOpen:
		r.depth++
	case tokenClose:
		r.depth--
	case tokenParam:
		r.param(token[1:])
	case tokenOther:
		r.assigns = r.assigns || token == "="
	case tokenWord:
		token = strings.ToUpper(token)
		r.word(token)
	}
	r.before, r.last = r.last, token
}

func (r *reading) param(number string) {
	if number == "" {
		r.params++
		return
	}
	// The digits were checked by the lexer; absurd numbers are SQLite's to refuse.
	if n, err := strconv.Atoi(number); err == nil && n > r.params {
		r.params = n
	}
}

func (r *reading) word(token string) {
	r.words++
	switch {
	case r.words == 1:
		r.verb = token
	case r.verb == "WITH" && r.depth == 0:
		switch token {
		case "SELECT", "VALUES", "INSERT", "UPDATE", "DELETE", "REPLACE":
			r.verb = token
		}
	case r.verb == "CREATE" && token == "TRIGGER" && r.words <= 3:
		r.trigger = true
	}
	if token == "ROLLBACK" && r.depth == 0 {
		r.undoes = true
	}
}
