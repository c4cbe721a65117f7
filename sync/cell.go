package changesync

import (
	"encoding/json"
	"slices"
	"strings"
)

// Cell is one field of one record: the writes that no valid write has replaced.
//
// It is the compact form of a grow-only set of writes: a write is live unless
// a valid write names its dot, so the union of two histories gives the same
// cell in whatever order, how often and by which path they arrive.
type Cell struct {
	Live []Version // ordered by dot
	// Awaited are dots that were replaced before they arrived.
	Awaited []Dot
}

// Context tells Merge what a cell alone cannot know.
type Context interface {
	// Arrived says whether the changeset of the dot has been taken.
	Arrived(Dot) bool
	// Void looks up a dot whose changeset is in quarantine: the dots it had
	// replaced in this cell, which whoever replaces it inherits. right is
	// false when its author had no right to replace them.
	Void(key Key, cell string, dot Dot) (replaces []Dot, right, void bool)
	// Former finds the newest of these dots in the history of the cell, nil
	// when none is there.
	Former(key Key, cell string, dots []Dot) *Version
}

// Merge joins a valid write into the cell and returns the versions that left
// it for the history. Merging a write that is there changes nothing.
func (c *Cell) Merge(v Version, key Key, cell string, ctx Context) (gone []Version) {
	if c.index(v.Dot) >= 0 {
		return nil
	}
	replaced := c.replaced(v.Dot)
	gone = c.retire(closure(v.Replaces, c, key, cell, ctx), ctx)
	c.findBase(&v, gone, key, cell, ctx)
	if i := slices.Index(c.Awaited, v.Dot); i >= 0 {
		c.Awaited = slices.Delete(c.Awaited, i, i+1)
	}
	if replaced {
		return append(gone, v)
	}
	at, _ := slices.BinarySearchFunc(c.Live, v.Dot, func(e Version, d Dot) int { return compareDots(e.Dot, d) })
	c.Live = slices.Insert(c.Live, at, v)
	return gone
}

// replaced says whether a write of the dot comes too late: a live one has
// replaced it, or one that was itself replaced.
func (c *Cell) replaced(dot Dot) bool {
	return slices.Contains(c.Awaited, dot) || slices.ContainsFunc(c.Live, func(v Version) bool {
		return slices.Contains(v.Replaces, dot)
	})
}

// rename gives a replaced write the name under which it arrives.
func (c *Cell) rename(from, to Dot) {
	for i := range c.Live {
		if at := slices.Index(c.Live[i].Replaces, from); at >= 0 {
			c.Live[i].Replaces = slices.Clone(c.Live[i].Replaces)
			c.Live[i].Replaces[at] = to
			slices.Sort(c.Live[i].Replaces)
		}
	}
	if at := slices.Index(c.Awaited, from); at >= 0 {
		c.Awaited[at] = to
		slices.Sort(c.Awaited)
	}
}

// retire takes replaced versions out of the cell and remembers those that have
// not arrived.
func (c *Cell) retire(replaced map[Dot]bool, ctx Context) (gone []Version) {
	kept := c.Live[:0:0]
	for _, old := range c.Live {
		if replaced[old.Dot] || (old.As != "" && replaced[old.As]) {
			gone = append(gone, old)
			delete(replaced, old.Dot)
		} else {
			kept = append(kept, old)
		}
	}
	c.Live = kept
	c.await(replaced, ctx)
	return gone
}

func (c *Cell) index(d Dot) int {
	return slices.IndexFunc(c.Live, func(v Version) bool { return v.Dot == d })
}

// renamed finds the dots under which a carried changeset meets its
// predecessors: they were carried over too, under names with a piece of their
// hash, while its bytes still say the old ones. Of other devices, and so of the
// one it is a copy of, the bytes say the names that hold.
func (c *Cell) renamed(replaces []Dot, inner *Changeset) []Dot {
	out := make([]Dot, 0, len(replaces))
	for _, old := range replaces {
		n := len(out)
		device, _, _ := old.Parts()
		for i := range c.Live {
			if device == inner.Header.Device && strings.HasPrefix(string(c.Live[i].Dot), string(old)+"~") {
				out = append(out, c.Live[i].Dot)
				if j := c.index(old); j >= 0 && c.Live[j].Said == c.Live[i].Said && sameValue(&c.Live[j], &c.Live[i]) {
					out = append(out, old) // it had arrived under its first name as well
				}
			}
		}
		if len(out) == n {
			out = append(out, old)
		}
	}
	return out
}

// ownName is the dot under which a device lays a changeset of its own over the
// cell. A copy of the device may have used the plain name for another one; then
// this one will be carried over, and is shown under that name already.
func (c *Cell) ownName(dot Dot, value json.RawMessage, own *Changeset) Dot {
	i := c.index(dot)
	if i < 0 {
		return dot
	}
	// A correction stands there with the time of what it corrects.
	h, there := &own.Body().Header, &c.Live[i]
	if there.Said == h.At || (there.As != "" && there.As == h.Amends && equalJSON(there.Value, value)) {
		return dot
	}
	return carriedName(dot, own.Hash)
}

// await remembers replaced dots whose writes have not arrived.
func (c *Cell) await(replaced map[Dot]bool, ctx Context) {
	for dot := range replaced {
		if !ctx.Arrived(dot) && !slices.Contains(c.Awaited, dot) {
			c.Awaited = append(c.Awaited, dot)
		}
	}
	slices.Sort(c.Awaited)
}

// closure adds to the replaced dots what the void ones among them had replaced.
func closure(dots []Dot, c *Cell, key Key, cell string, ctx Context) map[Dot]bool {
	out := make(map[Dot]bool, len(dots))
	todo := slices.Clone(dots)
	for len(todo) > 0 {
		dot := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if out[dot] {
			continue
		}
		out[dot] = true
		if c.index(dot) >= 0 {
			continue // live, so not void: the common case costs no look-up
		}
		if more, right, void := ctx.Void(key, cell, dot); void && right {
			todo = append(todo, more...)
		}
	}
	return out
}

// findBase notes in a write the value it was made upon. While it stands beside
// others that is the value in which they parted, not what its author wrote in
// between.
func (c *Cell) findBase(v *Version, gone []Version, key Key, cell string, ctx Context) {
	last := newest(gone)
	switch {
	case v.Was != nil:
	case last != nil && len(c.Live) == 0:
		v.Was = last.Value
	case last != nil:
		v.Was = last.Was
	case len(v.Replaces) > 0 && len(c.Live) > 0:
		v.Was = c.parted(v.Replaces, key, cell, ctx)
	}
}

// parted finds the value in which a late write and those that stand there
// parted: one of these says so, or the history does.
func (c *Cell) parted(replaces []Dot, key Key, cell string, ctx Context) []byte {
	for i := range c.Live {
		for _, dot := range c.Live[i].Replaces {
			if slices.Contains(replaces, dot) {
				return c.Live[i].Was
			}
		}
	}
	base := ctx.Former(key, cell, replaces)
	if base != nil && len(c.Live) == 1 {
		c.Live[0].Was = base.Value
	}
	if base == nil {
		return nil
	}
	return base.Value
}

func newest(vs []Version) *Version {
	var best *Version
	for i := range vs {
		if best == nil || vs[i].after(best) {
			best = &vs[i]
		}
	}
	return best
}

func compareDots(a, b Dot) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// Dots are the live dots, in order.
func (c *Cell) Dots() []Dot {
	out := make([]Dot, len(c.Live))
	for i := range c.Live {
		out[i] = c.Live[i].Dot
	}
	return out
}

func (c Cell) clone() Cell {
	return Cell{Live: slices.Clone(c.Live), Awaited: slices.Clone(c.Awaited)}
}
