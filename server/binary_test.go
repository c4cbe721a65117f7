package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"fieldsync/server/bench"
)

// binary builds the program once, with the race detector where the tests have it.
var binary = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "fieldsync-server-test")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "fieldsync")
	args := []string{"build", "-buildvcs=false", "-o", path}
	if raceDetector {
		args = append(args, "-race")
	}
	if out, err := exec.Command("go", append(args, ".")...).CombinedOutput(); err != nil {
		return "", errors.Join(err, errors.New(string(out)))
	}
	return path, nil
})

func TestMain(m *testing.M) {
	_ = os.Setenv("LC_ALL", "C") // the messages that the tests read
	code := m.Run()
	if path, err := binary(); err == nil {
		_ = os.RemoveAll(filepath.Dir(path))
	}
	os.Exit(code)
}

// process is a server process.
type process struct {
	t     *testing.T
	cmd   *exec.Cmd
	url   string
	first string       // what it said on standard error before it served
	out   bytes.Buffer // standard output, complete after its end
	log   chan string  // lines of standard error after the first, closed at its end
}

// serve starts a server on a free port and waits until it says where it is.
func serve(t *testing.T, command, data string, args ...string) *process {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{t: t, log: make(chan string, 1000)}
	p.cmd = exec.Command(path, append([]string{command, "--data", data, "--addr", "127.0.0.1:0"}, args...)...)
	p.cmd.Stdout = &p.out
	stderr, err := p.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(stderr)
	for p.url == "" {
		line, err := lines.ReadString('\n')
		if _, rest, found := strings.Cut(line, "Fieldsync serves "); found {
			p.url, _, _ = strings.Cut(rest, " ")
		} else if err != nil {
			t.Fatalf("the server does not start: %s", line)
		} else {
			p.first += line
		}
	}
	go func() {
		defer close(p.log)
		for {
			line, err := lines.ReadString('\n')
			if err != nil {
				return
			}
			p.log <- line
		}
	}()
	t.Cleanup(func() { _ = p.cmd.Process.Kill() })
	return p
}

// signal sends one.
func (p *process) signal(sig os.Signal) {
	p.t.Helper()
	if err := p.cmd.Process.Signal(sig); err != nil {
		p.t.Fatal(err)
	}
}

// stop sends a signal and waits for the end; the log is what it said last.
func (p *process) stop(sig os.Signal) (status int, log []string) {
	p.t.Helper()
	p.signal(sig)
	late := time.After(time.Minute)
	for {
		select {
		case line, more := <-p.log:
			if !more {
				_ = p.cmd.Wait() // its status says more
				return p.cmd.ProcessState.ExitCode(), log
			}
			log = append(log, line)
		case <-late:
			p.t.Fatal("the server does not end")
		}
	}
}

// kill is kill -9.
func (p *process) kill() { p.t.Helper(); p.stop(syscall.SIGKILL) }

// field runs a command of the program in this process.
func field(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	status = Main{}.Run(t.Context(), args, &out, &errs)
	return status, out.String(), errs.String()
}

// must runs a command that has to work and reads what it prints into a value.
func must(t *testing.T, into any, args ...string) {
	t.Helper()
	status, out, errs := field(t, args...)
	if status != 0 {
		t.Fatalf("fieldsync %s: status %d: %s", strings.Join(args, " "), status, errs)
	}
	if into == nil {
		return
	}
	if err := json.Unmarshal([]byte(out), into); err != nil {
		t.Fatalf("fieldsync %s prints %q: %v", strings.Join(args, " "), out, err)
	}
}

// refused runs a command that has to fail with a code.
func refused(t *testing.T, code string, args ...string) {
	t.Helper()
	status, out, errs := field(t, args...)
	if status == 0 || !strings.Contains(errs, "fieldsync: "+code+":") {
		t.Errorf("fieldsync %s: status %d, %s%s, want %s", strings.Join(args, " "), status, out, errs, code)
	}
}

// enrol gives a user of the folder a phone.
func enrol(t *testing.T, data, url, user string) *bench.Phone {
	t.Helper()
	var code struct {
		Code    string
		URL     string
		Expires time.Time `json:"expires_at"`
	}
	must(t, &code, "device", "code", "--data", data, "--user", user, "--json")
	if code.URL != url || time.Until(code.Expires) < 9*time.Minute {
		t.Errorf("the code is for %s until %s, the server is at %s", code.URL, code.Expires, url)
	}
	client := &http.Client{Transport: &http.Transport{}}
	t.Cleanup(client.CloseIdleConnections)
	p, err := bench.Enrol(t.Context(), client, url, code.Code)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Pull(t.Context()); err != nil {
		t.Fatal(err)
	}
	return p
}

// quiet is a console that nobody reads.
func quiet(t *testing.T) *console {
	return &console{Context: t.Context(), out: io.Discard, err: io.Discard, now: time.Now, random: rand.Reader}
}

// small fills a folder with a small organisation.
func small(t *testing.T, managers int) (data string, users []string) {
	t.Helper()
	return smallIn(t, t.TempDir(), managers)
}

// smallIn makes it in a folder that may have a key file.
func smallIn(t *testing.T, data string, managers int) (_ string, users []string) {
	t.Helper()
	con := quiet(t)
	o, err := folder{Data: data}.openOrCreate(con)
	if err != nil {
		t.Fatal(err)
	}
	users, err = bench.Organisation(context.Background(), o.engine, managers)
	if err := errors.Join(err, o.close()); err != nil {
		t.Fatal(err)
	}
	return data, users
}
