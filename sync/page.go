package changesync

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strings"

	"fieldsync/models"
)

// snapshot sends the records of the scopes that are sent anew. They may be
// newer than the start of the pull; the log from there on brings all of them
// to the same point, and only then does the device show them.
func (p *puller) snapshot() (done bool, err error) {
	scopes, all := p.anew()
	if !all && len(scopes) == 0 {
		return true, p.beginLog()
	}
	q := RecordQuery{Scopes: scopes, AfterScope: p.pos.Scope, Limit: pageRows}
	if p.pos.Key != nil {
		q.After = *p.pos.Key
	}
	if all {
		q.Scopes = nil
	}
	for {
		rows, err := p.tx.RecordsIn(q)
		if err != nil {
			return false, err
		}
		for _, r := range rows {
			if err := p.send(r.Scope, r.Key, r.Body); err != nil {
				return false, err
			}
			q.AfterScope, q.After = r.Scope, r.Key
			if p.budget <= 0 {
				p.pos.Scope, p.pos.Key = r.Scope, &r.Key
				p.out.Next = encodeToken(p.pos)
				return false, nil
			}
		}
		if len(rows) < q.Limit {
			return true, p.beginLog()
		}
	}
}

// beginLog fixes how far this pull goes, and the checksums at that point.
func (p *puller) beginLog() error {
	p.pos.Logging, p.pos.Through = true, p.head.Seq
	p.pos.Scope, p.pos.Key = "", nil
	touched, err := p.tx.Touched(p.reach(), p.logFrom())
	if err != nil {
		return err
	}
	again, all := p.anew()
	if all {
		return p.sums(p.reach())
	}
	touched = append(touched, again...)
	if len(touched) == 0 {
		return nil
	}
	return p.sums(touched)
}

func (p *puller) sums(scopes []models.Scope) error {
	list, err := p.tx.Checksums(scopes)
	if err != nil {
		return err
	}
	var out []Checksum
	for _, c := range list {
		v := p.viewer(c.Scope)
		level, line, _ := strings.Cut(c.Level, "/")
		whole := string(v.sees(c.Collection))
		if string(v.sees(cmp.Or(line, c.Collection))) != level {
			continue
		}
		if n := len(out) - 1; n >= 0 && out[n].Scope == c.Scope && out[n].Collection == c.Collection {
			out[n].Sum += c.Sum // they are ordered
		} else {
			out = append(out, Checksum{c.Scope, c.Collection, whole, c.Sum})
		}
	}
	for _, c := range out {
		p.out.Checksums = append(p.out.Checksums, PageSum{c, fmt.Sprintf("%016x", c.Sum)})
	}
	return nil
}

// viewer is the user of the device, as he holds a scope.
func (p *puller) viewer(scope models.Scope) Viewer {
	g, _ := grantFor(p.held, scope)
	return Viewer{View: g.View, User: p.user}
}

// logFrom is where the log is read from. Everything anew: from the start of
// the pull; otherwise from the cursor, entries of scopes sent anew are only
// said twice.
func (p *puller) logFrom() uint64 {
	if p.pos.From.Epoch == "" {
		return p.pos.Start
	}
	return p.pos.From.Seq
}

// log sends the entries up to where the pull goes.
func (p *puller) log() (done bool, err error) {
	q := LogQuery{Scopes: p.reach(), From: p.logFrom(), To: p.pos.Through, AfterSeq: p.pos.Seq, Limit: pageRows}
	if p.pos.Key != nil {
		q.After = *p.pos.Key
	}
	for p.budget > 0 {
		rows, err := p.tx.Log(q)
		if err != nil {
			return false, err
		}
		for _, r := range rows {
			q.AfterSeq, q.After = r.Seq, r.Key
			if !p.begun(r.Scope) || r.Seq > p.pos.Start {
				if err := p.send(r.Scope, r.Key, r.Body); err != nil {
					return false, err
				}
			}
			if p.budget <= 0 {
				break
			}
		}
		if p.budget > 0 && len(rows) < q.Limit {
			return true, nil
		}
	}
	p.pos.Seq, p.pos.Key = q.AfterSeq, &q.After
	p.out.Next = encodeToken(p.pos)
	return false, nil
}

// send adds an item as the caller may see it; where all of it is shown he gets
// the stored bytes.
func (p *puller) send(scope models.Scope, key Key, body []byte) error {
	v, col := p.viewer(scope), p.e.reg.Collection(key.Collection)
	if (col != nil && col.AsksConsent()) || key.Collection == QuarantineCollection || !v.seesAll(key.Collection, col) {
		seen, err := p.seen(v, col, body)
		if err != nil || seen == nil {
			return err
		}
		body = seen
	}
	p.out.Items = append(p.out.Items, json.RawMessage(body))
	p.budget -= len(body)
	return nil
}

// seen is an item as the viewer is shown it, nil when he sees nothing of it.
func (p *puller) seen(v Viewer, col *models.Collection, body []byte) ([]byte, error) {
	r, err := DecodeRecord(body)
	if err != nil {
		return nil, err
	}
	if err := p.asNow(r); err != nil {
		return nil, err
	}
	consented, err := p.consented(r, col)
	if err != nil {
		return nil, err
	}
	switch seen := r.seenBy(v, col, consented); {
	case seen == nil:
		return nil, nil
	case seen == r && r.Key.Collection != QuarantineCollection:
		return body, nil
	default:
		return seen.Encode(), nil
	}
}

// asNow shows a logged quarantine record with the content that it has now: what
// was erased or withheld since is not said any more. Pages under way do not see
// that change, see takenBack.
func (p *puller) asNow(r *Record) error {
	if _, there := r.Cells[itemContent]; !there || !p.pos.Logging || r.Key.Collection != QuarantineCollection {
		return nil
	}
	now, err := readRecord(p.tx, r.Key)
	if err == nil && now != nil {
		r.Cells[itemContent] = now.Cells[itemContent]
	}
	return err
}

// consented says whether the sensitive values of an item may be shown: there
// was consent when it was logged, and it has not been withdrawn since.
func (p *puller) consented(r *Record, col *models.Collection) (bool, error) {
	if !r.consented(col) || !p.pos.Logging || !r.holdsSensitive(col) {
		return r.consented(col), nil
	}
	now, err := readRecord(p.tx, r.Key)
	return now != nil && now.consented(col), err
}
