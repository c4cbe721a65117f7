package postgres

import (
	"bytes"
	"context"
	"crypto/ecdh"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"fieldsync/models"
	"fieldsync/sync"
	"fieldsync/sync/memstore"
)

// nodes are two servers on one database.
type nodes struct {
	t       *testing.T
	ctx     context.Context
	stores  [2]*Store
	engines [2]*changesync.Engine
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

func twoNodes(t *testing.T) *nodes {
	n := &nodes{t: t, ctx: t.Context()}
	dsn, _ := database(t)
	seed := make([]byte, 32)
	_, _ = rand.Read(seed)
	key, err := ecdh.X25519().NewPrivateKey(seed)
	n.must(err)
	keys := &changesync.ServerKeys{Sign: ed25519.NewKeyFromSeed(seed), Open: key}
	for i := range n.stores {
		n.stores[i] = open(t, dsn)
	}
	var group sync.WaitGroup
	for i := range n.engines { // both at once on an empty database
		group.Go(func() {
			e, err := changesync.NewEngine(n.ctx, n.stores[i], changesync.Options{Keys: keys, Now: time.Now, Random: rand.Reader, NewID: newID})
			if n.engines[i] = e; err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if t.Failed() {
		t.FailNow()
	}
	for _, e := range n.engines {
		t.Cleanup(e.Close)
	}
	if a, b := n.engines[0].Epoch(), n.engines[1].Epoch(); a != b {
		t.Fatalf("two nodes began the epochs %s and %s", a, b)
	}
	return n
}

func (n *nodes) must(err error) {
	n.t.Helper()
	if err != nil {
		n.t.Fatal(err)
	}
}

// office writes on one of the nodes.
func (n *nodes) office(node int, scope models.Scope, c changesync.Change) {
	n.t.Helper()
	_, err := n.engines[node].WriteAs(n.ctx, "admin", changesync.Edit{Key: c.Key, Scope: scope, Set: c.Set})
	n.must(err)
}

func set(collection, id string, fields ...string) changesync.Change {
	c := changesync.Change{Key: changesync.Key{Collection: collection, ID: id}, Set: models.Values{}}
	for i := 0; i < len(fields); i += 2 {
		v := json.RawMessage(fields[i+1])
		if !json.Valid(v) {
			v, _ = json.Marshal(fields[i+1])
		}
		c.Set[fields[i]] = v
	}
	return c
}

// people makes a customer with two managers, taking turns at the nodes.
func (n *nodes) people() {
	n.t.Helper()
	n.office(0, "org", set("team", "t1", "name", "政企一班", "kind", "政企VPN", "leader", "s-csm01"))
	for i, u := range []struct{ name, role string }{{"csm01", "CSM"}, {"am01", "AM"}, {"admin", "ADM"}} {
		n.office(i%2, "org", set("staff", "s-"+u.name, "staff_no", u.name, "name", "员工"+u.name, "roles", `["`+u.role+`"]`,
			"team", "t1", "active", "true", "valid_from", `"2016-01-01"`))
		n.must(n.engines[(i+1)%2].PutUser(n.ctx, changesync.User{Name: u.name, Staff: "s-" + u.name, Active: true}))
	}
	n.office(1, "customer/c1", set("customer", "c1", "customer_no", "KH0001", "customer_name", "杭州第一机床厂", "control_level", "市级",
		"industry_category", "大企业", "marketing_grid", "HZ-01", "is_vpn_group", "true", "is_industry_app", "false"))
	for i, post := range []string{"CSM", "AM"} {
		n.office(i, "customer/c1", set("assignment", "a"+post, "customer", "c1", "staff", "s-"+map[string]string{"CSM": "csm01", "AM": "am01"}[post],
			"post", post, "valid_from", `"2016-01-01"`, "reason", "分配"))
	}
}

// phone is a device that speaks to both nodes.
type phone struct {
	n      *nodes
	r      *changesync.Replica
	caller changesync.Device
	wrote  uint64
}

func (n *nodes) phone(user string, node int) *phone {
	n.t.Helper()
	r, err := changesync.OpenReplica(n.ctx, memstore.NewLocal(), changesync.DeviceOptions{Now: time.Now, Random: rand.Reader, NewID: newID, App: "test/1"})
	n.must(err)
	public, private, err := ed25519.GenerateKey(nil)
	n.must(err)
	code, err := n.engines[node].NewCode(n.ctx, user)
	n.must(err)
	e, err := n.engines[1-node].Enrol(n.ctx, code.Code, user, public, ed25519.Sign(private, changesync.EnrolMessage(code.Code, public)))
	n.must(err)
	n.must(r.Enrolled(n.ctx, "test:", private, e))
	caller, err := n.engines[node].Authenticate(n.ctx, e.Token)
	n.must(err)
	p := &phone{n: n, r: r, caller: caller}
	n.must(p.pull(node))
	return p
}

func (p *phone) pull(node int) error {
	for {
		req, err := p.r.NextPull(p.n.ctx)
		if err != nil {
			return err
		}
		req.Bytes = 3000 // several pages
		page, err := p.n.engines[node].Pull(p.n.ctx, p.caller, req)
		var coded *models.Error
		if errors.As(err, &coded) && coded.Code == changesync.CodeRestartPull {
			if err := p.r.DropPull(p.n.ctx, false); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return err
		}
		raw, err := page.Encode()
		if err != nil {
			return err
		}
		got, err := p.r.TakePage(p.n.ctx, raw)
		if err != nil {
			return err
		}
		if got.Damaged > 0 {
			return fmt.Errorf("%d scopes damaged", got.Damaged)
		}
		if got.Done {
			return nil
		}
	}
}

// push sends what waits to both nodes at once, as a phone does that heard no
// answer and was sent elsewhere, and takes the answer of one.
func (p *phone) push(take int) error {
	out, err := p.r.NextPush(p.n.ctx)
	if err != nil || out == nil {
		return err
	}
	var answers [2]*changesync.PushResult
	var errs [2]error
	var group sync.WaitGroup
	for i, e := range p.n.engines {
		group.Go(func() {
			run, err := changesync.DecodeRun(out.Body)
			if err == nil {
				answers[i], err = e.Push(p.n.ctx, p.caller, run)
			}
			errs[i] = err
		})
	}
	group.Wait()
	if err := errors.Join(errs[:]...); err != nil {
		return err
	}
	a, b := answers[0].Receipts, answers[1].Receipts
	if len(a) != len(b) || len(a) == 0 {
		return fmt.Errorf("the nodes answer %d and %d receipts", len(a), len(b))
	}
	for i := range a {
		if !bytes.Equal(a[i], b[i]) {
			return fmt.Errorf("the nodes answer different receipts\n%s\n%s", a[i], b[i])
		}
	}
	raw, err := json.Marshal(answers[take])
	if err == nil {
		_, err = p.r.TakeAnswer(p.n.ctx, raw)
	}
	return err
}

// work writes offline and syncs, round by round.
func (p *phone) work(me int) error {
	for round := range 5 {
		for i := range 3 {
			changes := []changesync.Change{set("customer", "c1", "marketing_grid", fmt.Sprintf("HZ-%d-%d-%d", me, round, i))}
			if i == 1 {
				changes = append(changes, set("key_person", "", "customer", "c1", "kp_name", "王建国", "own_mobile", fmt.Sprintf(`"138%08d"`, me*100+round)))
			}
			if _, err := p.r.Write(p.n.ctx, changes...); err != nil {
				return err
			}
			p.wrote++
		}
		if err := p.push(round % 2); err != nil {
			return err
		}
		if err := p.pull((round + me) % 2); err != nil {
			return err
		}
	}
	return nil
}

// Two nodes take the same pushes at once: each changeset counts exactly once,
// in the order of its device, and the sums that devices compare are those of
// the records.
func TestTwoNodes(t *testing.T) {
	n := twoNodes(t)
	n.people()
	var phones []*phone
	for i := range 6 {
		phones = append(phones, n.phone([]string{"csm01", "am01"}[i%2], i%2))
	}
	var group sync.WaitGroup
	for i, p := range phones {
		group.Go(func() {
			if err := p.work(i); err != nil {
				t.Errorf("phone %d: %v", i, err)
			}
		})
	}
	group.Wait()
	for _, p := range phones {
		n.must(p.pull(0))
	}
	for _, s := range n.stores {
		n.must(s.View(n.ctx, func(tx changesync.ReadTx) error {
			return errors.Join(n.once(tx, phones), n.contiguous(tx), n.sums(tx))
		}))
	}
	shown := map[string]bool{}
	for _, p := range append(phones, n.phone("csm01", 1)) {
		seen, err := p.r.Get(n.ctx, changesync.Key{Collection: "customer", ID: "c1"})
		n.must(err)
		persons, err := p.r.List(n.ctx, "key_person", "", 1000)
		n.must(err)
		if len(persons) != len(phones)*5 {
			t.Errorf("a phone shows %d key persons, want %d", len(persons), len(phones)*5)
		}
		shown[string(seen.Values["marketing_grid"])] = true
	}
	if len(shown) != 1 {
		t.Errorf("the phones show %v", shown)
	}
}

// once: what a phone wrote is there, applied, and nothing else.
func (n *nodes) once(tx changesync.ReadTx, phones []*phone) error {
	for _, p := range phones {
		list, err := tx.Changesets(p.caller.ID, 0, math.MaxUint64)
		if err != nil {
			return err
		}
		if uint64(len(list)) != p.wrote {
			n.t.Errorf("%d changesets of a phone that wrote %d", len(list), p.wrote)
		}
		for _, c := range list {
			if c.Outcome != changesync.OutcomeApplied {
				n.t.Errorf("changeset %d was %s: %s", c.N, c.Outcome, c.Receipt)
			}
		}
	}
	return nil
}

// contiguous: the numbers of every device, the server's too, count from 1
// without a gap, and time does not go back in the log.
func (n *nodes) contiguous(tx changesync.ReadTx) error {
	devices, err := tx.DeviceList("")
	if err != nil {
		return err
	}
	for _, d := range devices {
		list, err := tx.Changesets(d.ID, 0, math.MaxUint64)
		if err != nil {
			return err
		}
		last := uint64(0)
		for i, c := range list {
			if c.N != uint64(i+1) || c.Seq < last {
				n.t.Errorf("changeset %d of %s has n %d at %d, after %d", i+1, d.ID, c.N, c.Seq, last)
			}
			last = c.Seq
		}
		if d.N != uint64(len(list)) {
			n.t.Errorf("device %s is at %d and has %d changesets", d.ID, d.N, len(list))
		}
	}
	return nil
}

// sums: the checksums are what the records add up to.
func (n *nodes) sums(tx changesync.ReadTx) error {
	want := map[changesync.Checksum]uint64{}
	rows, err := tx.RecordsIn(changesync.RecordQuery{})
	if err != nil {
		return err
	}
	for _, row := range rows {
		r, err := changesync.DecodeRecord(row.Body)
		if err != nil {
			return err
		}
		changesync.AddSums(want, models.Default().Collection(row.Key.Collection), r)
	}
	list, err := tx.Checksums(nil)
	for _, c := range list {
		sum := c.Sum
		c.Sum = 0
		if want[c] != sum {
			n.t.Errorf("the checksum of %v is %d, the records give %d", c, sum, want[c])
		}
		delete(want, c)
	}
	for c, sum := range want {
		if sum != 0 {
			n.t.Errorf("there is no checksum of %v", c)
		}
	}
	return err
}
