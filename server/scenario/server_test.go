package scenario

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"net/http"
	"os/exec"
	"sync"
	"syscall"
	"testing"
	"time"
)

// server is the real binary on a data folder.
type server struct {
	t    *testing.T
	data string
	addr string
	mu   sync.Mutex
	cmd  *exec.Cmd
	log  bytes.Buffer
}

func startServer(t *testing.T) *server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &server{t: t, data: t.TempDir(), addr: l.Addr().String()}
	l.Close()
	s.start("demo")
	t.Cleanup(func() {
		s.kill()
		if t.Failed() {
			t.Logf("server log:\n%s", s.log.String())
		}
	})
	return s
}

func (s *server) start(command string) {
	s.t.Helper()
	cmd := exec.Command(binary(s.t, "fieldsync"), command, "--data", s.data, "--addr", s.addr)
	cmd.Stdout, cmd.Stderr = &s.log, &s.log
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.mu.Lock()
	s.cmd = cmd
	s.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		res, err := http.Get("http://" + s.addr + "/readyz")
		if err == nil {
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return
			}
		}
		select {
		case <-ctx.Done():
			s.t.Fatalf("the server did not come up:\n%s", s.log.String())
		case <-tick.C:
		}
	}
}

// kill is kill -9.
func (s *server) kill() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cmd != nil {
		_ = s.cmd.Process.Signal(syscall.SIGKILL)
		_ = s.cmd.Wait()
		s.cmd = nil
	}
}

// admin runs an administration command beside the running server.
func (s *server) admin(args ...string) []byte {
	s.t.Helper()
	out, errs, status := run(s.t, "fieldsync", append(args, "--data", s.data)...)
	if status != 0 {
		s.t.Fatalf("fieldsync %v: status %d\n%s%s", args, status, out, errs)
	}
	return out
}

func (s *server) code(user string) string {
	s.t.Helper()
	var c struct {
		Code string `json:"code"`
		URL  string `json:"url"`
	}
	if err := json.Unmarshal(s.admin("device", "code", "--user", user, "--json"), &c); err != nil {
		s.t.Fatal(err)
	}
	return c.Code
}
