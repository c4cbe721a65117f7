package wreck

// Kind is what may stand in a column.
type Kind uint8

// The kinds, to be added up.
const (
	Null Kind = 1 << iota
	Int
	Text
	Blob
)

// Shape is how the rows of a table look: it names the table, and recognises
// its rows where the table itself is lost.
type Shape struct {
	Name     string
	Numbered bool // rows have numbers; otherwise the table is WITHOUT ROWID
	Columns  []Kind
}

func (s *Shape) fits(r Row) bool {
	for i, v := range r.Values {
		kind := Null
		switch v.(type) {
		case int64:
			kind = Int
		case string:
			kind = Text
		case []byte:
			kind = Blob
		case float64:
			return false
		}
		if s.Columns[i]&kind == 0 {
			return false
		}
	}
	return true
}

// Found is what was found of a table.
type Found struct {
	// Rows, the most trustworthy first: those of the newest state, of an older
	// one, and then such as no tree holds any more. A row may be there more
	// than once, and of the last kind some were deleted or changed long ago.
	Rows []Row
	// Whole says that the table was read without a gap: then Rows are its rows.
	// Values have no checksum; whether they are what was written is not known.
	Whole bool
}

// schemaShape is sqlite_schema: type, name, tbl_name, rootpage, sql.
var schemaShape = Shape{Numbered: true, Columns: []Kind{Text, Text, Text, Int | Null, Text | Null}}

// Table reads a table.
func (f *File) Table(shape Shape) Found {
	found := Found{Whole: !f.torn}
	for _, v := range f.views {
		root := v.root(shape.Name)
		if root == 0 {
			found.Whole = false
			continue
		}
		w := &walk{v: v, shape: &shape, whole: true}
		v.forget()
		w.tree(root, 0)
		found.Whole = found.Whole && w.whole
		found.Rows = append(found.Rows, w.rows...)
	}
	if found.Whole {
		return found
	}
	for _, v := range f.views {
		found.Rows = append(found.Rows, v.strays(&shape)...)
	}
	return found
}

// forget begins a new walk.
func (v *view) forget() { clear(v.reached) }

// root is the first page of a table, 0 when the schema does not say.
func (v *view) root(table string) uint32 {
	v.forget()
	w := &walk{v: v, shape: &schemaShape, whole: true}
	w.tree(1, 0)
	for _, r := range w.rows {
		if n, ok := r.Values[3].(int64); ok && r.Values[0] == "table" && r.Values[1] == table && n > 1 && n <= int64(v.count) {
			return uint32(n)
		}
	}
	return 0
}

// strays are the rows of the shape on pages that the last walk did not reach.
func (v *view) strays(shape *Shape) (rows []Row) {
	for n := uint32(1); n <= v.count; n++ {
		page := v.page(n)
		if page == nil || v.reached[n] {
			continue
		}
		kind, cells, _ := v.cells(n, page)
		if kind == 0 || kind == tableInner || isIndex(kind) == shape.Numbered {
			continue
		}
		for _, at := range cells {
			if row, ok := v.row(page, kind, at, len(shape.Columns)); ok && shape.fits(row) {
				rows = append(rows, row)
			}
		}
	}
	return rows
}
