package wreck

import "encoding/binary"

// The kinds of pages of a tree.
const (
	indexInner = 0x02
	tableInner = 0x05
	indexLeaf  = 0x0a
	tableLeaf  = 0x0d
)

// maxDepth bounds a walk; a tree of this depth would be larger than any disk.
const maxDepth = 20

// maxPayload bounds a row, so that a broken length asks for no memory.
const maxPayload = 64 << 20

// walk reads the tree below a page. It is whole unless something was missing.
type walk struct {
	v     *view
	shape *Shape
	rows  []Row
	whole bool
}

func (w *walk) tree(n uint32, depth int) {
	page := w.v.page(n)
	if page == nil || depth > maxDepth || w.v.reached[n] {
		w.whole = false
		return
	}
	w.v.reached[n] = true
	kind, cells, right := w.v.cells(n, page)
	if kind == 0 || isIndex(kind) == w.shape.Numbered {
		w.whole = false
		return
	}
	w.whole = w.whole && len(cells) == cellCount(n, page)
	for _, at := range cells {
		if kind == indexInner || kind == tableInner {
			w.tree(binary.BigEndian.Uint32(page[at:]), depth+1)
		}
		if kind != tableInner {
			w.cell(page, kind, at)
		}
	}
	if right != 0 {
		w.tree(right, depth+1)
	}
}

func isIndex(kind byte) bool { return kind == indexInner || kind == indexLeaf }

// cell takes the row of a cell.
func (w *walk) cell(page []byte, kind byte, at int) {
	row, ok := w.v.row(page, kind, at, len(w.shape.Columns))
	if !ok || !w.shape.fits(row) {
		w.whole = false
		return
	}
	w.rows = append(w.rows, row)
}

// start is where a page's own header begins.
func start(n uint32) int {
	if n == 1 {
		return 100 // after the header of the file
	}
	return 0
}

func cellCount(n uint32, page []byte) int { return int(binary.BigEndian.Uint16(page[start(n)+3:])) }

// cells are the places of the cells on a page, those that can be, and its last
// child. kind is 0 when it is no page of a tree.
func (v *view) cells(n uint32, page []byte) (kind byte, places []int, right uint32) {
	head := page[start(n):]
	size := 8
	switch kind = head[0]; kind {
	case indexInner, tableInner:
		size, right = 12, binary.BigEndian.Uint32(head[8:])
	case indexLeaf, tableLeaf:
	default:
		return 0, nil, 0
	}
	first := start(n) + size
	count := cellCount(n, page)
	if first+2*count > len(page) {
		return 0, nil, 0
	}
	for i := range count {
		at := int(binary.BigEndian.Uint16(page[first+2*i:]))
		if at >= first+2*count && at <= len(page)-4 {
			places = append(places, at)
		}
	}
	return kind, places, right
}

// row reads the row of a cell, with what of it lies on other pages.
func (v *view) row(page []byte, kind byte, at, columns int) (row Row, ok bool) {
	if kind == indexInner {
		at += 4
	}
	size, n := varint(page[at:])
	at += n
	if n == 0 || size > maxPayload {
		return row, false
	}
	if kind == tableLeaf {
		id, n := varint(page[at:])
		if n == 0 {
			return row, false
		}
		row.ID = int64(id)
		at += n
	}
	payload, ok := v.payload(page, at, int(size), kind == tableLeaf)
	if !ok {
		return row, false
	}
	row.Values, ok = decode(payload, columns)
	return row, ok
}

// payload gathers size bytes: some of them on the page, the rest on a chain.
func (v *view) payload(page []byte, at, size int, table bool) ([]byte, bool) {
	usable := v.size
	least := (usable-12)*32/255 - 23
	most := (usable-12)*64/255 - 23
	if table {
		most = usable - 35
	}
	here := size
	if size > most {
		if here = least + (size-least)%(usable-4); here > most {
			here = least
		}
	}
	if at+here > len(page) {
		return nil, false
	}
	out := append(make([]byte, 0, here), page[at:at+here]...)
	if here == size {
		return out, true
	}
	if at+here+4 > len(page) {
		return nil, false
	}
	next := binary.BigEndian.Uint32(page[at+here:])
	for len(out) < size {
		more := v.page(next)
		if next < 2 || more == nil {
			return nil, false
		}
		next = binary.BigEndian.Uint32(more)
		out = append(out, more[4:4+min(size-len(out), usable-4)]...)
	}
	return out, true
}
