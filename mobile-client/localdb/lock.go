//go:build !js

package localdb

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// lockName is the file in the database's folder whose lock means ownership. It
// stays when the program ends; the operating system lifts the lock, also after
// a kill.
const lockName = "home.lock"

// lockRetry is the pause between two attempts. Commands are short-lived, so a
// waiting one should not lose much.
const lockRetry = 20 * time.Millisecond

// errLocked is what tryLock returns when another process holds the lock.
var errLocked = errors.New("locked")

// own makes the folder of path and locks it, waiting for at most wait.
func own(path string, wait time.Duration) (release func() error, err error) {
	if path == Memory {
		return func() error { return nil }, nil
	}
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, unusable(dir, err)
	}
	f, err := os.OpenFile(filepath.Join(dir, lockName), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, unusable(dir, err)
	}
	if err := awaitLock(f, dir, wait); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	note(f)
	return f.Close, nil
}

func awaitLock(f *os.File, dir string, wait time.Duration) error {
	deadline := time.NewTimer(wait)
	defer deadline.Stop()
	retry := time.NewTicker(lockRetry)
	defer retry.Stop()
	for {
		err := tryLock(f)
		if err == nil {
			return nil
		}
		if !errors.Is(err, errLocked) {
			return unusable(dir, err)
		}
		select {
		case <-retry.C:
		case <-deadline.C:
			return &Error{Code: CodeHomeBusy, Field: dir, Message: "another program" + owner(f) +
				" works in this folder; end it or wait, then try again",
				ZH: "另一个程序正在使用此目录,请结束该程序或稍后重试"}
		}
	}
}

// note leaves the process number for the message of those who wait. It is a
// courtesy: ownership does not depend on it.
func note(f *os.File) {
	if f.Truncate(0) == nil {
		_, _ = f.WriteAt([]byte(strconv.Itoa(os.Getpid())), 0)
	}
}

func owner(f *os.File) string {
	var b [20]byte
	n, _ := f.ReadAt(b[:], 0)
	if pid := strings.TrimSpace(string(b[:n])); pid != "" {
		return " (process " + pid + ")"
	}
	return ""
}

func unusable(dir string, err error) *Error {
	if noSpace(err) {
		return sqliteFailure(sqliteFull, err.Error(), dir)
	}
	return &Error{Code: CodeHomeUnusable, Field: dir, Message: "the folder cannot be used; check path and permissions", ZH: "无法使用该目录,请检查路径和权限", Err: err}
}
