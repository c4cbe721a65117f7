package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"path/filepath"
	"strings"
	"testing"

	mobile "fieldsync/mobile-client"
	changesync "fieldsync/sync"
)

// watched is a home on which `sync --watch` goes on.
type watched struct {
	*testing.T
	home  string
	syncs *json.Decoder
	end   func() int
}

func env(string) string { return "" }

func watch(t *testing.T, o *office) *watched {
	t.Helper()
	w := &watched{T: t, home: filepath.Join(t.TempDir(), "A")}
	w.command("enroll", "--server", o.url, "--code", o.code("csm01"))
	ctx, stop := context.WithCancel(context.Background())
	reader, writer := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		status := run(ctx, []string{"--home", w.home, "--json", "sync", "--watch"}, world{out: writer, err: io.Discard, env: env})
		_ = writer.Close()
		ended <- status
	}()
	w.syncs = json.NewDecoder(reader)
	w.end = func() int {
		stop()
		go func() { _, _ = io.Copy(io.Discard, reader) }()
		return <-ended
	}
	return w
}

func (w *watched) command(args ...string) string {
	w.Helper()
	var out, errs bytes.Buffer
	if status := run(context.Background(), append([]string{"--home", w.home}, args...), world{out: &out, err: &errs, env: env}); status != 0 {
		w.Fatalf("%v: %s", args, errs.String())
	}
	return out.String()
}

// next waits for the next sync.
func (w *watched) next() (sum mobile.Summary) {
	w.Helper()
	if err := w.syncs.Decode(&sum); err != nil {
		w.Fatal(err)
	}
	return sum
}

// TestWatchBesideOthers: while `sync --watch` goes on, other commands work on
// the same home, and what they write is delivered without another sync.
func TestWatchBesideOthers(t *testing.T) {
	o := newOffice(t)
	o.deaf.Store(true) // only the write itself can wake it
	w := watch(t, o)
	if sum := w.next(); sum.Pulled == 0 {
		t.Errorf("first sync %+v", sum)
	}
	w.command("put", "customer", "c1", "--set", "marketing_grid=HZ-02")
	if sum := w.next(); sum.Pushed != 1 {
		t.Errorf("after a write %+v", sum)
	}
	if out := w.command("status"); !strings.Contains(out, "up to date") {
		t.Error(out)
	}
	if status := w.end(); status != exitDone {
		t.Errorf("told to stop, it ends with %d", status)
	}
}

// TestWatchHearsNews: what the office writes arrives by itself.
func TestWatchHearsNews(t *testing.T) {
	o := newOffice(t)
	w := watch(t, o)
	w.next()
	o.write("customer/c1", "customer", "c1", `{"marketing_grid":"HZ-03"}`)
	for !strings.Contains(w.command("get", "customer", "c1"), "HZ-03") {
		w.next()
	}
	w.end()
}

// TestWatchWipes: a phone that watches delivers what waits and
// erases itself when the office orders it.
func TestWatchWipes(t *testing.T) {
	o := newOffice(t)
	o.deaf.Store(true)
	w := watch(t, o)
	w.next()
	devices, err := o.engine.Devices(context.Background(), "csm01")
	o.ok(err)
	o.ok(o.engine.OrderWipe(context.Background(), devices[0].ID, false))
	w.command("put", "customer", "c1", "--set", "marketing_grid=HZ-02")
	var last struct{ Error struct{ Code string } }
	for last.Error.Code == "" {
		o.ok(w.syncs.Decode(&last))
	}
	if status := w.end(); status != exitFailed || last.Error.Code != mobile.CodeWiped {
		t.Errorf("it ends with %d and says %q", status, last.Error.Code)
	}
	order, err := o.engine.WipeOf(context.Background(), devices[0].ID)
	o.ok(err)
	if order.State != changesync.WipeDone || *order.Unsent != 0 {
		t.Errorf("the server says %+v", order)
	}
	left, err := filepath.Glob(filepath.Join(w.home, "field*"))
	if err != nil || len(left) != 0 {
		t.Errorf("the home still has %v (%v)", left, err)
	}
}

// TestProgressBar: a person's terminal gets one line that is wiped at the end,
// everything else gets nothing.
func TestProgressBar(t *testing.T) {
	for _, terminal := range []bool{true, false} {
		var errs bytes.Buffer
		b := newBar(&app{world: world{err: &errs, terminal: terminal}, lang: en})
		b.show(mobile.Progress{Phase: mobile.PhasePush, Done: 1, Total: 2, Bytes: 3 << 20})
		b.show(mobile.Progress{Phase: mobile.PhasePull, Done: 3, Records: 40, Bytes: 5000})
		shown := errs.String()
		b.clear()
		if terminal != strings.Contains(shown, "[############............] sending 1 of 2  3.0 MiB") || terminal != strings.Contains(shown, "page 3, 40 records, 4 KiB") {
			t.Errorf("terminal %v: %q", terminal, shown)
		}
		if terminal != strings.HasSuffix(errs.String(), "\r\x1b[K") || !terminal && errs.Len() > 0 {
			t.Errorf("left behind: %q", errs.String())
		}
	}
}

// TestTexts: every help text and message is there in both languages.
func TestTexts(t *testing.T) {
	for name := range help[en] {
		if help[zh][name] == "" {
			t.Errorf("%s has no Chinese", name)
		}
	}
	if len(help[zh]) != len(help[en]) {
		t.Error("the languages differ")
	}
	for name, text := range messages {
		if text[0] == "" || text[1] == "" || strings.Count(text[0], "%") != strings.Count(text[1], "%") {
			t.Errorf("%s: %q", name, text)
		}
	}
	for _, phase := range []string{mobile.PhasePush, mobile.PhasePull, mobile.PhaseHandBack} {
		if _, ok := messages["phase_"+phase]; !ok {
			t.Errorf("no message for the phase %s", phase)
		}
	}
	for _, state := range []string{mobile.StateSyncing, mobile.StateAttention, mobile.StateWaiting, mobile.StateUpToDate} {
		if _, ok := messages["state_"+state]; !ok {
			t.Errorf("no message for the state %s", state)
		}
	}
}
