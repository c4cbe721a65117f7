//go:build !js

package localdb_test

import (
	"bufio"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"fieldsync/mobile-client/localdb"
)

// holdEnv tells the test binary to be the other process: to open the database
// at this path, commit one row and keep the folder until its input ends.
const holdEnv = "LOCALDB_TEST_HOLD"

func TestMain(m *testing.M) {
	if path := os.Getenv(holdEnv); path != "" {
		os.Exit(hold(path))
	}
	os.Exit(m.Run())
}

func hold(path string) int {
	db, err := localdb.Open(path, localdb.Options{})
	if err == nil {
		err = db.Update(context.Background(), func(tx *localdb.Tx) error {
			return tx.Script("CREATE TABLE v(x); INSERT INTO v VALUES ('from the other process')")
		})
	}
	if err != nil {
		os.Stdout.WriteString(err.Error() + "\n")
		return 1
	}
	os.Stdout.WriteString("open\n")
	_, _ = io.ReadAll(os.Stdin)
	if db.Close() != nil {
		return 1
	}
	return 0
}

// other starts the other process and returns when it owns the folder.
func other(t *testing.T, path string) (cmd *exec.Cmd, stdin io.Closer) {
	t.Helper()
	cmd = exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), holdEnv+"="+path)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	if line, _ := bufio.NewReader(out).ReadString('\n'); line != "open\n" {
		t.Fatalf("the other process says %q", line)
	}
	return cmd, in
}

func TestTwoProcessesOneHome(t *testing.T) {
	path := filepath.Join(t.TempDir(), "home", "local.db")
	cmd, stdin := other(t, path)
	_, err := localdb.Open(path, localdb.Options{LockWait: time.Millisecond})
	if localdb.CodeOf(err) != localdb.CodeHomeBusy || !strings.Contains(err.Error(), strconv.Itoa(cmd.Process.Pid)) {
		t.Fatalf("want %s naming process %d, got %v", localdb.CodeHomeBusy, cmd.Process.Pid, err)
	}
	// A second program that waits gets the folder as soon as the first one ends.
	opened := make(chan error, 1)
	go func() {
		db, err := localdb.Open(path, localdb.Options{LockWait: time.Minute})
		if err == nil {
			err = db.Close()
		}
		opened <- err
	}()
	if err := stdin.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-opened; err != nil {
		t.Errorf("after the first process ended: %v", err)
	}
}

func TestKilledProcessLeavesItsCommits(t *testing.T) {
	path := filepath.Join(t.TempDir(), "local.db")
	cmd, _ := other(t, path)
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	db := open(t, path, localdb.Options{})
	var x string
	err := db.View(context.Background(), func(tx *localdb.Tx) error {
		_, err := tx.Get("SELECT x FROM v", nil, &x)
		return err
	})
	if err != nil || x != "from the other process" {
		t.Errorf("after kill -9: %q, %v", x, err)
	}
}

func TestSameProcessTwice(t *testing.T) {
	path := filepath.Join(t.TempDir(), "local.db")
	db := open(t, path, localdb.Options{})
	_, err := localdb.Open(path, localdb.Options{LockWait: time.Millisecond})
	if localdb.CodeOf(err) != localdb.CodeHomeBusy {
		t.Errorf("want %s, got %v", localdb.CodeHomeBusy, err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, path, localdb.Options{LockWait: time.Millisecond})
}

func TestHomeThatCannotBe(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{filepath.Join(file, "local.db"), t.TempDir()} {
		if _, err := localdb.Open(path, localdb.Options{}); localdb.CodeOf(err) != localdb.CodeHomeUnusable {
			t.Errorf("%s: want %s, got %v", path, localdb.CodeHomeUnusable, err)
		}
	}
}
