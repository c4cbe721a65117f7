package changesync

import "sort"

// Encode makes the bytes of a record, or of a change of it. Who, when and by
// which changeset stands once per changeset in "stamps"; the versions in the
// cells point there. Cells are in order, so equal records have equal bytes.
func (r *Record) Encode() []byte {
	names := make([]string, 0, len(r.Cells))
	for name := range r.Cells {
		names = append(names, name)
	}
	sort.Strings(names)
	stamps := newStampTable(r, names)

	b := make([]byte, 0, 256+96*len(names))
	b = appendText(append(b, '{'), "collection", r.Key.Collection)
	b = appendText(b, "id", r.Key.ID)
	b = appendText(b, "scope", string(r.Scope))
	b = appendUint(b, "seq", r.Seq)
	if len(r.Erased) > 0 {
		b = appendMarks(b, r.Erased)
	}
	b = append(appendMember(b, "stamps"), '[')
	for i := range stamps.list {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendStamp(b, &stamps.list[i])
	}
	b = append(appendMember(append(b, ']'), "cells"), '{')
	for i, name := range names {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendString(b, name), ':')
		cell := r.Cells[name]
		b = appendCell(b, &cell, stamps)
	}
	return append(b, '}', '}')
}

// stamp is what the writes of a changeset share; a correction has two, since
// what it leaves as it was stays its first author's.
type stamp struct {
	dot  Dot
	at   int64
	said string
	by   string
}

type stampTable struct {
	list  []stamp
	index map[stamp]int
}

func newStampTable(r *Record, names []string) *stampTable {
	t := &stampTable{index: map[stamp]int{}}
	for _, name := range names {
		live := r.Cells[name].Live
		for i := range live {
			s := live[i].stamp()
			if _, ok := t.index[s]; !ok {
				t.index[s] = len(t.list)
				t.list = append(t.list, s)
			}
		}
	}
	return t
}

func (v *Version) stamp() stamp { return stamp{v.Dot, v.At, v.Said, v.By} }

func appendStamp(b []byte, s *stamp) []byte {
	b = appendText(append(b, '{'), "dot", string(s.dot))
	b = appendInt(b, "at", s.at)
	b = appendText(b, "said", s.said)
	b = appendText(b, "by", s.by)
	return append(b, '}')
}

// appendCell writes a list of versions, inside an object when there is more.
func appendCell(b []byte, c *Cell, stamps *stampTable) []byte {
	if len(c.Awaited) > 0 {
		b = appendDots(append(b, '{'), "awaited", c.Awaited)
		b = appendMember(b, "live")
	}
	b = append(b, '[')
	for i := range c.Live {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendVersion(b, &c.Live[i], stamps.index[c.Live[i].stamp()])
	}
	b = append(b, ']')
	if len(c.Awaited) > 0 {
		b = append(b, '}')
	}
	return b
}

func appendVersion(b []byte, v *Version, stamp int) []byte {
	b = appendInt(append(b, '{'), "s", int64(stamp))
	if v.Value != nil {
		b = append(appendMember(b, "v"), v.Value...)
	}
	if v.Mask != nil {
		b = append(appendMember(b, "mask"), v.Mask...)
	}
	if len(v.Replaces) > 0 {
		b = appendDots(b, "x", v.Replaces)
	}
	if v.Was != nil {
		b = append(appendMember(b, "was"), v.Was...)
	}
	if v.As != "" {
		b = appendText(b, "as", string(v.As))
	}
	return append(b, '}')
}

// EncodeVersion makes the bytes of one version, for the history.
func EncodeVersion(v *Version) []byte {
	b := appendMember([]byte{'{'}, "stamp")
	s := v.stamp()
	b = appendStamp(b, &s)
	b = appendMember(b, "version")
	return append(appendVersion(b, v, 0), '}')
}
