package changesync

import (
	"context"
	"encoding/json"
)

// DeviceJournal keeps outside the store which devices have lost their rights, so
// that a backup does not give them back. Append is durable when it returns; it
// is called before the commit, and again where that is repeated.
type DeviceJournal interface {
	AppendDevices(notes ...DeviceNote) error
}

// DeviceNote says that a device was revoked, and what became of an order to wipe
// it. Rights that were lost never come back, so the last note of a device holds.
type DeviceNote struct {
	At     int64  `json:"at"` // server clock, Unix ms
	Device string `json:"device"`
	User   string `json:"user"`
	Wipe   *Wipe  `json:"wipe,omitempty"`
}

// docRevoked names devices that the store does not know and that are not to be
// let in again by their certificate.
const docRevoked = "revoked"

func (g *group) noteDevice(dev *Device, w *Wipe) {
	if w != nil {
		c := *w
		w = &c
	}
	g.deviceNotes = append(g.deviceNotes, DeviceNote{At: g.now, Device: dev.ID, User: dev.User, Wipe: w})
}

// noteDevices writes the journal. Should the commit fail, then at worst a
// restore takes rights that were to be taken anyway.
func (g *group) noteDevices() error {
	if len(g.deviceNotes) == 0 || g.e.opt.Devices == nil {
		return nil
	}
	return g.e.opt.Devices.AppendDevices(g.deviceNotes...)
}

// ReplayDevices takes from devices the rights that they had lost, and gives back
// the orders to wipe them, where the store is older than the journal. It returns
// how many were changed. It is to be called before such a store is served.
func (e *Engine) ReplayDevices(ctx context.Context, notes []DeviceNote) (n int, err error) {
	last := map[string]DeviceNote{}
	for _, note := range notes {
		if note.Wipe == nil {
			note.Wipe = last[note.Device].Wipe
		}
		last[note.Device] = note
	}
	if len(last) == 0 {
		return 0, nil
	}
	err = e.submit(ctx, &job{devices: sortedKeys(last), run: func(g *group) error {
		n = 0
		for _, id := range sortedKeys(last) {
			changed, err := g.loseAgain(last[id])
			if err != nil {
				return err
			}
			if changed {
				n++
				g.audit(AuditEvent{Action: AuditRevoke, User: last[id].User, Device: id, Detail: "replayed from the journal"})
			}
		}
		return nil
	}})
	return n, err
}

// loseAgain does what a note says, and says whether it was not so already.
func (g *group) loseAgain(note DeviceNote) (changed bool, err error) {
	if dev := g.devices[note.Device]; dev != nil && dev.Status == DeviceActive {
		dev.Status, changed = DeviceRevoked, true
		g.moved[dev.ID] = true
	} else if dev == nil {
		known, err := g.doc(docRevoked, note.Device)
		if err != nil {
			return false, err
		}
		if known == nil {
			body, err := json.Marshal(note.At)
			if err != nil {
				return false, err
			}
			changed = true
			g.batch.Docs = append(g.batch.Docs, Doc{Kind: docRevoked, Key: note.Device, Body: body})
		}
	}
	if note.Wipe == nil {
		return changed, nil
	}
	w, err := g.wipe(note.Device)
	if err != nil || (w != nil && w.Order == note.Wipe.Order && w.Reported >= note.Wipe.Reported && (w.Discard || !note.Wipe.Discard)) {
		return changed, err
	}
	return true, g.putWipe(note.Device, note.Wipe)
}
