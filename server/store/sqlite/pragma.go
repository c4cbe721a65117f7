package sqlite

import (
	"fmt"
	"strconv"
	"strings"
)

// Settings of the file, measured with BenchmarkUpdate. Bodies are around 2 KB:
// smaller pages hold them badly, larger ones make the scattered index entries
// of a commit expensive. A WAL of 32 MiB folds in pages that are written often
// once; a checkpoint beside the writer gained nothing.
const (
	pageSize        = 8192
	checkpointPages = 4000
	minVersion      = "3.51.3"
)

// pragmas are the settings of a connection. They are not in the DSN, since the
// driver would run them in the order of the alphabet, and the page size must
// be set before WAL makes the file.
func (s *Store) pragmas(reader bool) string {
	readers := 0
	if reader { // all of them together have as much as the writer
		readers = s.opts.Readers - 1
	}
	lines := []string{
		fmt.Sprintf("PRAGMA busy_timeout = %d", busyStep.Milliseconds()),
		fmt.Sprintf("PRAGMA page_size = %d", pageSize),
		"PRAGMA journal_mode = WAL",
		"PRAGMA synchronous = FULL",
		"PRAGMA foreign_keys = 1",
		fmt.Sprintf("PRAGMA wal_autocheckpoint = %d", checkpointPages),
		fmt.Sprintf("PRAGMA journal_size_limit = %d", 2*checkpointPages*pageSize),
		fmt.Sprintf("PRAGMA cache_size = -%d", s.opts.CacheKiB/(1+readers)),
		"PRAGMA trusted_schema = 0",
		"PRAGMA temp_store = MEMORY", // sorts are small: pages, not tables
	}
	if reader {
		lines = append(lines[:1], append(lines[3:], "PRAGMA query_only = 1")...)
	}
	return strings.Join(lines, ";")
}

// check reads the settings back: SQLite accepts a misspelt pragma silently,
// and some of them have no effect in some places.
func (s *Store) check(c *conn, reader bool) error {
	var version string
	if _, err := c.one("SELECT sqlite_version()", func(r row) { version = r.text(0) }); err != nil {
		return err
	}
	if !atLeast(version, minVersion) {
		return &Error{Code: CodeUnsafe, Op: "open", Hint: "SQLite " + version + " can lose writes: " + minVersion + " or later is needed"}
	}
	want := map[string]string{
		"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1",
		"busy_timeout": strconv.FormatInt(busyStep.Milliseconds(), 10),
		"query_only":   "0", "wal_autocheckpoint": strconv.Itoa(checkpointPages),
	}
	if reader {
		want["query_only"] = "1"
	}
	for name, value := range want {
		got, err := c.pragma(name)
		if err != nil {
			return err
		}
		if got != value {
			return &Error{Code: CodeUnsafe, Op: "open", Hint: fmt.Sprintf(
				"pragma %s is %q and must be %q: keep the database on a local file system", name, got, value)}
		}
	}
	return nil
}

// pragma reads a setting.
func (c *conn) pragma(name string) (value string, err error) {
	_, err = c.one("PRAGMA "+name, func(r row) { value = fmt.Sprint(r[0]) })
	return value, err
}

// atLeast compares dotted version numbers.
func atLeast(version, least string) bool {
	v, l := strings.Split(version, "."), strings.Split(least, ".")
	for i := range l {
		if i >= len(v) {
			return false
		}
		a, errA := strconv.Atoi(v[i])
		b, errB := strconv.Atoi(l[i])
		if errA != nil || errB != nil || a != b {
			return errA == nil && errB == nil && a > b
		}
	}
	return true
}
