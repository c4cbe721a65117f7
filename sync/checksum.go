package changesync

import (
	"crypto/sha256"
	"encoding/binary"

	"fieldsync/models"
)

// cellSum is what a cell adds to the checksum of its scope and collection at a
// level, which shows it so: over the values where they are shown, over the dots where they are
// withheld, nothing where the view does not get the field at all. Sums are
// added modulo 2^64, so a change costs the cell and not the scope.
func cellSum(show shown, key Key, name string, c *Cell) uint64 {
	if len(c.Live) == 0 || show == hidden {
		return 0
	}
	b := cellStart(key, name)
	for i := range c.Live {
		b = appendSummed(b, &c.Live[i], show == plain)
	}
	return shorten(b)
}

// cellSums is cellSum for both views at once: most fields are the same in both.
func cellSums(col *models.Collection, key Key, name string, c *Cell, consented bool) (full, masked uint64) {
	if len(c.Live) == 0 {
		return 0, 0
	}
	inFull, inMasked := visibility(LevelFull, col, name, consented), visibility(LevelMasked, col, name, consented)
	full = cellSum(inFull, key, name, c)
	if inMasked == inFull {
		return full, full
	}
	return full, cellSum(inMasked, key, name, c)
}

func cellStart(key Key, name string) []byte {
	b := make([]byte, 0, 256)
	return append(append(append(append(append(b, key.Collection...), 0), key.ID...), 0), name...)
}

func appendSummed(b []byte, v *Version, value bool) []byte {
	b = append(append(b, 0), v.Dot...)
	if value {
		b = append(append(b, 1), v.Value...)
	}
	return b
}

func shorten(b []byte) uint64 {
	sum := sha256.Sum256(b)
	return binary.BigEndian.Uint64(sum[:8])
}

// HeldSum is what a record adds, as a device works it out from what it was sent: it need
// not know how its server withholds, which may know more fields.
func HeldSum(r *Record) (sum uint64) {
	for name, c := range r.Cells {
		if len(c.Live) == 0 {
			continue
		}
		b := cellStart(r.Key, name)
		for i := range c.Live {
			b = appendSummed(b, &c.Live[i], c.Live[i].Mask == nil)
		}
		sum += shorten(b)
	}
	return sum
}

// sumLevel names the checksum of a level that a cell goes into: fields with a
// line of their own in the table of rights have sums of their own, so that what
// a viewer gets is the sum of the parts as he sees each of them.
func sumLevel(level, line string) string {
	if line == "" {
		return level
	}
	return level + "/" + line
}

// tally is by how much sums move, for the full and the masked view, by line.
type tally map[string][2]uint64

// add puts a cell into the sums, or takes it out again.
func (t tally) add(col *models.Collection, key Key, name string, c *Cell, consented, out bool) {
	full, masked := cellSums(col, key, name, c, consented)
	if out {
		full, masked = -full, -masked
	}
	line := lineOf(col, name)
	was := t[line]
	t[line] = [2]uint64{was[0] + full, was[1] + masked}
}

// into adds it to the checksums of a scope and collection.
func (t tally) into(sums map[Checksum]uint64, scope models.Scope, collection string) {
	for line, moved := range t {
		for i, level := range []string{LevelFull, LevelMasked} {
			sums[Checksum{Scope: scope, Collection: collection, Level: sumLevel(level, line)}] += moved[i]
		}
	}
}

// AddSums adds the cells of a record to the checksums of its scope.
func AddSums(sums map[Checksum]uint64, col *models.Collection, r *Record) {
	consented, t := r.consented(col), tally{}
	for name, cell := range r.Cells {
		t.add(col, r.Key, name, &cell, consented, false)
	}
	t.into(sums, r.Scope, r.Key.Collection)
}
