package sqlite

import (
	"cmp"
	"container/heap"
	"encoding/json"
	"strings"

	"fieldsync/models"
	"fieldsync/sync"
)

// merge lists the entries of several scopes in the order of the log. Sorting
// them all for every page would make a long catch-up quadratic, so each scope
// is a stream read in small pieces from its index, a heap picks the next
// entry, and only bodies that are returned are read.
func (t *readTx) merge(scopes []models.Scope, r logRange, max int) ([]changesync.LogEntry, error) {
	h := streams{}
	for _, scope := range scopes {
		s := &stream{tx: t, scope: scope, at: r, piece: pieceOf(max, len(scopes))}
		if err := s.fill(); err != nil {
			return nil, err
		}
		if len(s.next) > 0 {
			h = append(h, s)
		}
	}
	heap.Init(&h)
	var ids []int64
	for len(h) > 0 && (max <= 0 || len(ids) < max) {
		s := h[0]
		ids = append(ids, s.next[0].rowid)
		if s.next = s.next[1:]; len(s.next) == 0 {
			if err := s.fill(); err != nil {
				return nil, err
			}
		}
		if len(s.next) == 0 {
			heap.Pop(&h)
			continue
		}
		heap.Fix(&h, 0)
	}
	return t.entries(ids)
}

// pieceOf is how much to read of a scope at once.
func pieceOf(max, scopes int) int {
	if max <= 0 {
		return 256
	}
	return min(max, 4+2*max/scopes)
}

// entries reads rows of the log, in the order of the ids.
func (t *readTx) entries(ids []int64) ([]changesync.LogEntry, error) {
	out := make([]changesync.LogEntry, 0, len(ids))
	list, _ := json.Marshal(ids) // numbers cannot fail
	err := t.each(`SELECT l.seq, l.collection, l.id, l.scope, l.body FROM json_each(?) j CROSS JOIN log l ON l.rowid = j.value
		ORDER BY j.key`, func(r row) { out = append(out, entryOf(r)) }, string(list))
	return out, err
}

// position is one entry of a scope.
type position struct {
	seq   uint64
	key   changesync.Key
	rowid int64
}

// stream reads the positions of one scope piece by piece.
type stream struct {
	tx    *readTx
	scope models.Scope
	at    logRange // what is not yet read
	piece int
	next  []position
	ended bool
}

func (s *stream) fill() error {
	if s.ended {
		return nil
	}
	err := s.tx.each(`SELECT seq, collection, id, rowid FROM log INDEXED BY log_scope
		WHERE scope = ? AND (seq, collection, id) > (?, ?, ?) AND seq <= ? ORDER BY seq, collection, id LIMIT ?`, func(r row) {
		s.next = append(s.next, position{r.uint(0), changesync.Key{Collection: r.text(1), ID: r.text(2)}, r.int(3)})
	}, string(s.scope), bound(s.at.seq), s.at.key.Collection, s.at.key.ID, bound(s.at.to), int64(s.piece))
	s.ended = len(s.next) < s.piece
	if !s.ended {
		last := s.next[len(s.next)-1]
		s.at.seq, s.at.key = last.seq, last.key
	}
	return err
}

// streams is a heap by the next position.
type streams []*stream

func (h streams) Len() int      { return len(h) }
func (h streams) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *streams) Push(x any)   { *h = append(*h, x.(*stream)) }
func (h *streams) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}

func (h streams) Less(i, j int) bool {
	a, b := h[i].next[0], h[j].next[0]
	if a.seq != b.seq {
		return a.seq < b.seq
	}
	return cmp.Or(strings.Compare(a.key.Collection, b.key.Collection), strings.Compare(a.key.ID, b.key.ID)) < 0
}
