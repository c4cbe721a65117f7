package localdb

import "errors"

// Exec runs one statement to its end and returns how many rows it inserted,
// updated or deleted (0 for any other statement).
func (tx *Tx) Exec(query string, args ...any) (int64, error) {
	p, vals, err := tx.ready(query, args)
	if err != nil {
		return 0, err
	}
	defer tx.s.give(p)
	n, err := p.stmt.exec(vals)
	if err != nil {
		return 0, tx.fail(err, query)
	}
	if !p.changesRows() {
		n = 0 // SQLite would repeat the count of an earlier statement
	}
	return n, nil
}

// Script runs several statements without arguments, separated by semicolons.
func (tx *Tx) Script(script string) error {
	all, err := split(script)
	if err != nil {
		return err
	}
	for i := range all {
		if _, err := tx.Exec(all[i].text); err != nil {
			return err
		}
	}
	return nil
}

// Query runs one statement and returns its rows. Rows that are not read to the
// end need Close; the transaction's end closes what was forgotten.
func (tx *Tx) Query(query string, args ...any) (*Rows, error) {
	p, vals, err := tx.ready(query, args)
	if err != nil {
		return nil, err
	}
	cur, err := p.stmt.query(vals)
	if err != nil {
		tx.s.give(p)
		return nil, tx.fail(err, query)
	}
	r := &Rows{tx: tx, p: p, cur: cur, query: query}
	r.row.vals = make([]value, cur.columns())
	tx.rows = append(tx.rows, r)
	return r, nil
}

// Each calls fn for every row of the query. The row is valid during the call;
// an error of fn ends the walk and is returned as it is.
func (tx *Tx) Each(query string, args []any, fn func(*Row) error) error {
	r, err := tx.Query(query, args...)
	if err != nil {
		return err
	}
	defer r.Close()
	for r.Next() {
		if err := fn(&r.row); err != nil {
			return err
		}
	}
	return r.Err()
}

// Get scans the first row of the query into dest and tells whether there was
// one.
func (tx *Tx) Get(query string, args []any, dest ...any) (found bool, err error) {
	r, err := tx.Query(query, args...)
	if err != nil {
		return false, err
	}
	defer r.Close()
	if !r.Next() {
		return false, r.Err()
	}
	return true, r.Scan(dest...)
}

// ready compiles the statement and checks that it may run here with these
// arguments.
func (tx *Tx) ready(query string, args []any) (*prepared, []any, error) {
	if err := tx.open(); err != nil {
		return nil, nil, err
	}
	vals, err := bindable(args)
	if err != nil {
		return nil, nil, err
	}
	p, err := tx.s.take(query)
	if err != nil {
		return nil, nil, tx.fail(err, query)
	}
	if err := p.allowed(tx.write, len(vals)); err != nil {
		tx.s.give(p)
		return nil, nil, err
	}
	return p, vals, nil
}

// open tells why nothing may run in this transaction any more.
func (tx *Tx) open() error {
	switch {
	case tx.done:
		return misuse("transaction", "it has ended; start a new one")
	case tx.failed != nil:
		return tx.failed
	}
	return tx.ctx.Err()
}

func (p *prepared) allowed(write bool, args int) error {
	switch {
	case p.controls():
		return misuse("SQL", p.verb+": transactions begin and end with Update and View only")
	case !write && !p.reads():
		return misuse("SQL", p.verb+": a View only reads; use Update")
	case args != p.params:
		return misuse("SQL", "the statement takes "+itoa(p.params)+" arguments and "+itoa(args)+" were given")
	}
	return nil
}

// fail names the statement in err and remembers what ends the transaction.
func (tx *Tx) fail(err error, query string) error {
	e, ok := errors.AsType[*Error](err)
	if !ok {
		return err
	}
	if e.Field == "" {
		e.Field = brief(query)
	}
	if e.endsTx() && tx.failed == nil {
		tx.failed = e
	}
	return e
}
