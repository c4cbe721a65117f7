package sqlite

import (
	"fmt"
	"strconv"
	"strings"
)

// Settings of the file. The page size was measured with the benchmarks of
// this package: rows are around 2 KB, and a commit writes whole pages.
const (
	pageSize        = 4096
	checkpointPages = 8000 // 32 MiB of WAL: pages written often are folded in once
	minVersion      = "3.51.3"
)

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
