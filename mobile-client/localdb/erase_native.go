//go:build !js

package localdb

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
)

// eraseSuffix is of a file that says: this database is to be erased, whatever
// happens. What it holds is for whoever finishes that.
const eraseSuffix = ".erase"

// Doom marks a database for erasure, durably: from now on Erase takes it away.
// note is handed to it. The database may be open.
func Doom(path, note string) error {
	tmp := path + eraseSuffix + "-"
	err := os.WriteFile(tmp, []byte(note), 0o600)
	if err == nil {
		err = settle(tmp, path+eraseSuffix)
	}
	return stored(err)
}

// Erase takes away a database that is marked for it, with all that salvages
// kept beside it; otherwise it does nothing. first is called before with the
// note of Doom. Cut off anywhere it is done again, first included; the mark goes
// last. It fails like Open when the folder cannot be had.
func Erase(path string, opts Options, first func(note string) error) (erased bool, err error) {
	if path == Memory || !there(path+eraseSuffix) {
		return false, nil
	}
	release, err := own(path, opts.withDefaults().LockWait)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, release()) }()
	note, err := os.ReadFile(path + eraseSuffix)
	if errors.Is(err, os.ErrNotExist) {
		return false, nil // another process was faster
	}
	if err == nil {
		err = first(string(note))
	}
	if err != nil {
		return false, err
	}
	if err = removeAll(path); err == nil {
		err = syncFolder(filepath.Dir(path))
	}
	if err == nil {
		err = os.Remove(path + eraseSuffix)
	}
	return err == nil, stored(err)
}

// removeAll removes the database and whatever has a name that begins with its.
func removeAll(path string) error {
	entries, err := os.ReadDir(filepath.Dir(path))
	for _, e := range entries {
		if name := e.Name(); strings.HasPrefix(name, filepath.Base(path)) && name != filepath.Base(path)+eraseSuffix {
			err = errors.Join(err, os.RemoveAll(filepath.Join(filepath.Dir(path), name)))
		}
	}
	return err
}
