package main

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"

	"fieldsync/models"
)

// running says which process serves a folder. It stands in the lock file, so
// that the commands know the server's address; it stays when the server has
// gone, since the address is mostly the same the next time.
type running struct {
	PID int    `json:"pid"`
	URL string `json:"url"` // how devices reach it
	// Local is where it listens, as this machine reaches it.
	Local string `json:"local"`
}

var errLocked = errors.New("locked by another process")

// lock is held by whoever must be alone on a folder: a server, a restore, a
// migration. Other commands work beside it. The system frees it when the
// process ends, however it ends.
type lock struct {
	file *os.File
	path string
	made string // the topmost folder that was made for it, "" if all was there
}

func (f folder) lockFile() string { return filepath.Join(f.Data, "serve.lock") }

// lock takes the folder. It is folder_busy when another process has it.
func (f folder) lock() (*lock, error) {
	l := &lock{path: f.lockFile(), made: firstMissing(f.Data)}
	if err := os.MkdirAll(f.Data, 0o700); err != nil {
		return nil, &models.Error{Code: "no_folder", Field: "data", Message: "the folder cannot be made", Err: err}
	}
	file, err := os.OpenFile(f.lockFile(), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, &models.Error{Code: "no_folder", Field: "data", Message: "the folder cannot be written to", Err: err}
	}
	if err := tryLock(file); err != nil {
		coded := &models.Error{Code: "folder_busy", Field: "data", Message: "a server, a restore or a migration works on " + f.Data,
			Hint: "stop it first, or give another folder with --data"}
		if r := f.running(); r.URL != "" {
			coded.Message += " (" + r.URL + ")"
		}
		if !errors.Is(err, errLocked) {
			coded = &models.Error{Code: "no_lock", Field: "data", Message: "the folder cannot be locked: keep it on a local file system", Err: err}
		}
		return nil, errors.Join(coded, file.Close())
	}
	l.file = file
	return l, nil
}

// announce writes where the server is.
func (l *lock) announce(r running) error {
	raw, err := json.Marshal(r)
	if err == nil {
		err = l.file.Truncate(0)
	}
	if err == nil {
		_, err = l.file.WriteAt(append(raw, '\n'), 0)
	}
	return err
}

func (l *lock) release() error { return l.file.Close() }

// undo is release for a command that came to nothing: a folder that it made,
// and that holds only the lock, goes too. A folder that was there keeps the file,
// since another process may wait on it.
func (l *lock) undo() error {
	if l.made == "" {
		return l.release()
	}
	if entries, err := os.ReadDir(filepath.Dir(l.path)); err != nil || len(entries) != 1 {
		return errors.Join(err, l.release())
	}
	if err := errors.Join(l.release(), os.Remove(l.path)); err != nil {
		return err
	}
	for dir := filepath.Dir(l.path); ; dir = filepath.Dir(dir) {
		if err := os.Remove(dir); err != nil || dir == l.made {
			return nil // where somebody has put something in, it stays
		}
	}
}

// firstMissing is the topmost folder on the way to dir that is not there.
func firstMissing(dir string) (missing string) {
	for ; !exists(dir); dir = filepath.Dir(dir) {
		missing = dir
	}
	return missing
}

// running reads what the last server of the folder wrote; zero when none did.
func (f folder) running() (r running) {
	raw, err := os.ReadFile(f.lockFile())
	if err != nil || json.Unmarshal(raw, &r) != nil {
		return running{}
	}
	return r
}

func (f folder) lastURL() string { return f.running().URL }

func (f folder) listening() string { return f.running().Local }
