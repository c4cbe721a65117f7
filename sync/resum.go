package changesync

import (
	"bytes"
	"crypto/sha256"
	"fmt"

	"fieldsync/models"
)

// docViews remembers by which rules the checksums of the views were added up:
// they leave out what the program does not know, and withhold what is personal,
// lacks consent or has a line of its own in the table of rights, so another program has others.
const (
	docViews    = "views"
	viewsMasked = "masked"
)

// viewsDoc is how this program withholds, as a fingerprint.
func (e *Engine) viewsDoc() Doc {
	h := sha256.New()
	for _, col := range e.reg.Collections() {
		for _, f := range col.Fields {
			fmt.Fprintf(h, "%s %s %v %v %v %s\n", col.Name, f.Name, f.Class >= models.Personal, f.Policy, needsConsent(col, f.Name), f.Line)
		}
	}
	return Doc{Kind: docViews, Key: viewsMasked, Body: h.Sum(nil)}
}

// resum adds the checksums up anew when another program than this one has kept
// them. Devices then see that theirs do not fit and fetch what the new program
// shows them.
func (e *Engine) resum(tx Tx) error {
	now := e.viewsDoc()
	before, _, err := tx.Doc(now.Kind, now.Key)
	if err != nil || bytes.Equal(before, now.Body) {
		return err
	}
	b := &Batch{Docs: []Doc{now}}
	if b.Checksums, err = e.sumsChange(tx); err != nil {
		return err
	}
	return tx.Apply(b)
}

// sumsChange is by how much the checksums have to change.
func (e *Engine) sumsChange(tx ReadTx) ([]Checksum, error) {
	sums := map[Checksum]uint64{}
	err := eachRecord(tx, RecordQuery{}, func(rec *Record) error {
		AddSums(sums, e.reg.Collection(rec.Key.Collection), rec)
		return nil
	})
	if err != nil {
		return nil, err
	}
	kept, err := tx.Checksums(nil)
	if err != nil {
		return nil, err
	}
	for _, c := range kept {
		sum := c.Sum
		c.Sum = 0
		sums[c] -= sum
	}
	var out []Checksum
	for c, sum := range sums {
		if sum != 0 {
			c.Sum = sum
			out = append(out, c)
		}
	}
	return out, nil
}
