package main

import (
	"bytes"
	"cmp"
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
			lines.WriteByte('\n') // a note was cut off, or its end of line
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

// journalRead is what could be read of a file. Of lines that are no note the first
// of each kind is known.
type journalRead[T any] struct {
	path  string
	found bool
	notes []T
	wrong int // a line that is whole and no note, counted from 1; 0: none
	cut   int // a line that ends in the middle
	tail  int // bytes of such a line at the end of the file
	size  int // of the whole file, where it has a tail
}

// readErasures reads the notes of erasures.
func (f folder) readErasures() (*journalRead[changesync.ErasureNote], error) {
	return readLines(f.journal(), func(n changesync.ErasureNote) bool { return n.Record != "" && n.Epoch != "" })
}

// readRevoked reads who lost his rights.
func (f folder) readRevoked() (*journalRead[changesync.DeviceNote], error) {
	return readLines(f.revoked(), func(n changesync.DeviceNote) bool { return n.Device != "" })
}

func readLines[T any](path string, whole func(T) bool) (*journalRead[T], error) {
	j := &journalRead[T]{path: path}
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return j, nil
	}
	if err != nil {
		return nil, &models.Error{Code: "no_journal", Field: "data", Message: "the journal " + filepath.Base(path) + " cannot be read", Err: err}
	}
	j.found = true
	lines := bytes.Split(raw, []byte{'\n'})
	for i, line := range lines {
		var n T
		err := json.Unmarshal(line, &n)
		syntax, broken := errors.AsType[*json.SyntaxError](err)
		switch {
		case len(line) == 0:
		case err == nil && whole(n):
			j.notes = append(j.notes, n)
		case broken && line[0] == '{' && syntax.Offset == int64(len(line)):
			j.cut = cmp.Or(j.cut, i+1)
			if i == len(lines)-1 {
				j.tail, j.size = len(line), len(raw)
			}
		default:
			j.wrong = cmp.Or(j.wrong, i+1)
		}
	}
	return j, nil
}

// usable refuses a journal that lacks something. A line that was cut off is
// passed over where all is known that was ever acknowledged: a note is durable
// before its erasure is committed, so the line belongs to none that was.
func (j *journalRead[T]) usable(allKnown bool) error {
	line := j.wrong
	if line == 0 && !allKnown {
		line = j.cut
	}
	if line == 0 {
		return nil
	}
	return &models.Error{Code: "bad_journal", Field: "data", Message: fmt.Sprintf("line %d of %s is no note, or only a part of one", line, j.path),
		Hint: "put back a copy of the journal: a server that lacks a part of it would show what was erased, or let in who was shut out; --accept-journal goes on without the part"}
}

// mend takes away a note that was never finished, so that nobody has to wonder
// at it later.
func (j *journalRead[T]) mend() error {
	if j.tail == 0 {
		return nil
	}
	if err := os.Truncate(j.path, int64(j.size-j.tail)); err != nil {
		return err
	}
	return syncFile(j.path)
}

func missingJournal(path string, known, notes int) error {
	return &models.Error{Code: "journal_missing", Field: "data",
		Message: fmt.Sprintf("the database knows of %d entries, the journal %s has %d of them", known, path, notes),
		Hint:    "put it back from the old folder: without it a backup that is restored brings back what was erased, or lets in who was shut out; --accept-journal goes on without it"}
}

// replayed is what came of the journal before a history is served.
type replayed struct {
	Erased  int  `json:"erased"`  // records that were erased again
	Devices int  `json:"devices"` // devices that lost their rights again
	Missing bool `json:"missing"` // there is no journal, or not all of it
}

// acceptance is whether people go on with a journal that lacks something.
type acceptance struct {
	AcceptJournal bool `help:"Go on although erased.jsonl or revoked.jsonl is damaged or missing: what only they knew is not erased again, and whom only they shut out is let in."`
}

// pass lets an error of a journal pass where that was asked for, and tells it.
func (a acceptance) pass(con *console, err error) error {
	if err != nil && a.AcceptJournal {
		con.note("going on all the same: %v", err)
		return nil
	}
	return err
}

// replay erases again what the journals of a folder say and the database does
// not, and shuts out again who was. A database that is restored may know of
// less than was acknowledged.
func (o *office) replay(con *console, from folder, accept acceptance, restored bool) (r replayed, err error) {
	if r.Devices, err = o.replayDevices(con, from, accept, restored); err != nil {
		return r, err
	}
	j, err := from.readErasures()
	if err != nil {
		return r, err
	}
	known, err := o.engine.Erasures(con)
	if err != nil {
		return r, err
	}
	if err := accept.pass(con, j.usable(!restored)); err != nil {
		return r, err
	}
	if len(j.notes) < known {
		if err := accept.pass(con, missingJournal(j.path, known, len(j.notes))); err != nil {
			return r, err
		}
	}
	r.Missing = !j.found || len(j.notes) < known
	if !restored && !r.Missing {
		if err := j.mend(); err != nil {
			return r, err
		}
	}
	keys, err := o.engine.Replay(con, j.notes)
	if err != nil || len(keys) == 0 {
		return r, err
	}
	r.Erased = len(keys)
	return r, o.store.Scrub(con)
}

// replayDevices is replay for who was shut out. Whom the database knows to be
// shut out is noted anew where only the journal lost him.
func (o *office) replayDevices(con *console, from folder, accept acceptance, restored bool) (n int, err error) {
	j, err := from.readRevoked()
	if err != nil {
		return 0, err
	}
	if err := accept.pass(con, j.usable(!restored)); err != nil {
		return 0, err
	}
	if !restored {
		if err := j.mend(); err != nil {
			return 0, err
		}
	}
	unnoted, known, err := o.unnoted(con, j.notes)
	if err != nil {
		return 0, err
	}
	if len(unnoted) > 0 {
		if err := missingJournal(j.path, known, known-len(unnoted)); restored && accept.pass(con, err) != nil {
			return 0, err
		}
		if err := appendLines(from.revoked(), unnoted); err != nil {
			return 0, err
		}
		con.note("%d device(s) without rights were not in %s, or it is new; they are now", len(unnoted), from.revoked())
	}
	return o.engine.ReplayDevices(con, j.notes)
}

// unnoted are the devices without rights that the notes do not name, of so many
// that the database knows.
func (o *office) unnoted(con *console, notes []changesync.DeviceNote) (list []changesync.DeviceNote, known int, err error) {
	noted := map[string]bool{}
	for _, n := range notes {
		noted[n.Device] = true
	}
	devices, err := o.engine.Devices(con, "")
	if err != nil {
		return nil, 0, err
	}
	wipes, err := o.engine.Wipes(con)
	for _, d := range devices {
		if d.Status != changesync.DeviceRevoked {
			continue
		}
		if known++; !noted[d.ID] {
			list = append(list, changesync.DeviceNote{At: con.now().UnixMilli(), Device: d.ID, User: d.User, Wipe: wipes[d.ID]})
		}
	}
	return list, known, err
}

// replayFirst is replay for a server that starts.
func (o *office) replayFirst(con *console, accept acceptance) error {
	r, err := o.replay(con, o.folder, accept, false)
	if err != nil {
		return err
	}
	if r.Devices > 0 {
		con.note("%d device(s) lost their rights again, as %s says: the database was older", r.Devices, o.revoked())
	}
	if r.Erased > 0 {
		con.note("%d record(s) were erased again, as %s says: the database was older", r.Erased, o.journal())
	}
	return nil
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
