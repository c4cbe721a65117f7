package changesync

import (
	"slices"

	"fieldsync/models"
	"fieldsync/models/rules"
)

// group is the working set of one commit: devices and records read once,
// changed in memory, written together at the end.
type group struct {
	e       *Engine
	tx      Tx
	now     int64 // Unix ms
	head    Head
	server  string // the device of this epoch's rules and office
	seq     uint64 // known in finish only
	devices map[string]*Device
	moved   map[string]bool // devices whose n moved
	records map[Key]*work
	peeked  map[Key]models.Values // looked at only
	answers map[Dot]*pending      // receipts in the making, by device:n
	grants  map[string]map[models.Scope]Grant
	void    map[Dot]*Changeset // looked up, nil: not void
	batch   Batch
	// made are the receipts of all changesets taken in this group, flags what
	// they say about records.
	made    []*pending
	carried map[string]bool // devices of which something was carried over
	// events wait for their place in the audit log.
	events []AuditEvent
	flags  map[Key][]Reason
	// changedUsers had their grants changed.
	changedUsers []string
	// at is the changeset in hand, poison those that made the program panic.
	at     Dot
	poison map[Dot]bool
	// notes are for the journal of erasures.
	notes       []ErasureNote
	deviceNotes []DeviceNote
	// params are those in force for the teams of this group.
	params map[string]rules.Params
	// shownBy are the changed records by collection, field and value.
	shownBy map[[2]string]map[string][]string
	// broken is a failure of the store, which fails the whole group.
	broken error
	// withdrawn says that consent was, so that values are withheld again.
	withdrawn bool
	// regrant are users to derive grants for although no record changed.
	regrant map[string]bool
	// parts are records that a part of a long piece of work changed; owed are the
	// users whose grants are derived for them when they are next answered.
	parts map[Key]bool
	owed  []string
	// anew are profiles that give other rights than the grants on file meant.
	anew map[string]bool
}

// work is a record in the working set.
type work struct {
	rec    *Record
	col    *models.Collection // nil: unknown to this version
	stored bool
	// before holds the cells as they were, for those that changed.
	before map[string]Cell
	// open are the fields in conflict before the group.
	open []string
	old  models.Values // shown values before, of what grants derive from
	// erased are the fields that this group erases; where is known in finish.
	// replayed says that the journal asks for it, which knows where.
	erased   map[string]bool
	replayed bool
	// steps are states that nothing leads to from what their authors saw.
	steps []models.Problem
}

func (e *Engine) newGroup(tx Tx, jobs []*job) (*group, error) {
	g := &group{
		e: e, tx: tx, now: e.nowMs(),
		devices: map[string]*Device{}, moved: map[string]bool{},
		records: map[Key]*work{}, peeked: map[Key]models.Values{}, answers: map[Dot]*pending{}, grants: map[string]map[models.Scope]Grant{},
		void: map[Dot]*Changeset{}, regrant: map[string]bool{}, flags: map[Key][]Reason{}, carried: map[string]bool{},
	}
	var err error
	if g.head, err = tx.Head(); err != nil {
		return nil, err
	}
	g.server = serverDevice(g.head.Epoch)
	ids := []string{g.server}
	keys := map[Key]bool{}
	for _, j := range jobs {
		ids = append(ids, j.devices...)
		for _, k := range j.keys {
			keys[k] = true
		}
	}
	slices.Sort(ids)
	locked, err := tx.LockDevices(slices.Compact(ids)...)
	if err != nil {
		return nil, err
	}
	for id, d := range locked {
		g.devices[id] = &d
	}
	return g, g.lock(keys)
}

func (g *group) lock(keys map[Key]bool) error {
	sorted := make([]Key, 0, len(keys))
	for k := range keys {
		sorted = append(sorted, k)
	}
	slices.SortFunc(sorted, compareKeys)
	found, err := g.tx.LockRecords(sorted...)
	if err != nil {
		return err
	}
	for _, k := range sorted {
		if err := g.load(k, found); err != nil {
			return err
		}
	}
	return nil
}

func compareKeys(a, b Key) int {
	switch {
	case a.Less(b):
		return -1
	case b.Less(a):
		return 1
	}
	return 0
}

// load puts a stored record into the working set; a missing one is entered as
// nil so that it is not asked for again.
func (g *group) load(k Key, found map[Key]StoredRecord) error {
	s, ok := found[k]
	if !ok {
		g.records[k] = nil
		return nil
	}
	rec, err := DecodeRecord(s.Body)
	if err != nil {
		return err
	}
	w := &work{rec: rec, col: g.e.reg.Collection(k.Collection), stored: true, before: map[string]Cell{}}
	w.open = rec.OpenFields(w.col)
	if grantSources[k.Collection] {
		w.old = rec.Values(w.col)
	}
	g.records[k] = w
	return nil
}

// record finds a record in the working set or the store, nil when missing.
func (g *group) record(k Key) (*work, error) {
	if w, ok := g.records[k]; ok {
		return w, nil
	}
	found, err := g.tx.LockRecords(k)
	if err == nil {
		err = g.load(k, found)
	}
	if err != nil {
		g.broken = err
		return nil, err
	}
	return g.records[k], nil
}

// device finds a device in the working set or the store, nil when there is none.
func (g *group) device(id string) (*Device, error) {
	if dev, known := g.devices[id]; known {
		return dev, nil
	}
	found, err := g.tx.Devices(id)
	if err != nil {
		g.broken = err
		return nil, err
	}
	var dev *Device
	if d, known := found[id]; known {
		dev = &d
	}
	g.devices[id] = dev
	return dev, nil
}

// stage is what one changeset does to records, kept apart until it succeeds.
type stage map[Key]*work

// open gives the staged copy of a record, creating it where it is missing.
func (g *group) open(s stage, k Key, scope models.Scope) (*work, error) {
	if w := s[k]; w != nil {
		return w, nil
	}
	w, err := g.record(k)
	if err != nil {
		return nil, err
	}
	if w == nil {
		w = &work{rec: NewRecord(k, scope), col: g.e.reg.Collection(k.Collection), before: map[string]Cell{}}
	} else {
		c := *w
		c.rec = w.rec.Clone()
		c.before = make(map[string]Cell, len(w.before))
		for name, cell := range w.before {
			c.before[name] = cell
		}
		w = &c
	}
	s[k] = w
	return w, nil
}

// keep takes a stage over into the working set.
func (g *group) keep(s stage) {
	for k, w := range s {
		g.records[k] = w
	}
	g.shownBy = nil
}

// quarantined finds the changeset of a dot if it was put aside.
func (g *group) quarantined(dot Dot) (*Changeset, error) {
	if c, known := g.void[dot]; known {
		return c, nil
	}
	stored, err := g.find(dot)
	if err != nil || stored == nil || stored.Outcome != OutcomeQuarantined {
		if err == nil {
			g.void[dot] = nil
		}
		return nil, err
	}
	c, err := Decode(stored.Raw)
	if err == nil {
		g.void[dot] = c
	}
	return c, err
}

// find looks a changeset up by the dot under which its writes are known, in
// this group and in the store.
func (g *group) find(dot Dot) (*StoredChangeset, error) {
	device, n, ok := dot.Parts()
	if !ok {
		return nil, nil
	}
	for i := range g.batch.Changesets {
		if c := &g.batch.Changesets[i]; c.name() == dot {
			return c, nil
		}
	}
	if !dot.carried() {
		if s, err := g.numbered(device, n); err != nil || (s != nil && s.name() == dot) {
			return s, err
		}
		if marked, err := g.wasCarried(device); err != nil || !marked {
			return nil, err
		}
	}
	found, err := g.tx.Origins(dot)
	if c, ok := found[dot]; ok {
		return &c, err
	}
	return nil, err
}

// numbered is changeset n as its device itself brought it.
func (g *group) numbered(device string, n uint64) (*StoredChangeset, error) {
	for i := range g.batch.Changesets {
		if c := &g.batch.Changesets[i]; c.Device == device && c.N == n {
			return c, nil
		}
	}
	list, err := g.tx.Changesets(device, n, n)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}
