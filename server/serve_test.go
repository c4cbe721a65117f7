package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"fieldsync/server/bench"
	changesync "fieldsync/sync"
)

// pushUntil pushes run after run until the server is gone, and gives the
// receipts of what it had acknowledged. Small runs make many commits.
func pushUntil(t *testing.T, p *bench.Phone, begun func()) (acknowledged []json.RawMessage) {
	for {
		if err := p.WriteVisits(t.Context(), 3); err != nil {
			t.Error(err)
			return acknowledged
		}
		out, err := p.NextPush(t.Context())
		if err != nil {
			t.Error(err)
			return acknowledged
		}
		answer, err := p.Send(t.Context(), out.Body)
		if err != nil {
			return acknowledged
		}
		if _, err := p.TakeAnswer(t.Context(), answer); err != nil {
			t.Error(err)
			return acknowledged
		}
		var res changesync.PushResult
		if err := json.Unmarshal(answer, &res); err != nil {
			t.Error(err)
			return acknowledged
		}
		acknowledged = append(acknowledged, res.Receipts...)
		begun()
	}
}

// TestAcknowledgedSurvives ends a server in the middle of pushes, in two ways,
// and looks for every receipt that was given.
func TestAcknowledgedSurvives(t *testing.T) {
	for _, tc := range []struct {
		name   string
		signal syscall.Signal
		status int
	}{{"kill -9", syscall.SIGKILL, -1}, {"terminate", syscall.SIGTERM, 0}} {
		t.Run(tc.name, func(t *testing.T) {
			data, users := small(t, 3)
			server := serve(t, "serve", data)
			var group sync.WaitGroup
			begun := make([]chan struct{}, len(users))
			phones := make([]*bench.Phone, len(users))
			acknowledged := make([][]json.RawMessage, len(users))
			for i, u := range users {
				phones[i], begun[i] = enrol(t, data, server.url, u), make(chan struct{}, 1)
				group.Go(func() {
					acknowledged[i] = pushUntil(t, phones[i], func() {
						select {
						case begun[i] <- struct{}{}:
						default:
						}
					})
				})
			}
			for range 3 {
				for i := range users {
					<-begun[i]
				}
			}
			status, log := server.stop(tc.signal)
			group.Wait()
			if status != tc.status {
				t.Errorf("status %d, want %d: %q", status, tc.status, log)
			}
			again := serve(t, "serve", data)
			for i, p := range phones {
				p.MoveTo(again.url)
				same(t, p, acknowledged[i], data)
			}
			if status, log := again.stop(syscall.SIGINT); status != 0 {
				t.Errorf("interrupted: status %d %q", status, log)
			}
			verified(t, data)
		})
	}
}

// same pushes what still waits and compares what the server has taken with the
// receipts that were given before its end.
func same(t *testing.T, p *bench.Phone, receipts []json.RawMessage, data string) {
	t.Helper()
	for {
		ack, err := p.Push(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if ack == nil {
			break
		}
		if ack.Quarantined > 0 {
			t.Errorf("%d changesets were put aside", ack.Quarantined)
		}
	}
	stored := map[string]bool{}
	con := quiet(t)
	err := folder{Data: data}.use(con, func(o *office) error {
		return o.data.View(con, func(tx changesync.ReadTx) error {
			list, err := tx.Changesets(p.Identity().Device, 1, 1<<40)
			for _, c := range list {
				stored[string(c.Receipt)] = true
			}
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range receipts {
		if !stored[string(r)] {
			t.Errorf("acknowledged and lost: %s", r)
		}
	}
	if len(stored) < len(receipts) || len(receipts) == 0 {
		t.Errorf("%d changesets are stored, %d were acknowledged", len(stored), len(receipts))
	}
}

func verified(t *testing.T, data string) {
	t.Helper()
	var r report
	must(t, &r, "verify", "--data", data, "--json")
	if !r.OK || r.Changesets == 0 || r.Receipts != r.Changesets || r.Runs == 0 || r.Checksums == 0 {
		t.Errorf("verify: %+v", r)
	}
}

func TestOneServerForAFolder(t *testing.T) {
	data, _ := small(t, 1)
	server := serve(t, "serve", data)
	refused(t, "folder_busy", "serve", "--data", data, "--addr", "127.0.0.1:0")
	refused(t, "folder_busy", "migrate", "--data", data)
	refused(t, "folder_busy", "restore", "nothing", "--data", data, "--replace")
	must(t, nil, "health", "--data", data)
	must(t, nil, "user", "list", "--data", data)
	server.kill()
	refused(t, "unreachable", "health", "--data", data)
	must(t, nil, "migrate", "--data", data) // the lock went with the process
}

// TestCommandsBesideTheServer lets another process reassign a customer while a
// phone listens: it is woken, and the records change hands.
func TestCommandsBesideTheServer(t *testing.T) {
	data, users := small(t, 2)
	server := serve(t, "serve", data)
	from, to := enrol(t, data, server.url, users[0]), enrol(t, data, server.url, users[1])
	customer := names(t, from)[0]
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	stream, err := to.Watch(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Close()
	events := bufio.NewScanner(stream)
	next := func() {
		t.Helper()
		for events.Scan() {
			if strings.HasPrefix(events.Text(), "event: change") {
				return
			}
		}
		t.Fatalf("the phone was not woken: %v", events.Err())
	}
	next() // every stream begins with one
	var given struct {
		Assignment string
		Ended      []string
		Changed    bool
	}
	must(t, &given, "assign", "--data", data, "--customer", customer, "--to", users[1], "--json")
	if !given.Changed || len(given.Ended) != 1 {
		t.Errorf("assign: %+v", given)
	}
	for len(names(t, to)) != 6 {
		next()
		if err := to.Pull(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if err := from.Pull(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := names(t, from); len(got) != 4 {
		t.Errorf("the former manager still has %v", got)
	}
	revoked(t, data, from)
	if status, log := server.stop(syscall.SIGTERM); status != 0 { // with a stream open
		t.Errorf("status %d %q", status, log)
	}
}

// TestShutdownWaitsAndIsToldTwice holds a request open: the first signal waits
// for it, the second does not.
func TestShutdownWaitsAndIsToldTwice(t *testing.T) {
	data, _ := small(t, 1)
	hold := func(server *process) (net.Conn, *bufio.Reader) {
		t.Helper()
		c, err := net.Dial("tcp", strings.TrimPrefix(server.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		fmt.Fprint(c, "POST /v1/devices HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n")
		answers := bufio.NewReader(c)
		// Asked for the body, the request is being worked on.
		for _, want := range []string{"HTTP/1.1 100 Continue\r\n", "\r\n"} {
			if line, err := answers.ReadString('\n'); err != nil || line != want {
				t.Fatalf("%q %v", line, err)
			}
		}
		return c, answers
	}
	patient := serve(t, "serve", data)
	slow, answers := hold(patient)
	patient.signal(syscall.SIGTERM)
	if line := <-patient.log; !strings.Contains(line, "finishing") {
		t.Errorf("told to stop it says %q", line)
	}
	fmt.Fprint(slow, strings.Repeat(" ", 100))
	if res, err := http.ReadResponse(answers, nil); err != nil || res.StatusCode != 400 {
		t.Errorf("the request at work was not answered: %v %v", res, err)
	}
	for range patient.log { // until it ends
	}
	if err := patient.cmd.Wait(); err != nil {
		t.Errorf("the patient one: %v", err)
	}

	hasty := serve(t, "serve", data)
	hold(hasty)
	hasty.signal(syscall.SIGTERM)
	<-hasty.log
	if status, log := hasty.stop(syscall.SIGTERM); status != exitTwice {
		t.Errorf("told twice it ends with status %d %q", status, log)
	}
	late := serve(t, "serve", data, "--grace", "10ms")
	hold(late)
	if status, log := late.stop(syscall.SIGTERM); status != exitFailed || !strings.Contains(strings.Join(log, ""), "slow_shutdown") {
		t.Errorf("with no grace it ends with status %d %q", status, log)
	}
}

// revoked takes the rights of a device while the server runs.
func revoked(t *testing.T, data string, p *bench.Phone) {
	t.Helper()
	must(t, nil, "device", "revoke", p.Identity().Device, "--data", data)
	var bad *bench.Refused
	if err := p.Pull(t.Context()); !errors.As(err, &bad) || bad.Code != changesync.CodeRevoked {
		t.Errorf("a revoked device pulls: %v", err)
	}
	var rows []deviceRow
	must(t, &rows, "device", "list", "--user", p.Identity().User, "--data", data, "--json")
	if len(rows) != 1 || rows[0].Status != changesync.DeviceRevoked {
		t.Errorf("device list: %+v", rows)
	}
}

// names lists the ids of the customers on a phone.
func names(t *testing.T, p *bench.Phone) (ids []string) {
	t.Helper()
	list, err := p.List(t.Context(), "customer", "", 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range list {
		ids = append(ids, c.Key.ID)
	}
	return ids
}

func TestDemoPrintsHowToBegin(t *testing.T) {
	data := t.TempDir()
	server := serve(t, "demo", data, "--seed", "7")
	page, err := http.Get(server.url + "/")
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(page.Body)
	page.Body.Close()
	if err != nil || page.StatusCode != 200 || !strings.Contains(string(body), "fieldsync device code") {
		t.Errorf("GET /: %s %s %v", page.Status, body, err)
	}
	if status, log := server.stop(syscall.SIGTERM); status != 0 {
		t.Fatalf("status %d %q", status, log)
	}
	for _, g := range guests {
		line := fmt.Sprintf("%s enroll --server %s --code ", g.user, server.url)
		if !strings.Contains(server.out.String(), line) {
			t.Errorf("no line %q in %s", line, server.out.String())
		}
	}
	if path, err := binary(); err != nil || !strings.Contains(server.out.String(), path+" device code --data "+data) {
		t.Errorf("no line to paste for a fresh code (%v): %s", err, server.out.String())
	}
	second := serve(t, "demo", data)
	if status, log := second.stop(syscall.SIGTERM); status != 0 {
		t.Errorf("again: status %d %q", status, log)
	}
	verified(t, data)
	other, _ := small(t, 1)
	refused(t, "not_empty", "demo", "--data", other, "--addr", "127.0.0.1:0")
}
