package sim

import (
	"fmt"
	"strings"

	changesync "fieldsync/sync"
)

// identity is who a write is, whatever names it goes by: the hash that its
// author gave its changeset.
type identity string

// cellID is one cell of one record.
type cellID struct {
	key  changesync.Key
	cell string
}

func (id cellID) String() string { return fmt.Sprintf("%s %s", id.key, id.cell) }

// write is one write as the store got it.
type write struct {
	id       identity
	w        *changesync.Write
	replaces []identity
	at       int64 // effective time of the receipt
	void     bool
	amends   identity
}

// history is the full set of changesets, out of which nothing is ever taken:
// the oracle that the cells are compared with.
type history struct {
	w *world
	// stored are all arrivals of a changeset: one that was carried over may
	// have come under its first name too.
	stored map[identity][]*changesync.StoredChangeset
	bodies map[identity]*changesync.Changeset
	names  map[changesync.Dot]identity // by the dot under which it is known
	native map[changesync.Dot]identity // by its device's own number
	writes map[cellID][]*write
	where  []changesync.Dot // of the write last looked for
}

// readHistory reads every changeset of every device.
func (w *world) readHistory() *history {
	h := &history{
		w: w, stored: map[identity][]*changesync.StoredChangeset{}, bodies: map[identity]*changesync.Changeset{},
		native: map[changesync.Dot]identity{}, names: map[changesync.Dot]identity{}, writes: map[cellID][]*write{},
	}
	for _, e := range w.ledger {
		h.bodies[identity(e.hash)] = e.c
	}
	server := map[identity]bool{}
	var order []identity
	w.read(func(tx changesync.ReadTx) error {
		devices, err := tx.DeviceList("")
		for _, d := range devices {
			list, err := tx.Changesets(d.ID, 1, 1<<50)
			if err != nil {
				return err
			}
			for i := range list {
				id, err := h.collect(&list[i])
				if err != nil {
					return err
				}
				if server[id] = d.Status == changesync.DeviceServer; len(h.stored[id]) == 1 {
					order = append(order, id)
				}
			}
		}
		return err
	})
	if w.failure != nil {
		return nil
	}
	for _, id := range order {
		w.must("history", h.add(id, server[id]))
	}
	return h
}

// parsed is a changeset with its receipt, read once for all branches of a world.
type parsed struct {
	c       *changesync.Changeset
	receipt *changesync.Receipt
}

func (w *world) parse(s *changesync.StoredChangeset) (p parsed, err error) {
	name := fmt.Sprintf("%s%s%d", s.Hash, s.Receipt, len(s.Raw)) // it gets shorter when something is erased
	p, ok := w.parsed[name]
	if ok {
		return p, nil
	}
	if p.c, err = changesync.Decode(s.Raw); err != nil {
		return p, err
	}
	if p.receipt, err = changesync.ParseReceipt(s.Receipt, nil); err != nil {
		return p, err
	}
	w.parsed[name] = p
	return p, nil
}

func (h *history) collect(s *changesync.StoredChangeset) (identity, error) {
	p, err := h.w.parse(s)
	if err != nil {
		return "", err
	}
	body := p.c.Body()
	id := identity(body.Hash)
	h.stored[id] = append(h.stored[id], s)
	h.bodies[id] = body
	name := s.Origin
	if name == "" {
		name = p.c.Dot()
	}
	h.names[name] = id
	if p.c.Inner == nil {
		h.native[p.c.Dot()] = id
	}
	return id, nil
}

// add enters the writes of a changeset, with what it names by its identity.
func (h *history) add(id identity, server bool) error {
	s := h.stored[id][0]
	p, err := h.w.parse(s)
	if err != nil {
		return err
	}
	c := p.c.Body()
	for i := range c.Writes {
		w := &c.Writes[i]
		t := c.Header.Records[w.Record]
		if !server && h.w.serverField(t.Collection, w.Field) {
			continue // void by rule, named in the receipt
		}
		cell := cellID{t.Key, w.Cell()}
		o := &write{id: id, w: w, at: p.receipt.Effective, void: s.Outcome == changesync.OutcomeQuarantined}
		for _, dot := range w.Replaces {
			o.replaces = append(o.replaces, h.named(dot, c))
		}
		if c.Header.Amends != "" {
			o.amends = h.named(c.Header.Amends, c)
		}
		h.writes[cell] = append(h.writes[cell], o)
	}
	return nil
}

// named is whom a changeset means by a dot. Of its own device it means its own
// past, which may since have got another name.
func (h *history) named(dot changesync.Dot, c *changesync.Changeset) identity {
	device, n, ok := dot.Parts()
	if !ok || device != c.Header.Device || n >= c.Header.N || strings.Contains(string(dot), "~") {
		return h.identify(dot)
	}
	for at := c; at != nil; at = h.bodies[identity(at.Header.Prev)] {
		if at.Header.N == n {
			return identity(at.Hash)
		}
	}
	return h.identify(dot)
}

// identify is the write that the server knows under a dot.
func (h *history) identify(dot changesync.Dot) identity {
	if id, ok := h.names[dot]; ok {
		return id
	}
	device, n, _ := dot.Parts()
	plain := changesync.MakeDot(device, n)
	if id, ok := h.names[plain]; ok && plain != dot && h.isCarriedName(dot, id) {
		return id // carried, and there before under its plain name
	}
	if id, ok := h.native[dot]; ok {
		return id // a carried one of the same bytes came first
	}
	return identity("unknown " + dot)
}

// ambiguous says that copies of one device gave two changesets its number:
// whoever names it may have meant the other one.
func (h *history) ambiguous(dot changesync.Dot) bool {
	device, n, _ := dot.Parts()
	found := 0
	for id := range h.stored {
		if b := h.bodies[id]; b.Header.Device == device && b.Header.N == n {
			found++
		}
	}
	return found > 1
}

func (h *history) isCarriedName(dot changesync.Dot, id identity) bool {
	_, digits, ok := strings.Cut(string(dot), "~")
	return ok && strings.HasPrefix(fmt.Sprintf("%x", string(id)), digits)
}
