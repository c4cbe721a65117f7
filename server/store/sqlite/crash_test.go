package sqlite

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"fieldsync/sync"
)

// crashEnv holds the database path in the child process.
const crashEnv = "SQLITE_CRASH_TEST_DB"

// TestCrashChild is the process that gets killed: it writes without end and
// prints every sequence after it was acknowledged.
func TestCrashChild(t *testing.T) {
	path := os.Getenv(crashEnv)
	if path == "" {
		return // the parent starts it
	}
	s := open(t, path)
	f := newFeeder()
	f.n = 1_000_000 * headSeq(t, s)
	for {
		var seq uint64
		err := s.Update(t.Context(), func(tx changesync.Tx) (err error) {
			if seq, err = tx.NextSeq(); err != nil {
				return err
			}
			b := f.batch(seq, 1+int(seq*7)%40)
			b.Docs = []changesync.Doc{{Kind: "acked", Key: strconv.FormatUint(seq, 10), Body: binary.AppendUvarint(nil, uint64(len(b.Records)))}}
			return tx.Apply(b)
		})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Println("acked", seq)
	}
}

// TestCrash kills the writer in the middle of its updates, again and again on
// the same file: whatever was acknowledged is there, whole, and nothing else.
func TestCrash(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	acked := uint64(0)
	for round := range 4 {
		acked = max(acked, crash(t, path, acked+8+uint64(round)*9))
		s := open(t, path)
		if err := s.Integrity(t.Context()); err != nil {
			t.Fatal(err)
		}
		last := headSeq(t, s)
		if last < acked {
			t.Fatalf("round %d: the store is at %d, %d was acknowledged", round, last, acked)
		}
		whole(t, s, last)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		acked = last
	}
}

// crash runs the child until it has acknowledged a sequence, kills it and
// answers the last one that it acknowledged.
func crash(t *testing.T, path string, until uint64) (last uint64) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestCrashChild$", "-test.count=1")
	cmd.Env = append(os.Environ(), crashEnv+"="+path)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(out); lines.Scan(); { // reads on after the kill: acknowledged is acknowledged
		number, ok := strings.CutPrefix(lines.Text(), "acked ")
		if !ok {
			t.Errorf("the child says %q", lines.Text())
			continue
		}
		if last, err = strconv.ParseUint(number, 10, 64); err != nil {
			t.Fatal(err)
		}
		if last == until {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := cmd.Wait(); err == nil || last < until {
		t.Fatalf("the child ended by itself at %d: %v", last, err)
	}
	return last
}

// whole checks that every sequence up to the last has all its rows.
func whole(t *testing.T, s *Store, last uint64) {
	t.Helper()
	err := s.View(t.Context(), func(tx changesync.ReadTx) error {
		entries, err := tx.Log(changesync.LogQuery{To: 1 << 40})
		if err != nil {
			return err
		}
		count := map[uint64]uint64{}
		for _, e := range entries {
			count[e.Seq]++
		}
		docs, err := tx.Docs("acked")
		if err != nil {
			return err
		}
		records, err := tx.RecordsIn(changesync.RecordQuery{})
		if uint64(len(docs)) != last || uint64(len(count)) != last || len(records) != len(entries) {
			t.Errorf("at %d: %d documents, %d sequences in the log, %d records for %d entries",
				last, len(docs), len(count), len(records), len(entries))
		}
		for _, d := range docs {
			seq, _ := strconv.ParseUint(d.Key, 10, 64)
			if n, _ := binary.Uvarint(d.Body); n != count[seq] {
				t.Errorf("sequence %d has %d entries of %d", seq, count[seq], n)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
