package changesync

import (
	"crypto/sha256"
	"encoding/binary"

	"fieldsync/models"
)

// cellSum is what a cell adds to the checksum of its scope and collection at a
// level: over the values where they are shown, over the dots where they are
// withheld, nothing where the view does not get the field at all. Sums are
// added modulo 2^64, so a change costs the cell and not the scope.
func cellSum(level string, col *models.Collection, key Key, name string, c *Cell) uint64 {
	if len(c.Live) == 0 {
		return 0
	}
	show := visibility(level, col, name)
	if show == hidden {
		return 0
	}
	b := make([]byte, 0, 256)
	b = append(append(append(append(append(b, key.Collection...), 0), key.ID...), 0), name...)
	for i := range c.Live {
		b = append(append(b, 0), c.Live[i].Dot...)
		if show == plain {
			b = append(append(b, 1), c.Live[i].Value...)
		}
	}
	sum := sha256.Sum256(b)
	return binary.BigEndian.Uint64(sum[:8])
}

// RecordSum adds up the cells of a record.
func RecordSum(level string, col *models.Collection, r *Record) (sum uint64) {
	for name, cell := range r.Cells {
		sum += cellSum(level, col, r.Key, name, &cell)
	}
	return sum
}
