package sim

import (
	"maps"
	"slices"
)

// branch is another world that goes on from the same state. The stores in
// memory are persistent trees, so that this costs next to nothing.
func (w *world) branch() (*world, error) {
	b := *w
	b.network.late, b.network.last = nil, map[string][]byte{}
	b.centre.raw, b.centre.servers = nil, []*server{{ills: ills{seen: b.seen, kind: "server"}}}
	var err error
	if b.centre.disk, err = w.centre.disk.copied(); err != nil {
		return nil, err
	}
	if err := b.openServers(); err != nil {
		return nil, err
	}
	b.ledger = slices.Clone(w.ledger)
	b.devices = nil
	for _, old := range w.devices {
		d := *old
		d.w, d.raw, d.wrote, d.outdone = &b, nil, slices.Clone(old.wrote), maps.Clone(old.outdone)
		d.drafts = maps.Clone(old.drafts)
		d.ills = ills{seen: b.seen, kind: "device"}
		if d.disk, err = old.disk.copied(); err != nil {
			return nil, err
		}
		b.devices = append(b.devices, &d)
		if err := d.open(); err != nil {
			return nil, err
		}
	}
	b.known = make(map[string]*entry, len(w.known)+1)
	for _, e := range b.ledger {
		b.known[string(e.hash)] = e
	}
	return &b, nil
}
