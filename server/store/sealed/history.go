package sealed

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"

	changesync "fieldsync/sync"
)

// The name of a cell can hold a value (an element of a set), so in the history
// it is kept as a hash, and the name itself is sealed in front of the body.

func placeOfHistory(h *changesync.HistoryEntry) string {
	return place("history", h.Key.Collection, h.Key.ID, string(h.Dot))
}

func (b *box) sealHistory(h changesync.HistoryEntry) changesync.HistoryEntry {
	has := uint64(0) // a nil body stays nil
	if h.Body != nil {
		has = 1
	}
	body := binary.AppendUvarint(nil, uint64(len(h.Cell))<<1|has)
	body = append(append(body, h.Cell...), h.Body...)
	h.Body = b.seal(placeOfHistory(&h), body)
	h.Cell = b.hash(h.Key.Collection, "cell", h.Cell)
	return h
}

func (b *box) openHistory(h *changesync.HistoryEntry) error {
	place := placeOfHistory(h)
	plain, err := b.unseal(place, h.Body)
	if err != nil || len(plain) == len(h.Body) {
		return err // not sealed
	}
	head, used := binary.Uvarint(plain)
	n := head >> 1
	if used <= 0 || n > uint64(len(plain)-used) {
		return fmt.Errorf("%w: %s holds no name of a cell", changesync.ErrDamaged, place)
	}
	h.Cell, h.Body = string(plain[used:used+int(n)]), plain[used+int(n):]
	if head&1 == 0 {
		h.Body = nil
	}
	return nil
}

// History implements changesync.ReadTx. The store below has ordered by hashes.
func (t *readTx) History(key changesync.Key) ([]changesync.HistoryEntry, error) {
	list, err := t.ReadTx.History(key)
	list, err = opened(list, err, t.box.openHistory)
	slices.SortStableFunc(list, func(a, b changesync.HistoryEntry) int {
		return cmp.Or(cmp.Compare(a.Seq, b.Seq), cmp.Compare(a.Cell, b.Cell), cmp.Compare(a.Dot, b.Dot))
	})
	return list, err
}
