package sim

import (
	"errors"

	"fieldsync/models"
	"fieldsync/server/chores"
	"fieldsync/server/tomorrow"
	changesync "fieldsync/sync"
	"fieldsync/sync/faultstore"
)

// centre is the organisation's database and the servers that share it.
type centre struct {
	disk    serverDisk
	servers []*server
	raw     changesync.Store // behind the back of the servers
	reg     *models.Registry
	backups []backup
	down    bool
}

// server is one node: an engine and its way to the database.
type server struct {
	ills   ills
	engine *changesync.Engine
	runner *chores.Runner
	store  changesync.Store
}

// backup is a copy of the database.
type backup struct {
	disk serverDisk
	step int
}

// openServers opens the database with new engines, as after a crash.
func (w *world) openServers() error {
	c := &w.centre
	var err error
	if c.raw, err = c.disk.open(w.ctx); err != nil {
		return err
	}
	for _, s := range c.servers {
		if err := w.openServer(s); err != nil && w.refusalOfOffice(err) != nil {
			return err
		}
	}
	w.restartDead() // those that crashed while they opened
	return nil
}

func (w *world) openServer(s *server) (err error) {
	s.ills.dead = false
	if s.store, err = w.centre.disk.open(w.ctx); err != nil {
		return err
	}
	s.ills.doing = "open"
	var store changesync.Store = faultstore.Store(s.store, s.ills.at)
	s.engine, err = changesync.NewEngine(w.ctx, w.bug.wrapStore(store), changesync.Options{
		Registry: w.centre.reg, Keys: w.keys, Now: w.clock, Random: w.entropy, NewID: w.newID, TokenLife: tokenLife, Journal: &w.journal,
	})
	if err == nil {
		if err = w.replay(s); err != nil {
			s.engine.Close()
		}
	}
	if err != nil {
		s.engine, s.ills.dead = nil, true
		return errors.Join(err, s.store.Close())
	}
	s.runner = chores.New(s.engine, chores.Options{Now: w.clock, NoCalendar: true})
	return nil
}

// maxStarts is how often a server whose database is full, busy or crashes is
// started: more than any of these lasts.
const maxStarts = 20

func (s *server) close() error {
	if s.engine != nil {
		s.engine.Close()
		s.engine = nil
		return s.store.Close()
	}
	return nil
}

func (w *world) closeServers() {
	for _, s := range w.centre.servers {
		w.must("server", s.close())
	}
	if w.centre.raw != nil {
		w.must("server", w.centre.raw.Close())
		w.centre.raw = nil
	}
}

// restartDead opens the servers again that have crashed; one may crash once
// more while it opens.
func (w *world) restartDead() {
	for _, s := range w.centre.servers {
		for tries := 0; s.ills.dead; tries++ {
			w.tracef("a server starts again")
			w.must("server", s.close())
			if err := w.openServer(s); err != nil && (tries > maxStarts || w.refusalOfOffice(err) != nil) {
				w.fail("restart", "server: %v", err)
				return
			}
		}
	}
}

// pick is a server that answers, nil when none does.
func (w *world) pick() *server {
	c := &w.centre
	if c.down {
		return nil
	}
	s := c.servers[0]
	if len(c.servers) > 1 {
		s = c.servers[w.rng.IntN(len(c.servers))]
	}
	if s.ills.dead {
		return nil
	}
	return s
}

// keepBackup copies the database.
func (w *world) keepBackup() {
	w.closeServers()
	copied, err := w.centre.disk.copied()
	w.must("backup", err)
	if err == nil {
		w.tracef("a backup is made")
		w.centre.backups = append(w.centre.backups, backup{copied, w.step})
	}
	w.must("restart", w.openServers())
}

// restoreBackup puts a backup in the place of the database and begins an epoch.
func (w *world) restoreBackup() {
	c := &w.centre
	if len(c.backups) == 0 {
		return
	}
	w.restore(c.backups[w.rng.IntN(len(c.backups))])
}

func (w *world) restore(b backup) {
	c := &w.centre
	w.closeServers()
	copied, err := b.disk.copied()
	w.must("backup", err)
	if err == nil {
		c.disk = copied
		w.seen.fault("server restored")
		w.tracef("the backup of step %d is restored", b.step)
		w.restores++
	}
	for _, s := range c.servers {
		s.ills.heal()
	}
	w.must("restart", w.openServers())
	if w.failure == nil {
		w.must("restart", c.servers[0].engine.BeginEpoch(w.ctx))
		w.must("restart", w.replay(c.servers[0]))
	}
	w.stars = map[string]heldStar{}
	if w.late {
		w.organise()
	}
}

// upgradeServers puts the newer program on the servers, or on all after a
// restart the older one again: an upgrade that is taken back.
func (w *world) upgradeServers() {
	reg, newer := models.Default(), w.rng.IntN(4) > 0
	if newer {
		var err error
		if reg, err = tomorrow.Registry(); err != nil {
			w.must("upgrade", err)
			return
		}
	}
	w.seen.fault("server upgraded")
	w.tracef("the servers run the newer program: %v", newer)
	w.closeServers()
	w.centre.reg = reg
	for _, d := range w.devices {
		d.damaged = true // a masked view is another one now: its checksums tell
	}
	w.must("restart", w.openServers())
}
