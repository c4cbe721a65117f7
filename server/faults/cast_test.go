package faults

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fieldsync/server/store/sqlite"
	"fieldsync/server/trial"
	changesync "fieldsync/sync"

	"fieldsync/mobile-client/failpoint"
)

// cast is a server and two phones that share customers.
type cast struct {
	t        *testing.T
	s        *trial.Server
	a, b     *trial.Phone
	customer string
	switches string         // the folder of files that tell the server what to do
	written  map[string]int // by phone: changesets it has made
	marks    []string       // names of the people that were written, each once
}

func newCast(t *testing.T) *cast {
	t.Helper()
	return newCastIn(t, t.TempDir(), t.TempDir())
}

// newCastIn is newCast with folders for the server and the homes.
func newCastIn(t *testing.T, data, homes string) *cast {
	t.Helper()
	t.Parallel() // they wait for processes and disks mostly
	dir := t.TempDir()
	c := &cast{t: t, switches: dir, written: map[string]int{}}
	c.s = trial.ServerIn(t, data, failpoint.Variable+"=@"+filepath.Join(dir, "point"), failpoint.PagesVariable+"=@"+filepath.Join(dir, "pages"))
	c.a = trial.PhoneIn(t, c.s, c.s.URL(), "csm01", filepath.Join(homes, "csm01"))
	c.b = trial.PhoneIn(t, c.s, c.s.URL(), "am01", filepath.Join(homes, "am01"))
	c.customer = common(c.a.List("customer"), c.b.List("customer"))
	if c.customer == "" {
		t.Fatal("the phones have no customer in common")
	}
	return c
}

func common(a, b []trial.Record) string {
	for _, r := range a {
		if slices.ContainsFunc(b, func(o trial.Record) bool { return o.ID == r.ID }) {
			return r.ID
		}
	}
	return ""
}

// tell sets a switch of the running server; "" takes it back.
func (c *cast) tell(name, value string) {
	c.t.Helper()
	path := filepath.Join(c.switches, name)
	var err error
	if value == "" {
		if err = os.Remove(path); errors.Is(err, os.ErrNotExist) {
			err = nil
		}
	} else {
		err = os.WriteFile(path, []byte(value), 0o600)
	}
	if err != nil {
		c.t.Fatal(err)
	}
}

// write makes changesets on a phone, each with a record of its own, so that a
// lost one is missed.
func (c *cast) write(p *trial.Phone, count int) {
	c.t.Helper()
	for range count {
		c.written[p.User]++
		mark := fmt.Sprintf("%s %d", p.User, c.written[p.User])
		p.Put("key_person", "customer="+c.customer, "kp_name="+mark)
		c.marks = append(c.marks, mark)
	}
}

// settled checks that everything is where it belongs after a full sync.
func (c *cast) settled() {
	c.t.Helper()
	for _, p := range []*trial.Phone{c.a, c.b, c.a} {
		p.Field("sync")
	}
	for _, p := range []*trial.Phone{c.a, c.b} {
		if s := p.Status(); s.Waiting != 0 || s.Attention != 0 {
			c.t.Errorf("%s: %+v", p.User, s)
		}
		if h := p.Handover(); !h.Safe {
			c.t.Errorf("%s: handover says no: %v", p.User, h.Reasons)
		}
		c.hasMarks(p)
	}
	if a, b := c.people(c.a), c.people(c.b); !maps.Equal(a, b) {
		c.t.Errorf("the phones differ:\n%v\n%v", a, b)
	}
	c.s.Admin("verify")
	c.exactlyOnce()
}

// people are the customer's key persons as comparable text.
func (c *cast) people(p *trial.Phone) map[string]string {
	out := map[string]string{}
	for _, r := range p.List("key_person") {
		if r.Scope == "customer/"+c.customer {
			raw, err := json.Marshal(r.Values)
			if err != nil {
				c.t.Fatal(err)
			}
			out[r.ID] = string(raw)
		}
	}
	return out
}

func (c *cast) hasMarks(p *trial.Phone) {
	c.t.Helper()
	count := map[string]int{}
	for _, r := range p.List("key_person") {
		count[r.Text("kp_name")]++
	}
	for _, m := range c.marks {
		if count[m] != 1 {
			c.t.Errorf("%s has %q %d times, want once", p.User, m, count[m])
		}
	}
}

// exactlyOnce reads the server's own database beside it: each device has as
// many changesets as were written, without a gap.
func (c *cast) exactlyOnce() {
	c.t.Helper()
	for user, want := range c.written {
		if got := len(c.stored(user)); got != want {
			c.t.Errorf("the server holds %d changesets of %s, want %d", got, user, want)
		}
	}
}

// stored are the numbers of a user's changesets on the server, device after
// device.
func (c *cast) stored(user string) (numbers []uint64) {
	c.t.Helper()
	ctx := context.Background()
	store, err := sqlite.Open(ctx, filepath.Join(c.s.Data, "fieldsync.db"), sqlite.Options{})
	if err != nil {
		c.t.Fatal(err)
	}
	defer func() { _ = store.Close() }()
	err = store.View(ctx, func(tx changesync.ReadTx) error {
		devices, err := tx.DeviceList(user)
		if err != nil {
			return err
		}
		for _, d := range devices {
			list, err := tx.Changesets(d.ID, 0, 1<<40)
			if err != nil {
				return err
			}
			for _, s := range list {
				numbers = append(numbers, s.N)
			}
		}
		return nil
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return numbers
}

// coded says whether a command failed with the code, telling what to do.
func coded(t *testing.T, r trial.Result, code, text string) {
	t.Helper()
	var answer struct {
		Error struct{ Code, Message string }
	}
	if err := json.Unmarshal(lastLine(r.Out), &answer); err != nil || r.Status != 1 || answer.Error.Code != code ||
		!strings.Contains(answer.Error.Message, text) {
		t.Errorf("status %d, want code %s and %q:\n%s%s", r.Status, code, text, r.Out, r.Err)
	}
}

func lastLine(b []byte) []byte {
	lines := strings.Split(strings.TrimSpace(string(b)), "\n")
	return []byte(lines[len(lines)-1])
}
