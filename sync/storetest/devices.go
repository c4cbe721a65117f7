package storetest

import (
	"context"
	"errors"
	"math"

	"fieldsync/sync"
)

func testDevices(s *suite) {
	d := changesync.Device{ID: "d1", User: "csm01", Name: "王的手机", PublicKey: []byte{0, 255, 1},
		N: 1 << 52, Hash: []byte("hash"), Status: changesync.DeviceActive, Enrolled: 1700000000000, LastSeen: 1700000000001}
	bare := changesync.Device{ID: "d2", Status: changesync.DeviceServer}
	s.apply(&changesync.Batch{Devices: []changesync.Device{d, bare}})
	read := func(tx changesync.ReadTx) (map[string]changesync.Device, error) {
		return tx.Devices("d2", "d1", "none", "d1")
	}
	same(s, "devices", get(s, read), map[string]changesync.Device{"d1": d, "d2": bare})
	d.N, d.Hash, d.Status, d.User = d.N+1, []byte{}, changesync.DeviceRevoked, "csm02"
	s.apply(&changesync.Batch{Devices: []changesync.Device{d}})
	same(s, "replaced", get(s, read), map[string]changesync.Device{"d1": d, "d2": bare})
	s.ok(s.store.Update(context.Background(), func(tx changesync.Tx) error {
		got, err := tx.LockDevices("d1", "none")
		same(s, "locked", got, map[string]changesync.Device{"d1": d})
		return err
	}))
}

func testDeviceList(s *suite) {
	at := func(id, user string) changesync.Device {
		return changesync.Device{ID: id, User: user, Status: changesync.DeviceActive}
	}
	s.apply(&changesync.Batch{Devices: []changesync.Device{at("b", "u"), at("a", "v"), at("C", "u"), at("é", "u"), at("z", "U")}})
	list := func(user string) []changesync.Device {
		return get(s, func(tx changesync.ReadTx) ([]changesync.Device, error) { return tx.DeviceList(user) })
	}
	same(s, "of u", list("u"), []changesync.Device{at("C", "u"), at("b", "u"), at("é", "u")})
	same(s, "all", list(""), []changesync.Device{at("C", "u"), at("a", "v"), at("b", "u"), at("z", "U"), at("é", "u")})
	same(s, "of none", list("w"), nil)
	s.apply(&changesync.Batch{Devices: []changesync.Device{at("b", "v")}})
	same(s, "after a change of user", list("v"), []changesync.Device{at("a", "v"), at("b", "v")})
}

func changeset(device string, n uint64, origin changesync.Dot) changesync.StoredChangeset {
	return changesync.StoredChangeset{Device: device, N: n, Hash: []byte{byte(n)}, Origin: origin,
		Raw: []byte("raw"), Signature: []byte{}, Receipt: []byte("receipt"), Outcome: changesync.OutcomeApplied, Seq: 7}
}

func testChangesets(s *suite) {
	a1, a2, a10 := changeset("a", 1, ""), changeset("a", 2, "x:4~00112233"), changeset("a", 10, "")
	a2.Outcome, a2.Signature = changesync.OutcomeQuarantined, nil
	b1 := changeset("b", 1, "")
	s.apply(&changesync.Batch{Changesets: []changesync.StoredChangeset{a10, b1, a2, a1}})
	for _, c := range []struct {
		device   string
		from, to uint64
		want     []changesync.StoredChangeset
	}{
		{"a", 0, math.MaxUint64, []changesync.StoredChangeset{a1, a2, a10}},
		{"a", 1, 2, []changesync.StoredChangeset{a1, a2}},
		{"a", 2, 10, []changesync.StoredChangeset{a2, a10}},
		{"a", 3, 9, nil}, {"a", 11, 5, nil}, {"a", math.MaxUint64, math.MaxUint64, nil}, {"c", 0, 100, nil},
		{"b", 1, 1, []changesync.StoredChangeset{b1}},
	} {
		got := get(s, func(tx changesync.ReadTx) ([]changesync.StoredChangeset, error) {
			return tx.Changesets(c.device, c.from, c.to)
		})
		same(s, "changesets", got, c.want)
	}
}

// The same name is refused in a later transaction, in a later batch and in
// the same batch, and nothing of the transaction stays.
func testChangesetExists(s *suite) {
	a := changeset("a", 1, "")
	b := changeset("b", 1, "")
	s.apply(&changesync.Batch{Changesets: []changesync.StoredChangeset{a}})
	again := a
	again.Raw = []byte("other")
	for name, batches := range map[string][]*changesync.Batch{
		"later transaction": {{Changesets: []changesync.StoredChangeset{b, again}}},
		"later batch":       {{Changesets: []changesync.StoredChangeset{b}}, {Changesets: []changesync.StoredChangeset{b}}},
		"same batch":        {{Changesets: []changesync.StoredChangeset{b, changeset("b", 2, ""), b}}},
	} {
		err := s.store.Update(context.Background(), func(tx changesync.Tx) error {
			_, err := tx.NextSeq()
			err = errors.Join(err, tx.Apply(docBatch("k", name, "x")))
			for _, batch := range batches {
				err = errors.Join(err, tx.Apply(batch))
			}
			return err
		})
		if !errors.Is(err, changesync.ErrExists) {
			s.Errorf("%s: %v, want ErrExists", name, err)
		}
		same(s, name, s.doc(s.store, "k", name), "")
	}
	same(s, "head", s.head().Seq, 1)
	for device, want := range map[string][]changesync.StoredChangeset{"a": {a}, "b": nil} {
		same(s, "device "+device, get(s, func(tx changesync.ReadTx) ([]changesync.StoredChangeset, error) {
			return tx.Changesets(device, 0, 100)
		}), want)
	}
}

func testOrigins(s *suite) {
	first, second := changeset("c", 5, "old:3~aabbccdd"), changeset("b", 1, "old:3~aabbccdd")
	second.Seq = 8
	other := changeset("c", 6, "old:4")
	s.apply(&changesync.Batch{Changesets: []changesync.StoredChangeset{second, first, other, changeset("old", 4, "")}})
	got := get(s, func(tx changesync.ReadTx) (map[changesync.Dot]changesync.StoredChangeset, error) {
		return tx.Origins("old:3~aabbccdd", "old:4", "old:5", "")
	})
	same(s, "origins", got, map[changesync.Dot]changesync.StoredChangeset{"old:3~aabbccdd": first, "old:4": other})
}
