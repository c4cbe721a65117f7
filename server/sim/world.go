package sim

import (
	"context"
	"crypto/ecdh"
	"crypto/ed25519"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"time"

	"fieldsync/models"
	changesync "fieldsync/sync"

	"github.com/google/uuid"
)

// world is the organisation: its servers, its devices, a relay and all that
// lies between them.
type world struct {
	ctx     context.Context
	seed    uint64
	theme   theme
	step    int
	rng     *rand.Rand // what happens
	entropy entropy    // salts, keys and codes
	now     time.Time  // the true time
	skew    time.Duration
	frozen  bool // the clock stands: what happens now happens at once
	ids     uint64
	keys    *changesync.ServerKeys
	files   *files // nil: databases in memory
	centre  centre
	relay   *relay
	devices []*device
	network network
	ledger  []*entry
	revoked map[string]bool   // devices by id
	known   map[string]*entry // by hash of the changeset
	parsed  map[string]parsed
	bug     *Break
	seen    *coverage
	trace   *trace
	failure *Failure
	// restores counts how often the centre lost its newest history; skewed
	// says that its clock was wrong for a time.
	restores int
	skewed   bool
	journal  journal // of erasures
	late     bool    // the second part has begun
	stars    map[string]heldStar
	pages    []page // before the decider
	rulings  []ruling
}

// entropy is deterministic randomness as an io.Reader.
type entropy struct{ *rand.ChaCha8 }

// setting is what a world is made of.
type setting struct {
	seed    uint64
	users   []string // one device each
	servers int
	folder  string // of SQLite databases, "": in memory
	bug     *Break
	trace   *trace
}

// newWorld makes the organisation: two customers, a leader, managers that
// share and hand over a customer, and a device for each of the users.
func newWorld(ctx context.Context, s setting) (*world, error) {
	var seed [32]byte
	binary.LittleEndian.PutUint64(seed[:], s.seed)
	w := &world{
		ctx: ctx, seed: s.seed, theme: theme(s.seed % uint64(themes)), bug: &Break{}, trace: s.trace, seen: newCoverage(),
		rng:     rand.New(rand.NewPCG(s.seed, 1)),
		entropy: entropy{rand.NewChaCha8(seed)},
		now:     time.Date(2016, 5, 10, 9, 0, 0, 0, models.China),
		known:   map[string]*entry{}, revoked: map[string]bool{}, stars: map[string]heldStar{}, parsed: map[string]parsed{},
		network: network{last: map[string][]byte{}},
	}
	open, err := ecdh.X25519().NewPrivateKey(seed[:])
	if err != nil {
		return nil, err
	}
	w.keys = &changesync.ServerKeys{Sign: ed25519.NewKeyFromSeed(seed[:]), Open: open}
	if s.folder != "" {
		w.files = &files{root: s.folder}
	}
	if err := w.begin(s); err != nil {
		w.close()
		return nil, err
	}
	return w, nil
}

func (w *world) begin(s setting) (err error) {
	if w.centre.disk, err = newServerDisk(w.files); err != nil {
		return err
	}
	w.centre.reg = models.Default()
	for range max(s.servers, 1) {
		w.centre.servers = append(w.centre.servers, &server{ills: ills{seen: w.seen, kind: "server"}})
	}
	if err := w.openServers(); err != nil {
		return err
	}
	if err := w.people(); err != nil {
		return err
	}
	w.relay = &relay{w: w, ills: ills{seen: w.seen, kind: "relay"}, known: w.keys.Public()}
	if w.relay.disk, err = newDeviceDisk(w.files); err != nil {
		return err
	}
	if err := w.relay.open(); err != nil {
		return err
	}
	for _, user := range s.users {
		if err := w.newDevice(user); err != nil {
			return err
		}
	}
	for _, d := range w.devices {
		if err := d.sync(); err != nil {
			return err
		}
	}
	return w.plant(s.bug)
}

// plant puts the bug in; all that was needed before is sound.
func (w *world) plant(bug *Break) error {
	if bug == nil {
		return nil
	}
	w.bug = bug
	for _, d := range w.devices {
		if err := d.open(); err != nil {
			return err
		}
	}
	w.closeServers()
	return w.openServers()
}

func (w *world) close() {
	w.closeServers()
	for _, d := range w.devices {
		if d.raw != nil {
			w.must(d.name, d.raw.Close())
		}
	}
	if w.relay != nil && w.relay.raw != nil {
		w.must("relay", w.relay.raw.Close())
	}
}

// truth is the true time; it never stands still unless it is frozen.
func (w *world) truth() time.Time {
	if !w.frozen {
		w.now = w.now.Add(time.Millisecond)
	}
	return w.now
}

// clock is the servers' clock.
func (w *world) clock() time.Time { return w.truth().Add(w.skew) }

func (w *world) newID() string {
	w.ids++
	id := uuid.MustParse("01890000-0000-7000-8000-000000000000")
	binary.BigEndian.PutUint64(id[8:], 0x80<<56|w.ids)
	return id.String()
}

func (w *world) tracef(format string, args ...any) { w.trace.add(w.step, format, args...) }

// fail notes the first check that does not hold.
func (w *world) fail(checker, format string, args ...any) {
	if w.failure == nil {
		w.failure = &Failure{Seed: w.seed, Step: w.step, Checker: checker, Message: fmt.Sprintf(format, args...)}
	}
}

// must fails where the world itself does not work.
func (w *world) must(what string, err error) {
	if err != nil {
		w.fail("restart", "%s: %v", what, err)
	}
}
