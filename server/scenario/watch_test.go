package scenario

import (
	"bufio"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"fieldsync/server/trial"
)

// TestWatchEndsWhenTold: an interrupt and SIGTERM end `field sync --watch` well,
// also where the shell had interrupts ignored, as for jobs in the background.
func TestWatchEndsWhenTold(t *testing.T) {
	s := trial.NewServer(t)
	p := trial.NewPhone(t, s, s.URL(), "csm01")
	for _, told := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		for _, shell := range []string{`exec "$@"`, `trap "" INT; exec "$@"`} {
			cmd := exec.Command("sh", "-c", shell, "sh", trial.Binary(t, "field"), "--home", p.Home, "--json", "sync", "--watch")
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || !strings.Contains(line, "pulled") {
				t.Fatalf("it does not sync: %q %v", line, err)
			}
			if err := cmd.Process.Signal(told); err != nil {
				t.Fatal(err)
			}
			late := time.AfterFunc(time.Minute, func() { _ = cmd.Process.Kill() })
			_ = cmd.Wait() // its status says more
			late.Stop()
			if status := cmd.ProcessState.ExitCode(); status != 0 {
				t.Errorf("%s after %v ends with %d", shell, told, status)
			}
		}
	}
}
