package sim

import "slices"

// branch is another world that goes on from the same state. The stores are
// persistent trees, so that this costs next to nothing.
func (w *world) branch() (*world, error) {
	b := *w
	b.store, b.engine = w.store.Clone(), nil
	b.ledger = slices.Clone(w.ledger)
	b.network.late = nil
	if err := b.openServer(); err != nil {
		return nil, err
	}
	b.devices = nil
	for _, old := range w.devices {
		d := *old
		d.w, d.local, d.r = &b, old.local.Clone(), nil
		if err := d.open(); err != nil {
			return nil, err
		}
		b.devices = append(b.devices, &d)
	}
	for i, e := range b.ledger {
		moved := *e
		moved.device = b.devices[slices.Index(w.devices, e.device)]
		b.ledger[i] = &moved
	}
	return &b, nil
}
