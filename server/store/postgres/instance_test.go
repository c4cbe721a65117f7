package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
)

// The tests run on an instance of their own, started by the first test that
// needs it, with one database for each test.

func TestMain(m *testing.M) {
	code := m.Run()
	if err := server.stop(); err != nil {
		fmt.Fprintln(os.Stderr, "stop PostgreSQL:", err)
		code = 1
	}
	os.Exit(code)
}

var server instance

// instance is a throw-away PostgreSQL on a loopback port.
type instance struct {
	once  sync.Once
	err   error
	port  int
	dir   string
	guard *exec.Cmd
	alive io.Closer // closing it lets the guard stop the instance
	count atomic.Int64
}

// program finds a program of PostgreSQL.
func program(name string) (string, error) {
	path := filepath.Join("/usr/lib/postgresql/15/bin", name)
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return "", fmt.Errorf("PostgreSQL 15 is not installed (%s is missing): run make deps", name)
	}
	return path, nil
}

// asNobody runs a program as an ordinary user: PostgreSQL refuses root.
func asNobody(name string, args ...string) *exec.Cmd {
	if os.Getuid() == 0 {
		name, args = "runuser", append([]string{"-u", "nobody", "--", name}, args...)
	}
	cmd := exec.Command(name, args...)
	cmd.Dir = "/"
	return cmd
}

// run gives the output with the error. The output goes to a file, since what
// the program leaves running would keep a pipe open.
func (i *instance) run(cmd *exec.Cmd) error {
	out, err := os.CreateTemp("", "postgres-test-*.out")
	if err != nil {
		return err
	}
	defer os.Remove(out.Name())
	defer out.Close()
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Run(); err != nil {
		text, _ := os.ReadFile(out.Name())
		log, _ := os.ReadFile(filepath.Join(i.dir, "log"))
		return fmt.Errorf("%s: %w\n%s%s", strings.Join(cmd.Args, " "), err, text, log)
	}
	return nil
}

func (i *instance) start() error {
	initdb, err := program("initdb")
	if err != nil {
		return err
	}
	control, err := program("pg_ctl")
	if err != nil {
		return err
	}
	if i.dir, err = os.MkdirTemp("", "fieldsync-postgres-"); err != nil {
		return err
	}
	if os.Getuid() == 0 {
		nobody, err := user.Lookup("nobody")
		if err != nil {
			return err
		}
		uid, _ := strconv.Atoi(nobody.Uid)
		gid, _ := strconv.Atoi(nobody.Gid)
		if err := os.Chown(i.dir, uid, gid); err != nil {
			return err
		}
	}
	data := filepath.Join(i.dir, "data")
	// The databases sort as Chinese is sorted, so that an order that is not by
	// bytes shows.
	err = i.run(asNobody(initdb, "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync",
		"--locale=C", "--locale-provider=icu", "--icu-locale=zh-CN"))
	if err != nil {
		return err
	}
	for range 5 { // the port may have been taken meanwhile
		if i.port, err = freePort(); err != nil {
			return err
		}
		if err = i.up(); err == nil {
			break
		}
	}
	return errors.Join(err, i.watch(control, data))
}

// up starts the server on the instance's port.
func (i *instance) up() error {
	control, err := program("pg_ctl")
	if err != nil {
		return err
	}
	options := fmt.Sprintf("-p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=60 "+
		"-c deadlock_timeout=50ms -c shared_buffers=64MB -c max_wal_size=512MB", i.port)
	return i.run(asNobody(control, "-D", filepath.Join(i.dir, "data"), "-l", filepath.Join(i.dir, "log"), "-w", "-t", "60", "-o", options, "start"))
}

// crash ends the server at once, as a power cut would, but for what the disk
// itself forgets.
func (i *instance) crash() error {
	control, err := program("pg_ctl")
	if err != nil {
		return err
	}
	return i.run(asNobody(control, "-D", filepath.Join(i.dir, "data"), "-w", "-m", "immediate", "stop"))
}

// watch starts a process that stops the instance when the tests end, also when
// they are killed: their end of the pipe closes.
func (i *instance) watch(control, data string) error {
	script := fmt.Sprintf(`trap "" INT TERM HUP; read x; %s -D %s -m immediate stop; rm -rf %s`, control, data, i.dir)
	i.guard = asNobody("sh", "-c", script)
	pipe, err := i.guard.StdinPipe()
	if err != nil {
		return err
	}
	i.alive = pipe
	return i.guard.Start()
}

func (i *instance) stop() error {
	if i.dir == "" {
		return nil
	}
	var err error
	if i.alive != nil {
		err = errors.Join(i.alive.Close(), i.guard.Wait())
	}
	return errors.Join(err, os.RemoveAll(i.dir))
}

func freePort() (int, error) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// dsn is the address of a database for a user.
func (i *instance) dsn(user, database string) string {
	return fmt.Sprintf("postgres://%s@127.0.0.1:%d/%s?sslmode=disable", user, i.port, database)
}

// admin runs a statement as the superuser.
func admin(t testing.TB, database, query string) {
	t.Helper()
	c, err := pgx.Connect(context.Background(), server.dsn("postgres", database))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(context.Background())
	if _, err := c.Exec(context.Background(), query); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

// notShort leaves a test to make test: starting a server takes seconds.
func notShort(t testing.TB) {
	t.Helper()
	if testing.Short() {
		t.Skip("starts PostgreSQL, which -short leaves out; make test runs it")
	}
}

// database makes an empty database for a test, owned by an ordinary user, and
// gives its address and name.
func database(t testing.TB) (dsn, name string) {
	t.Helper()
	notShort(t)
	server.once.Do(func() {
		if server.err = server.start(); server.err == nil {
			admin(t, "postgres", "CREATE ROLE app LOGIN")
		}
	})
	if server.err != nil {
		t.Fatal(server.err)
	}
	name = fmt.Sprintf("test%d", server.count.Add(1))
	admin(t, "postgres", "CREATE DATABASE "+name+" OWNER app")
	t.Cleanup(func() { admin(t, "postgres", "DROP DATABASE "+name+" WITH (FORCE)") })
	return server.dsn("app", name), name
}

// Where PostgreSQL is missing the tests fail and say how to get it.
func TestMissingServer(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if _, err := program("no-such-program"); err == nil || !strings.Contains(err.Error(), "make deps") {
		t.Errorf("%v, want a hint to make deps", err)
	}
}
