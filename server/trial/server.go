package trial

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"net/http"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Server is the real binary on a data folder, with the demo organisation.
type Server struct {
	Data string   // its folder
	Addr string   // where it listens, the same after every restart
	Env  []string // more variables for the next start
	t    testing.TB
	mu   sync.Mutex
	cmd  *exec.Cmd
	gone chan struct{} // closed when the process has ended
	log  lockedBuffer
}

// NewServer starts one in an empty folder; it ends with the test.
func NewServer(t testing.TB, env ...string) *Server {
	t.Helper()
	return ServerIn(t, t.TempDir(), env...)
}

// ServerIn is NewServer on a folder.
func ServerIn(t testing.TB, data string, env ...string) *Server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{t: t, Data: data, Addr: l.Addr().String(), Env: env}
	_ = l.Close()
	s.Start("demo")
	t.Cleanup(func() {
		s.Kill()
		if t.Failed() {
			t.Logf("server log:\n%s", s.Log())
		}
	})
	return s
}

// URL is how phones reach it.
func (s *Server) URL() string { return "http://" + s.Addr }

// Log is what it has printed so far.
func (s *Server) Log() string { return s.log.String() }

// Start runs "serve" or "demo" and returns when it is ready.
func (s *Server) Start(command string) {
	s.t.Helper()
	cmd := exec.Command(Binary(s.t, "fieldsync"), command, "--data", s.Data, "--addr", s.Addr)
	cmd.Env = append(os.Environ(), s.Env...)
	cmd.Stdout, cmd.Stderr = &s.log, &s.log
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	gone := make(chan struct{})
	go func() {
		_ = cmd.Wait() // killed, mostly
		close(gone)
	}()
	s.mu.Lock()
	s.cmd, s.gone = cmd, gone
	s.mu.Unlock()
	if !s.ready(gone) {
		s.t.Fatalf("the server did not come up:\n%s", s.Log())
	}
}

func (s *Server) ready(gone <-chan struct{}) bool {
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		if res, err := http.Get(s.URL() + "/readyz"); err == nil {
			_ = res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return true
			}
		}
		select {
		case <-ctx.Done():
			return false
		case <-gone:
			return false
		case <-tick.C:
		}
	}
}

// Kill is kill -9.
func (s *Server) Kill() {
	s.mu.Lock()
	cmd, gone := s.cmd, s.gone
	s.cmd = nil
	s.mu.Unlock()
	if cmd != nil {
		_ = cmd.Process.Signal(syscall.SIGKILL)
		<-gone
	}
}

// Died waits for the process to end by itself.
func (s *Server) Died() {
	s.t.Helper()
	limit := time.NewTimer(20 * time.Second)
	defer limit.Stop()
	select {
	case <-s.gone:
		s.Kill()
	case <-limit.C:
		s.t.Fatalf("the server lives on:\n%s", s.Log())
	}
}

// Admin runs an administration command beside the server; it must succeed.
func (s *Server) Admin(args ...string) []byte {
	s.t.Helper()
	r := Run(s.t, nil, "fieldsync", append(args, "--data", s.Data)...)
	if r.Status != 0 {
		s.t.Fatalf("fieldsync %v: status %d\n%s%s", args, r.Status, r.Out, r.Err)
	}
	return r.Out
}

// Code is a fresh enrolment code.
func (s *Server) Code(user string) string {
	s.t.Helper()
	var c struct {
		Code string `json:"code"`
	}
	if err := json.Unmarshal(s.Admin("device", "code", "--user", user, "--json"), &c); err != nil {
		s.t.Fatal(err)
	}
	return c.Code
}

// lockedBuffer is read while a process writes to it.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
