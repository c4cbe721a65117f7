package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"fieldsync/models"
	changesync "fieldsync/sync"
)

// journal is where a folder notes what was erased: beside the database and not
// in it, so that no backup brings it back. It holds names, never values.
func (f folder) journal() string { return filepath.Join(f.Data, "erased.jsonl") }

// revoked is the same for devices: which of them lost their rights, and which
// were ordered to be wiped.
func (f folder) revoked() string { return filepath.Join(f.Data, "revoked.jsonl") }

// journals are the two files of a folder.
type journals struct{ erasures, devices string }

// Append implements changesync.Journal.
func (j journals) Append(notes ...changesync.ErasureNote) error {
	return appendLines(j.erasures, notes)
}

// AppendDevices implements changesync.DeviceJournal.
func (j journals) AppendDevices(notes ...changesync.DeviceNote) error {
	return appendLines(j.devices, notes)
}

// appendLines appends to a journal, a note a line.
func appendLines[T any](path string, notes []T) (err error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return &models.Error{Code: "no_journal", Field: "data", Message: "the journal " + filepath.Base(path) + " cannot be written", Err: err}
	}
	defer func() { err = finally(err, file.Close) }()
	var lines bytes.Buffer
	if info, err := file.Stat(); err != nil {
		return err
	} else if last := make([]byte, 1); info.Size() > 0 {
		if _, err := file.ReadAt(last, info.Size()-1); err != nil {
			return err
		}
		if last[0] != '\n' {
			lines.WriteByte('\n') // a note was cut off; what it was for was not committed
		}
	}
	for i := range notes {
		if err := json.NewEncoder(&lines).Encode(&notes[i]); err != nil {
			return err
		}
	}
	if _, err := file.Write(lines.Bytes()); err != nil {
		return err
	}
	if err := file.Sync(); err != nil {
		return err
	}
	return syncFile(filepath.Dir(path))
}

// readJournal reads the notes of erasures.
func readJournal(path string) ([]changesync.ErasureNote, bool, error) {
	return readLines(path, func(n changesync.ErasureNote) bool { return n.Record != "" && n.Epoch != "" })
}

// readLines reads a journal; found is false when there is none. A line that was
// cut off is passed over: what it was for was not committed.
func readLines[T any](path string, whole func(T) bool) (notes []T, found bool, err error) {
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, &models.Error{Code: "no_journal", Field: "data", Message: "the journal " + filepath.Base(path) + " cannot be read", Err: err}
	}
	for i, line := range bytes.Split(raw, []byte{'\n'}) {
		var n T
		if err := json.Unmarshal(line, &n); err == nil && whole(n) {
			notes = append(notes, n)
		} else if len(line) > 0 && line[len(line)-1] == '}' {
			return nil, true, &models.Error{Code: "bad_journal", Field: "data", Message: fmt.Sprintf("line %d of %s is no note", i+1, path),
				Hint: "put back a copy of the journal: a server that lacks a part of it would show what was erased, or let in who was shut out", Err: err}
		}
	}
	return notes, true, nil
}

// replayed is what came of the journal before a history is served.
type replayed struct {
	Erased  int  `json:"erased"`  // records that were erased again
	Devices int  `json:"devices"` // devices that lost their rights again
	Missing bool `json:"missing"` // there is no journal, or not all of it
}

// replay erases again what the journals of a folder say and the database does
// not, and shuts out again who was.
func (o *office) replay(con *console, from folder) (r replayed, err error) {
	lost, _, err := readLines(from.revoked(), func(n changesync.DeviceNote) bool { return n.Device != "" })
	if err != nil {
		return r, err
	}
	if r.Devices, err = o.engine.ReplayDevices(con, lost); err != nil {
		return r, err
	}
	notes, found, err := readJournal(from.journal())
	if err != nil {
		return r, err
	}
	known, err := o.engine.Erasures(con)
	if err != nil {
		return r, err
	}
	r.Missing = !found || len(notes) < known
	keys, err := o.engine.Replay(con, notes)
	if err != nil || len(keys) == 0 {
		return r, err
	}
	r.Erased = len(keys)
	return r, o.store.Scrub(con)
}

// replayFirst is replay for a server that starts.
func (o *office) replayFirst(con *console) error {
	r, err := o.replay(con, o.folder)
	if err != nil {
		return err
	}
	if r.Devices > 0 {
		con.note("%d device(s) lost their rights again, as %s says: the database was older", r.Devices, o.revoked())
	}
	if r.Erased > 0 {
		con.note("%d record(s) were erased again, as %s says: the database was older", r.Erased, o.journal())
	}
	if known, err := o.engine.Erasures(con); err == nil && r.Missing && known > 0 {
		con.note("the journal of erasures, %s, is missing or lacks a part: put it back from the old folder, or a backup that is restored brings back what was erased", o.journal())
	}
	return err
}

// kept are the databases that a restore has set aside in the folder: they hold
// what has been erased since.
func (f folder) kept() (names []string) {
	all, _ := filepath.Glob(f.database() + ".*.old")
	for _, name := range all {
		if !strings.HasSuffix(name, "-wal") {
			names = append(names, name)
		}
	}
	return names
}
