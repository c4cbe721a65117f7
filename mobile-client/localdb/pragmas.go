package localdb

import (
	"fmt"
	"strconv"
	"strings"
)

// MinVersion is the oldest SQLite this program trusts with its data: before it,
// a WAL reset could lose committed pages.
const MinVersion = "3.51.3"

// setting is a PRAGMA that is set on a connection and read back, because SQLite
// accepts a misspelt or impossible one without a word.
type setting struct {
	name, set string
	want      any
}

// settings returns what a connection needs, in the order to apply it.
func settings(path string, exclusive, reader bool) []setting {
	list := []setting{{"busy_timeout", "10000", int64(10000)}}
	if exclusive {
		// Before WAL, so that SQLite keeps the WAL index in memory: the browser's
		// files cannot be mapped.
		list = append(list, setting{"locking_mode", "EXCLUSIVE", "exclusive"})
	}
	if !reader {
		journal := "wal"
		if path == Memory {
			journal = "memory"
		}
		list = append(list, setting{"journal_mode", "WAL", journal})
	}
	list = append(list,
		setting{"synchronous", "FULL", int64(2)},
		setting{"foreign_keys", "1", int64(1)},
		setting{"temp_store", "MEMORY", int64(2)},
	)
	if reader {
		return append(list, setting{"query_only", "1", int64(1)})
	}
	// What leaves the phone, such as a customer that somebody else looks after
	// now, leaves the file as well: freed pages are overwritten.
	return append(list, setting{"secure_delete", "ON", int64(1)})
}

// setup applies and verifies the settings and the version of SQLite. The
// version comes last: any SELECT opens the log, and how it is opened is a
// setting.
func (s *session) setup(list []setting) error {
	for _, p := range list {
		// Setting a PRAGMA answers with a row or with none; either way it is
		// the reading that counts.
		if _, err := s.one("PRAGMA " + p.name + "=" + p.set); err != nil {
			return err
		}
		got, err := s.one("PRAGMA " + p.name)
		if err != nil {
			return err
		}
		if got != p.want {
			return &Error{Code: CodeSetup, Field: p.name,
				Message: fmt.Sprintf("it is %v and must be %v; the folder's file system may not support it", got, p.want)}
		}
	}
	version, err := s.one("SELECT sqlite_version()")
	if err != nil {
		return err
	}
	if text, _ := version.(string); older(text, MinVersion) {
		return &Error{Code: CodeSetup, Field: "sqlite_version",
			Message: fmt.Sprintf("it is %v and must be %s or later; update the program", version, MinVersion)}
	}
	return nil
}

// older compares two dotted versions.
func older(a, b string) bool {
	for a != "" || b != "" {
		var x, y string
		x, a, _ = strings.Cut(a, ".")
		y, b, _ = strings.Cut(b, ".")
		m, _ := strconv.Atoi(x)
		n, _ := strconv.Atoi(y)
		if m != n {
			return m < n
		}
	}
	return false
}
