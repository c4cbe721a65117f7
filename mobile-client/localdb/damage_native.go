//go:build !js

package localdb

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"

	"fieldsync/mobile-client/localdb/wreck"
)

// The files beside a database, and those of its salvage.
const (
	logSuffix   = "-wal"
	indexSuffix = "-shm"
	// markSuffix is of an empty file that says: damaged, do not open.
	markSuffix = ".damaged"
	// freshSuffix is of the database that a salvage made, finished and durable:
	// it takes the place of the damaged one whatever happens.
	freshSuffix = ".salvaged"
	// buildSuffix is of the folder in which a salvage makes it.
	buildSuffix = ".salvage"
)

// Condemn marks a database as damaged: from now on Open fails with
// [CodeCorrupt], until [Wreck.Replace] has put another in its place. Damage that
// SQLite reports is marked without being asked.
func Condemn(path string) error {
	if path == Memory {
		return nil
	}
	f, err := os.OpenFile(path+markSuffix, os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		return unusable(filepath.Dir(path), err)
	}
	return errors.Join(f.Sync(), f.Close())
}

// inspect runs before SQLite sees the files, for SQLite takes a log up to its
// first bad byte, and then throws the rest away.
func inspect(path string) error {
	if path == Memory {
		return nil
	}
	if err := finishSalvage(path); err != nil {
		return err
	}
	if there(path + markSuffix) {
		return damaged(path, "damage was found here before")
	}
	log, err := os.ReadFile(path + logSuffix)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return unusable(filepath.Dir(path), err)
	}
	info, err := os.Stat(path)
	if lost := err == nil && info.Size() == 0 && len(log) > 0; lost || wreck.Torn(log) {
		return damaged(path, "the write-ahead log does not fit")
	}
	return nil
}

func damaged(path, why string) *Error {
	return sqliteFailure(sqliteCorrupt, why, path)
}

func there(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// Wreck is a damaged database in the possession of this process.
type Wreck struct {
	path    string
	release func() error
}

// Seize takes possession of a database that is marked as damaged; nil when it
// is not, since another process may have salvaged it meanwhile. It fails like
// Open when the folder cannot be had.
func Seize(path string, opts Options) (*Wreck, error) {
	release, err := own(path, opts.withDefaults().LockWait)
	if err != nil {
		return nil, err
	}
	w := &Wreck{path: path, release: release}
	if err := finishSalvage(path); err != nil {
		return nil, errors.Join(err, release())
	}
	if !there(path + markSuffix) {
		return nil, release()
	}
	return w, nil
}

// Close gives the folder up.
func (w *Wreck) Close() error { return w.release() }

// File is what lies there.
func (w *Wreck) File() (*wreck.File, error) {
	db, err := os.ReadFile(w.path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, unusable(filepath.Dir(w.path), err)
	}
	log, err := os.ReadFile(w.path + logSuffix)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, unusable(filepath.Dir(w.path), err)
	}
	return wreck.Read(db, log), nil
}

// KeptName is the name under which Replace keeps the damaged file.
func (w *Wreck) KeptName(now time.Time) string {
	return filepath.Base(w.path) + markSuffix + "-" + now.UTC().Format("20060102T150405.000Z")
}

// Replace lets build make a new database at the path that it is given, and puts
// that in the place of the damaged one, which is kept beside it under KeptName.
// A crash at any point leaves the damaged database where it was, or the new one
// complete. build must close what it opens.
func (w *Wreck) Replace(now time.Time, build func(path string) error) error {
	folder := w.path + buildSuffix
	if err := os.RemoveAll(folder); err != nil { // of a salvage that was cut off
		return unusable(folder, err)
	}
	fresh := filepath.Join(folder, filepath.Base(w.path))
	if err := build(fresh); err != nil {
		return errors.Join(err, os.RemoveAll(folder))
	}
	err := w.keep(filepath.Join(filepath.Dir(w.path), w.KeptName(now)))
	if err == nil {
		err = settle(fresh, w.path+freshSuffix)
	}
	if err == nil {
		err = finishSalvage(w.path)
	}
	return errors.Join(stored(err), os.RemoveAll(folder))
}

// keep gives the damaged files another name beside the one they have.
func (w *Wreck) keep(kept string) error {
	for _, suffix := range []string{"", logSuffix} {
		if !there(w.path + suffix) {
			continue
		}
		if err := alias(w.path+suffix, kept+suffix); err != nil {
			return err
		}
	}
	return nil
}

// alias links, which takes no room, or copies where there are no links.
func alias(from, to string) error {
	if os.Link(from, to) == nil {
		return nil
	}
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}

// settle gives a finished file its name, durably.
func settle(from, to string) error {
	f, err := os.OpenFile(from, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close(), os.Rename(from, to)); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(to))
}

func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	_ = f.Sync() // not every system can
	return f.Close()
}

// finishSalvage puts a finished database in its place. The mark and the logs go
// first: they belong to the damaged one, and the finished file itself says how
// far this came.
func finishSalvage(path string) error {
	if !there(path + freshSuffix) {
		return nil
	}
	for _, suffix := range []string{markSuffix, logSuffix, indexSuffix} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return stored(err)
		}
	}
	if err := os.Rename(path+freshSuffix, path); err != nil {
		return stored(err)
	}
	return stored(syncFolder(filepath.Dir(path)))
}

// stored gives a failure of the file system a code.
func stored(err error) error {
	switch {
	case err == nil || CodeOf(err) != "":
		return err
	case noSpace(err):
		return sqliteFailure(sqliteFull, err.Error(), "")
	}
	return sqliteFailure(sqliteIOErr, err.Error(), "")
}
