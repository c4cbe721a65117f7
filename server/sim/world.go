package sim

import (
	"context"
	"crypto/ecdh"
	"crypto/ed25519"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"time"

	"fieldsync/models"
	changesync "fieldsync/sync"
	"fieldsync/sync/memstore"

	"github.com/google/uuid"
)

// world is one server, its devices and all that lies between them.
type world struct {
	ctx     context.Context
	seed    uint64
	step    int
	rng     *rand.Rand // what happens
	entropy entropy    // salts, keys and codes
	now     time.Time  // the server's clock
	ids     uint64
	keys    *changesync.ServerKeys
	store   *memstore.Store
	crash   *crash
	engine  *changesync.Engine
	devices []*device
	network network
	ledger  []*entry
	parsed  map[string]parsed
	bug     *Break
	trace   io.Writer
	failure *Failure
}

// entropy is deterministic randomness as an io.Reader.
type entropy struct{ *rand.ChaCha8 }

// newWorld makes the organisation: two customers, a leader, managers that
// share and hand over a customer, and a device for each of the users.
func newWorld(ctx context.Context, seed uint64, bug *Break, trace io.Writer, users ...string) (*world, error) {
	var s [32]byte
	binary.LittleEndian.PutUint64(s[:], seed)
	w := &world{
		ctx: ctx, seed: seed, bug: &Break{}, trace: trace,
		rng:     rand.New(rand.NewPCG(seed, 1)),
		entropy: entropy{rand.NewChaCha8(s)},
		now:     time.Date(2016, 5, 10, 9, 0, 0, 0, time.FixedZone("CST", 8*3600)),
		store:   memstore.New(),
		parsed:  map[string]parsed{},
	}
	open, err := ecdh.X25519().NewPrivateKey(s[:])
	if err != nil {
		return nil, err
	}
	w.keys = &changesync.ServerKeys{Sign: ed25519.NewKeyFromSeed(s[:]), Open: open}
	if err := w.openServer(); err != nil {
		return nil, err
	}
	if err := w.people(); err != nil {
		w.close()
		return nil, err
	}
	for _, user := range users {
		if err := w.enrol(user); err != nil {
			w.close()
			return nil, err
		}
	}
	return w, w.plant(bug)
}

// plant puts the bug in; all that was needed before is sound.
func (w *world) plant(bug *Break) error {
	w.bug = bug
	for _, d := range w.devices {
		if err := d.open(); err != nil {
			return err
		}
	}
	return w.openServer()
}

// openServer opens the store with a new engine, as after a crash.
func (w *world) openServer() error {
	if w.engine != nil {
		w.engine.Close()
		w.store = w.store.Again()
	}
	w.crash = &crash{}
	w.store.Fault = w.crash.fault
	var err error
	w.engine, err = changesync.NewEngine(w.ctx, w.bug.wrapStore(w.store), changesync.Options{
		Keys: w.keys, Now: w.clock, Random: w.entropy, NewID: w.newID,
	})
	return err
}

func (w *world) close() { w.engine.Close() }

// clock never stands still.
func (w *world) clock() time.Time {
	w.now = w.now.Add(time.Millisecond)
	return w.now
}

func (w *world) newID() string {
	w.ids++
	id := uuid.MustParse("01890000-0000-7000-8000-000000000000")
	binary.BigEndian.PutUint64(id[8:], 0x80<<56|w.ids)
	return id.String()
}

func (w *world) tracef(format string, args ...any) {
	if w.trace != nil {
		fmt.Fprintf(w.trace, "%4d  "+format+"\n", append([]any{w.step}, args...)...)
	}
}

// fail notes the first check that does not hold.
func (w *world) fail(checker, format string, args ...any) {
	if w.failure == nil {
		w.failure = &Failure{Seed: w.seed, Step: w.step, Checker: checker, Message: fmt.Sprintf(format, args...)}
	}
}

func (w *world) office(scope models.Scope, collection, id string, fields ...string) error {
	set := models.Values{}
	for i := 0; i < len(fields); i += 2 {
		set[fields[i]] = json.RawMessage(fields[i+1])
	}
	_, err := w.engine.WriteAs(w.ctx, "admin", changesync.Edit{Key: changesync.Key{Collection: collection, ID: id}, Scope: scope, Set: set})
	return err
}

func (w *world) people() error {
	err := w.office("org", "team", "t1", "name", `"一班"`, "kind", `"班组"`, "leader", `"s-tl01"`)
	for _, u := range []string{"csm01", "csm02", "am01", "tl01"} {
		if err == nil {
			err = w.office("org", "staff", "s-"+u, "staff_no", `"`+u+`"`, "name", `"`+u+`"`, "roles", `["CSM"]`,
				"team", `"t1"`, "active", "true", "valid_from", `"2016-01-01"`)
		}
		if err == nil {
			err = w.engine.PutUser(w.ctx, changesync.User{Name: u, Staff: "s-" + u, Active: true})
		}
	}
	for _, c := range []string{"c1", "c2"} {
		if err == nil {
			err = w.office(models.Scope("customer/"+c), "customer", c, "customer_no", `"`+c+`"`, "customer_name", `"`+c+`"`)
		}
	}
	if err == nil {
		err = w.office("event/e1", "showcase_event", "e1", "event_no", `"E1"`, "title", `"秀"`, "customer", `"c1"`,
			"signup_key", `"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="`)
	}
	if err == nil {
		err = w.office("customer/c1", "key_person", "k1", "customer", `"c1"`, "kp_name", `"王建国"`)
	}
	for i, a := range [][2]string{{"csm01", "c1"}, {"am01", "c1"}, {"csm02", "c2"}, {"am01", "c2"}} {
		if err == nil {
			err = w.assign(fmt.Sprintf("a%d", i+1), a[1], a[0])
		}
	}
	return err
}

func (w *world) assign(id, customer, user string) error {
	return w.office(models.Scope("customer/"+customer), "assignment", id, "customer", `"`+customer+`"`,
		"staff", `"s-`+user+`"`, "post", `"CSM"`, "valid_from", `"2016-01-01"`, "valid_to", "null", "reason", `"分配"`)
}
