package faults

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"fieldsync/mobile-client/failpoint"
	"fieldsync/server/trial"
)

// page is room enough for a whole changeset to need.
var page = strings.Repeat("分工", 450)

// bulk writes one changeset of many records, too large for what is left on any
// page that is there already.
func (c *cast) bulk(p *trial.Phone, records int) {
	c.t.Helper()
	r := c.tryBulk(p, nil, records)
	if r.Status != 0 {
		c.t.Fatalf("put: %s%s", r.Out, r.Err)
	}
	c.written[p.User]++
}

func (c *cast) tryBulk(p *trial.Phone, env []string, records int) trial.Result {
	c.t.Helper()
	var list []map[string]any
	for i := range records {
		list = append(list, map[string]any{"collection": "key_person", "set": map[string]string{
			"customer": c.customer, "kp_name": fmt.Sprintf("%s bulk %d", p.User, i), "work_division": page}})
	}
	raw, err := json.Marshal(list)
	if err != nil {
		c.t.Fatal(err)
	}
	file := filepath.Join(c.t.TempDir(), "bulk.json")
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		c.t.Fatal(err)
	}
	return p.Call(env, "put", "--file", file)
}

// TestServerFull fills the server's database; it refuses, keeps what it has,
// answers reads, and goes on without a restart when there is room.
func TestServerFull(t *testing.T) {
	c := newCast(t)
	c.serverFull(func() { c.tell("pages", "1") }, func() { c.tell("pages", "") })
}

func (c *cast) serverFull(fill, free func()) {
	c.t.Helper()
	c.write(c.a, 1)
	c.bulk(c.a, 60)
	fill()
	for range 2 {
		coded(c.t, c.a.Call(nil, "sync"), "storage_full", "the office has to free space")
		coded(c.t, c.a.Call([]string{"LC_ALL=zh_CN.UTF-8"}, "sync"), "storage_full", "服务器存储空间已满")
		if got := len(c.stored(c.a.User)); got != 0 {
			c.t.Errorf("the full server holds %d changesets of a run it refused", got)
		}
	}
	if s := c.a.Status(); s.Waiting != 2 {
		c.t.Errorf("%d wait on the phone, want 2", s.Waiting)
	}
	c.b.Field("sync") // nothing to deliver: reading still works
	free()
	c.settled()
}

// TestPhoneFull fills the phone: a new entry is refused whole, what waits is
// delivered all the same, and nothing is lost or doubled when there is room.
func TestPhoneFull(t *testing.T) {
	c := newCast(t)
	full := []string{failpoint.PagesVariable + "=1"}
	c.phoneFull(full, func() {}, func() {})
}

func (c *cast) phoneFull(env []string, fill, free func()) {
	c.t.Helper()
	for range 4 {
		c.bulk(c.a, 130) // together more than one push takes
	}
	fill()
	coded(c.t, c.tryBulk(c.a, env, 300), "local_storage_full", "no room left, nothing was stored")
	coded(c.t, c.tryBulk(c.a, append(env, "LC_ALL=zh_CN.UTF-8"), 300), "local_storage_full", "设备存储空间已满")
	if s := c.a.Status(); s.Waiting != 4 {
		c.t.Errorf("%d wait, want the 4 from before", s.Waiting)
	}
	coded(c.t, c.a.Call(env, "sync"), "local_storage_full", "")
	if got := len(c.stored(c.a.User)); got != 4 {
		c.t.Errorf("the server has %d of 4 changesets of the full phone", got)
	}
	if h := c.a.Handover(); h.Safe {
		c.t.Error("handover says yes without stored receipts")
	}
	free()
	c.write(c.a, 1)
	c.settled()
}

// disk is a small file system; the test is skipped where none can be made.
func disk(t *testing.T, size string) string {
	t.Helper()
	if testing.Short() {
		t.Skip("the bound on pages stands for the full disk in a short run")
	}
	if runtime.GOOS != "linux" || os.Getuid() != 0 {
		t.Skip("a small disk needs root on Linux")
	}
	dir := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size="+size, "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("no small disk can be mounted here: %s", out)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", dir).CombinedOutput(); err != nil {
			t.Errorf("umount: %s", out)
		}
	})
	return dir
}

// fillUp takes the last byte of a disk; free gives all of it back.
func fillUp(t *testing.T, dir string) (fill, free func()) {
	name := filepath.Join(dir, "ballast")
	return func() {
			f, err := os.Create(name)
			if err != nil {
				t.Fatal(err)
			}
			block := make([]byte, 4096)
			for err == nil {
				_, err = f.Write(block)
			}
			if !errors.Is(err, syscall.ENOSPC) {
				t.Fatal(err)
			}
			if err := f.Close(); err != nil {
				t.Fatal(err)
			}
		}, func() {
			if err := os.Remove(name); err != nil {
				t.Fatal(err)
			}
		}
}

// TestServerDiskFull is TestServerFull on a disk that is really full.
func TestServerDiskFull(t *testing.T) {
	dir := disk(t, "64m")
	c := newCastIn(t, filepath.Join(dir, "server"), t.TempDir())
	c.serverFull(fillUp(t, dir))
}

// TestPhoneDiskFull is TestPhoneFull on a disk that is really full: not even
// the files beside the database can grow.
func TestPhoneDiskFull(t *testing.T) {
	dir := disk(t, "24m")
	c := newCastIn(t, t.TempDir(), dir)
	fill, free := fillUp(t, dir)
	c.phoneFull(nil, fill, free)
}
