package localdb

// conn is one connection to SQLite. Each engine has its own; a connection is
// used by one goroutine at a time.
type conn interface {
	// prepare compiles one statement.
	prepare(query string) (stmt, error)
	close() error
}

// stmt is one compiled statement. It runs one cursor at a time.
type stmt interface {
	// exec runs the statement to its end and returns how many rows it changed.
	exec(args []any) (int64, error)
	query(args []any) (cursor, error)
	close() error
}

// cursor walks the rows of one run of a statement.
type cursor interface {
	columns() int
	// next fills row, which has columns() places, or returns false at the end.
	next(row []value) (bool, error)
	close()
}

// maxCached bounds the statements kept compiled on one connection. A program
// has far fewer; one that builds its SQL from data must not fill the memory.
const maxCached = 256

// session is a connection with its compiled statements.
type session struct {
	conn
	cache map[string]*prepared
}

// prepared is a compiled statement with what the lexer knows of it.
type prepared struct {
	statement
	stmt   stmt
	busy   bool
	cached bool
}

func newSession(c conn) *session {
	return &session{conn: c, cache: map[string]*prepared{}}
}

// take returns query compiled and marks it busy. A statement that is already
// running (the same query inside its own loop) is compiled once more.
func (s *session) take(query string) (*prepared, error) {
	p := s.cache[query]
	if p != nil && !p.busy {
		p.busy = true
		return p, nil
	}
	st, err := single(query)
	if err != nil {
		return nil, err
	}
	compiled, err := s.prepare(st.text)
	if err != nil {
		return nil, err
	}
	fresh := &prepared{statement: st, stmt: compiled, busy: true}
	if p == nil && !st.definesSchema() {
		s.makeRoom()
		fresh.cached = true
		s.cache[query] = fresh
	}
	return fresh, nil
}

// give returns a statement that take handed out.
func (s *session) give(p *prepared) {
	p.busy = false
	if !p.cached {
		_ = p.stmt.close() // nothing depends on it, and its run has reported its error
	}
}

func (s *session) makeRoom() {
	if len(s.cache) < maxCached {
		return
	}
	for query, p := range s.cache {
		if !p.busy {
			_ = p.stmt.close()
			delete(s.cache, query)
		}
	}
}

// run executes one of this package's own statements.
func (s *session) run(query string) error {
	p, err := s.take(query)
	if err != nil {
		return err
	}
	defer s.give(p)
	_, err = p.stmt.exec(nil)
	return err
}

// one reads the single value a statement such as a PRAGMA answers.
func (s *session) one(query string) (any, error) {
	p, err := s.take(query)
	if err != nil {
		return nil, err
	}
	defer s.give(p)
	cur, err := p.stmt.query(nil)
	if err != nil {
		return nil, err
	}
	defer cur.close()
	row := make([]value, cur.columns())
	ok, err := cur.next(row)
	if err != nil || !ok || len(row) == 0 {
		return nil, err
	}
	return row[0].any(), nil
}

func (s *session) shut() error {
	for _, p := range s.cache {
		_ = p.stmt.close()
	}
	s.cache = nil
	return s.close()
}
