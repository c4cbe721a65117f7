package changesync

import (
	"fmt"
	"maps"

	"fieldsync/models/strict"
)

// Mark says when a field of a record was erased: for each history (epoch) in
// which that was done, the sequence from which on authors have seen it. It is
// part of the record, grows only, and so joins in any order.
type Mark map[string]uint64

// seenBy says whether an author who knew the moment had seen the erasure. The
// ids of epochs are ordered by time, and whatever was erased in an earlier one
// was erased again before a later one was served.
func (m Mark) seenBy(known knownMoment) bool {
	for epoch, seq := range m {
		if known.Epoch < epoch || (known.Epoch == epoch && known.Seq < seq) {
			return false
		}
	}
	return known.ok
}

// covers says whether the mark knows all that another one does.
func (m Mark) covers(o Mark) bool {
	for epoch, seq := range o {
		if m[epoch] < seq {
			return false
		}
	}
	return true
}

// joined is what both marks know.
func (m Mark) joined(o Mark) Mark {
	out := Mark{}
	for _, from := range []Mark{m, o} {
		for epoch, seq := range from {
			out[epoch] = max(out[epoch], seq)
		}
	}
	return out
}

// erase takes the cells of a field out of the record and marks it.
func (r *Record) erase(field string, mark Mark) {
	for name := range r.Cells {
		if f, _ := CellField(name); f == field {
			delete(r.Cells, name)
		}
	}
	marks := maps.Clone(r.Erased)
	if marks == nil {
		marks = map[string]Mark{}
	}
	marks[field] = mark
	r.Erased = marks
}

// follow erases what a change says was erased.
func (r *Record) follow(change *Record) {
	for field, mark := range change.Erased {
		if !maps.Equal(r.Erased[field], mark) {
			r.erase(field, mark)
		}
	}
}

func appendMarks(b []byte, marks map[string]Mark) []byte {
	b = append(appendMember(b, "erased"), '{')
	for i, field := range sortedKeys(marks) {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendString(b, field), ':', '{')
		for _, epoch := range sortedKeys(marks[field]) {
			b = appendUint(b, epoch, marks[field][epoch])
		}
		b = append(b, '}')
	}
	return append(b, '}')
}

func readMarks(raw []byte) (map[string]Mark, error) {
	out := map[string]Mark{}
	err := strict.Object(raw, func(field, value []byte) error {
		mark := Mark{}
		out[string(field)] = mark
		return strict.Object(value, func(epoch, seq []byte) (err error) {
			mark[string(epoch)], err = readUint(seq)
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("erased: %w", err)
	}
	return out, nil
}
