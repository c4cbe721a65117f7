package wreck

import "encoding/binary"

const (
	logHeader   = 32
	frameHeader = 24
)

// log is a write-ahead log, read as far as its checksums go and beyond.
type log struct {
	raw    []byte
	page   int     // size of a page, 0 where the header is broken
	frames []frame // up to the last commit
	sound  int     // how many of them SQLite would take
	torn   bool    // SQLite would pass over commits without a word
}

type frame struct {
	number uint32 // of the page
	page   []byte
	commit bool
}

func readLog(wal []byte) *log {
	l := &log{raw: wal}
	if len(wal) >= logHeader && knownMagic(wal) {
		l.page = int(binary.BigEndian.Uint32(wal[8:]))
	}
	return l
}

func knownMagic(wal []byte) bool { return binary.BigEndian.Uint32(wal)&^1 == 0x377f0682 }

// Torn says whether a log holds commits that SQLite would pass over in silence
// because something before them is damaged.
func Torn(wal []byte) bool {
	l := readLog(wal)
	size := l.page
	if !possible(size) {
		size = defaultPage
	}
	l.split(size)
	return l.torn
}

// split cuts the log into frames. A checksum covers everything before it, so
// one bad byte makes SQLite ignore whatever follows; what belongs to this turn
// of the log is recognised by its salt instead.
func (l *log) split(size int) {
	if len(l.raw) < logHeader+frameHeader+size {
		return
	}
	salt := l.raw[logHeader+8 : logHeader+16]
	sum, good := sums{}, false
	if knownMagic(l.raw) {
		sum.little = l.raw[3]&1 == 0
		sum.add(l.raw[:24])
		good = sum.is(l.raw[24:32])
	}
	if good {
		salt = l.raw[16:24]
	}
	commits, sound := 0, 0
	for at := logHeader; at+frameHeader+size <= len(l.raw); at += frameHeader + size {
		head, page := l.raw[at:at+frameHeader], l.raw[at+frameHeader:at+frameHeader+size]
		mine := string(head[8:16]) == string(salt)
		if good {
			sum.add(head[:8])
			sum.add(page)
			good = mine && sum.is(head[16:24])
		}
		if !mine {
			continue
		}
		f := frame{number: binary.BigEndian.Uint32(head), page: page, commit: binary.BigEndian.Uint32(head[4:]) != 0}
		if f.number == 0 {
			continue
		}
		l.frames = append(l.frames, f)
		if f.commit {
			commits = len(l.frames)
		}
		if f.commit && good {
			sound = len(l.frames)
		}
	}
	l.frames, l.sound, l.torn = l.frames[:commits], sound, commits > sound
}

// sums is the running checksum of a log.
type sums struct {
	a, b   uint32
	little bool
}

func (s *sums) add(b []byte) {
	order := binary.ByteOrder(binary.BigEndian)
	if s.little {
		order = binary.LittleEndian
	}
	for ; len(b) >= 8; b = b[8:] {
		s.a += order.Uint32(b) + s.b
		s.b += order.Uint32(b[4:]) + s.a
	}
}

func (s *sums) is(stored []byte) bool {
	return binary.BigEndian.Uint32(stored) == s.a && binary.BigEndian.Uint32(stored[4:]) == s.b
}
