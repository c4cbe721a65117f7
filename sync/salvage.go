package changesync

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"fieldsync/models"
)

// Remains is what could be read of a device's damaged database, the most
// trustworthy of each first: a later value under the same name or number may
// be an older one.
type Remains struct {
	Meta      []MetaRow
	Outbox    []OutboxRow
	Sealed    []SealedRow
	Forgotten []models.Scope
	// MetaWhole and OutboxWhole say that these were read without a gap.
	MetaWhole, OutboxWhole bool
}

// MetaRow is a small named value of a device.
type MetaRow struct {
	Name  string
	Value []byte
}

// Salvaged is what Salvage brought over, and what is missing.
type Salvaged struct {
	Waiting   int `json:"waiting"`   // changesets without a receipt
	Confirmed int `json:"confirmed"` // changesets with one, in the overlay still
	Boxes     int `json:"boxes"`     // kept for a server that has to be restored
	// Lost counts changesets that cannot be read and have no receipt that can:
	// at most so many were never delivered. First and Last are their numbers.
	Lost  uint64 `json:"lost"`
	First uint64 `json:"first,omitempty"`
	Last  uint64 `json:"last,omitempty"`
	// Unsure: more may be missing, how many cannot be told.
	Unsure bool `json:"unsure"`
	// Renew: the chain is broken or the identity lost. The device has to enrol
	// anew, then all that waits is carried over.
	Renew bool `json:"renew"`
	// Device is the identity that was damaged.
	Device string `json:"device,omitempty"`
}

// Salvage fills the empty database of a device with what remains of a damaged
// one: what was written here with its exact bytes, identity, token and
// counters, sealed changesets. What the server confirmed is left out, since the
// next pull brings it anew.
func Salvage(ctx context.Context, rem *Remains, local Local) (*Salvaged, error) {
	var s *salvage
	err := local.Update(ctx, func(tx LocalTx) error {
		s = &salvage{tx: tx, meta: map[string][]byte{}, rows: map[uint64]OutboxRow{}}
		for _, step := range []func(*Remains) error{s.takeMeta, s.takeOutbox, s.takeSealed, s.takeForgotten} {
			if err := step(rem); err != nil {
				return err
			}
		}
		s.judge(rem)
		return s.store()
	})
	if err != nil {
		return nil, fmt.Errorf("salvage: %w", err)
	}
	return &s.out, nil
}

type salvage struct {
	tx    LocalTx
	meta  map[string][]byte
	id    Identity
	rows  map[uint64]OutboxRow
	other []OutboxRow // of former identities: carried over before, or not
	acked uint64      // the highest number that is known to have a receipt
	last  uint64      // the highest number known
	out   Salvaged
}

// ofBase are the values about what the server confirmed.
var ofBase = []string{metaCursor, metaPull, metaRefresh}

func (s *salvage) takeMeta(rem *Remains) error {
	for _, row := range rem.Meta {
		if _, known := s.meta[row.Name]; !known {
			s.meta[row.Name] = row.Value
		}
	}
	for _, name := range ofBase {
		delete(s.meta, name)
	}
	if json.Unmarshal(s.meta[metaIdentity], &s.id) != nil || len(s.id.Key) != ed25519.PrivateKeySize {
		s.id = Identity{}
	}
	return nil
}

// takeOutbox takes each changeset whose bytes are what was written. Its receipt
// counts only if the server signed it.
func (s *salvage) takeOutbox(rem *Remains) error {
	for _, row := range rem.Outbox {
		c, err := Decode(row.Raw)
		if err != nil || !bytes.Equal(c.Hash, row.Hash) || c.Header.N != row.N {
			continue
		}
		if s.id.Device == "" { // enough to know whose they are
			s.id.Device, s.id.User = c.Header.Device, c.Header.Actor
		}
		if c.Header.Device != s.id.Device {
			row.State, row.Seq, row.Receipt = OutWaiting, 0, nil
			s.other = append(s.other, row)
			continue
		}
		if !s.confirmed(&row) {
			row.State, row.Seq, row.Receipt = OutWaiting, 0, nil
		}
		if had, known := s.rows[row.N]; !known || had.State == OutWaiting {
			s.rows[row.N] = row
		}
	}
	for n, row := range s.rows {
		s.last = max(s.last, n)
		if row.State != OutWaiting {
			s.acked = max(s.acked, n)
		}
	}
	return nil
}

func (s *salvage) confirmed(row *OutboxRow) bool {
	rec := s.receipt(row.Receipt)
	return row.State != OutWaiting && rec != nil && rec.N == row.N && bytes.Equal(rec.Hash, row.Hash)
}

// receipt is one that the server signed for this device, or nil.
func (s *salvage) receipt(raw []byte) *Receipt {
	if len(s.id.Server.Sign) != ed25519.PublicKeySize || raw == nil {
		return nil
	}
	rec, err := ParseReceipt(raw, ed25519.PublicKey(s.id.Server.Sign))
	if err != nil || rec.Device != s.id.Device {
		return nil
	}
	return rec
}

// delivered is the number that the last receipt beside a box vouches for.
func (s *salvage) delivered(row *SealedRow) uint64 {
	var receipts []json.RawMessage
	if json.Unmarshal(row.Receipt, &receipts) != nil || len(receipts) == 0 {
		return 0
	}
	if rec := s.receipt(receipts[len(receipts)-1]); rec != nil {
		return rec.N
	}
	return 0
}

// takeSealed keeps the boxes. Without its key the device gets another identity
// and counts anew, so they go out of its way.
func (s *salvage) takeSealed(rem *Remains) error {
	taken := map[uint64]bool{}
	for _, row := range rem.Sealed {
		if taken[row.N] {
			continue
		}
		taken[row.N] = true
		n := s.delivered(&row)
		s.acked, s.last = max(s.acked, n), max(s.last, n)
		if row.N < FormerBoxes && s.id.Key == nil {
			row.N += FormerBoxes
		}
		if err := s.tx.PutSealed(row); err != nil {
			return err
		}
		s.out.Boxes++
	}
	return nil
}

func (s *salvage) takeForgotten(rem *Remains) error {
	for _, scope := range rem.Forgotten {
		if err := s.tx.SetForgotten(scope, true); err != nil {
			return err
		}
	}
	return nil
}

// judge counts what is missing and says whether the chain can go on.
func (s *salvage) judge(rem *Remains) {
	last, err := parseCount(s.meta[metaLastN])
	s.last = max(s.last, last)
	from := s.acked
	if rem.OutboxWhole { // nothing is missing before the first that waits
		from = s.last
		for _, row := range rem.Outbox {
			if row.State == OutWaiting && row.N > 0 {
				from = min(from, row.N-1)
			}
		}
	}
	s.missing(from)
	head, there := s.rows[s.last]
	linked := !there || bytes.Equal(head.Hash, s.meta[metaLastHash])
	s.out.Unsure, s.out.Device = !rem.MetaWhole, s.id.Device
	s.out.Renew = s.id.Device != "" && (s.id.Key == nil || err != nil || !linked || s.out.Lost > 0 ||
		len(s.other) > 0 || !rem.MetaWhole || !rem.OutboxWhole)
}

// missing counts the numbers after from up to the last that are not there.
func (s *salvage) missing(from uint64) {
	next := from + 1
	for _, n := range append(slices.Sorted(maps.Keys(s.rows)), s.last+1) {
		if n < next {
			continue
		}
		if n > next {
			s.out.Lost += n - next
			s.out.Last = n - 1
			if s.out.First == 0 {
				s.out.First = next
			}
		}
		next = n + 1
	}
}

// store writes metas and outbox, and lays the changesets over base anew.
func (s *salvage) store() error {
	if s.id.Device == "" {
		return nil
	}
	raw, err := json.Marshal(s.id)
	if err != nil {
		return err
	}
	if head, there := s.rows[s.last]; there {
		s.meta[metaLastHash] = head.Hash
	}
	for _, row := range s.other { // the new identity will give them new numbers
		s.last++
		row.N = s.last
		s.rows[row.N] = row
	}
	s.meta[metaIdentity], s.meta[metaLastN] = raw, fmt.Append(nil, s.last)
	for _, name := range sortedKeys(s.meta) {
		if err := s.tx.PutMeta(name, s.meta[name]); err != nil {
			return err
		}
	}
	for _, row := range s.rows {
		c, err := Decode(row.Raw)
		if err != nil {
			return err
		}
		var keys []Key
		for _, t := range c.Body().Header.Records {
			keys = append(keys, t.Key)
		}
		if err := s.tx.PutOutbox(row); err != nil {
			return err
		}
		if err := s.tx.PutOverlay(row.N, keys); err != nil {
			return err
		}
		if row.State == OutWaiting {
			s.out.Waiting++
		} else {
			s.out.Confirmed++
		}
	}
	return nil
}

func parseCount(raw []byte) (n uint64, err error) {
	if len(raw) == 0 {
		return 0, nil
	}
	_, err = fmt.Sscan(string(raw), &n)
	return n, err
}
