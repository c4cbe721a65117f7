// Package wreck reads rows out of the bytes of a damaged SQLite database and
// its write-ahead log. It asks no SQLite, which gives up at the first bad page:
// it walks the trees itself, goes round what cannot be read, and looks for rows
// on pages that no tree reaches any more. It writes nothing.
package wreck

import "encoding/binary"

// defaultPage is the page size of SQLite where the file does not say.
const defaultPage = 4096

// magic begins every database.
const magic = "SQLite format 3\x00"

// File is a database with its log, as far as they can be read.
type File struct {
	size  int     // of a page
	views []*view // the newest state first
	torn  bool    // the log is damaged
}

// view is one state of the database: its pages, overlaid by some of the log's.
type view struct {
	size    int
	db      []byte
	overlay map[uint32][]byte
	count   uint32          // pages
	reached map[uint32]bool // pages of trees that were walked
}

// Read takes the bytes of a database and of its log (nil: there is none).
func Read(db, wal []byte) *File {
	log := readLog(wal)
	f := &File{size: pageSize(db, log)}
	log.split(f.size)
	f.torn = log.torn
	if log.torn {
		f.views = append(f.views, newView(f.size, db, log.frames))
	}
	f.views = append(f.views, newView(f.size, db, log.frames[:log.sound]))
	return f
}

// pageSize is what database or log say, if they say something possible.
func pageSize(db []byte, log *log) int {
	if len(db) >= 100 && string(db[:16]) == magic {
		n := int(binary.BigEndian.Uint16(db[16:]))
		if n == 1 {
			n = 1 << 16
		}
		if possible(n) {
			return n
		}
	}
	if possible(log.page) {
		return log.page
	}
	return defaultPage
}

func possible(n int) bool { return n >= 512 && n <= 1<<16 && n&(n-1) == 0 }

func newView(size int, db []byte, frames []frame) *view {
	v := &view{size: size, db: db, overlay: map[uint32][]byte{}, reached: map[uint32]bool{}}
	v.count = uint32((len(db) + size - 1) / size)
	for _, f := range frames {
		v.overlay[f.number] = f.page
		v.count = max(v.count, f.number)
	}
	return v
}

// page is a page by its number from 1, nil when it is not there. A page that
// was cut off has zeros at its end.
func (v *view) page(n uint32) []byte {
	if p := v.overlay[n]; p != nil {
		return p
	}
	start := (int(n) - 1) * v.size
	if n == 0 || start >= len(v.db) {
		return nil
	}
	if start+v.size <= len(v.db) {
		return v.db[start : start+v.size]
	}
	p := make([]byte, v.size)
	copy(p, v.db[start:])
	return p
}
