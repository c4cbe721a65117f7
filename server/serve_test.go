package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
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
	err := folder{data}.use(con, func(o *office) error {
		return o.store.View(con, func(tx changesync.ReadTx) error {
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
	var given struct {
		Assignment string
		Ended      []string
		Changed    bool
	}
	must(t, &given, "assign", "--data", data, "--customer", customer, "--to", users[1], "--json")
	if !given.Changed || len(given.Ended) != 1 {
		t.Errorf("assign: %+v", given)
	}
	for woken := false; !woken; woken = strings.HasPrefix(events.Text(), "event: change") {
		if !events.Scan() {
			t.Fatalf("the phone was not woken: %v", events.Err())
		}
	}
	for _, p := range []*bench.Phone{from, to} {
		if err := p.Pull(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if got := names(t, from); len(got) != 4 {
		t.Errorf("the former manager still has %v", got)
	}
	if got := names(t, to); len(got) != 6 {
		t.Errorf("the new manager has %v", got)
	}
	revoked(t, data, to)
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
	second := serve(t, "demo", data)
	if status, log := second.stop(syscall.SIGTERM); status != 0 {
		t.Errorf("again: status %d %q", status, log)
	}
	verified(t, data)
	other, _ := small(t, 1)
	refused(t, "not_empty", "demo", "--data", other, "--addr", "127.0.0.1:0")
}
