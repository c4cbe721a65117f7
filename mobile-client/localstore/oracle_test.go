package localstore_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"fieldsync/mobile-client/localdb"
	"fieldsync/mobile-client/localstore"
	"fieldsync/models"
	"fieldsync/sync"
	"fieldsync/sync/memstore"
)

var ctx = context.Background()

func open(t testing.TB, path string) *localstore.Store {
	t.Helper()
	s, err := localstore.Open(ctx, path, localdb.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() }) // often closed before
	return s
}

// draw makes random operations out of few names, so that they meet.
type draw struct{ *rand.Rand }

func (d draw) pick(list ...string) string { return list[d.IntN(len(list))] }

func (d draw) key() changesync.Key {
	return changesync.Key{Collection: d.pick("a", "a\xc3\xa4", "b"), ID: d.pick("1", "10", "2", "B", "a", "𠮷")}
}

func (d draw) scope() models.Scope {
	return models.Scope(d.pick("customer/1", "customer/10", "Org", "org"))
}

func (d draw) bytes() []byte {
	switch d.IntN(4) {
	case 0:
		return nil
	case 1:
		return []byte{}
	}
	return []byte{0, 0xff, byte(d.IntN(256))}
}

func (d draw) n() uint64 { return uint64(d.IntN(8) + 1) }

// op is one random write, the same for both stores.
func (d draw) op() func(changesync.LocalTx) error {
	key, scope, body, n, i := d.key(), d.scope(), d.bytes(), d.n(), d.IntN(3)
	conflict, keys, acked := d.IntN(2) == 0, []changesync.Key{d.key(), d.key()}, int64(d.IntN(10))
	name, other, state := d.pick("x", "y"), d.bytes(), d.pick(changesync.OutWaiting, changesync.OutAcked, changesync.OutQuarantined)
	ops := []func(tx changesync.LocalTx) error{
		func(tx changesync.LocalTx) error { return tx.PutMeta(name, body) },
		func(tx changesync.LocalTx) error {
			return tx.PutBase(changesync.StoredRecord{Key: key, Scope: scope, Seq: n, Body: body}, conflict)
		},
		func(tx changesync.LocalTx) error {
			return tx.PutOutbox(changesync.OutboxRow{N: n, Raw: body, Hash: other, State: state, Made: -acked, Seq: n, Receipt: other})
		},
		func(tx changesync.LocalTx) error { return tx.PutOverlay(n, keys) },
		func(tx changesync.LocalTx) error { return tx.PutPage(i, body) },
		func(tx changesync.LocalTx) error {
			return tx.PutSealed(changesync.SealedRow{N: n, Box: body, Receipt: other, Acked: acked})
		},
		func(tx changesync.LocalTx) error { return tx.SetForgotten(scope, conflict) },
		func(tx changesync.LocalTx) error { return tx.DeleteOutbox(n) },
		func(tx changesync.LocalTx) error { return tx.DropOverlay(n) },
		func(tx changesync.LocalTx) error { return tx.DropSealed(acked / 2) },
		func(tx changesync.LocalTx) error { return tx.DropScope(scope) },
		func(tx changesync.LocalTx) error { return tx.DropPages() },
		func(tx changesync.LocalTx) error { return tx.DropScope(changesync.AllScopes) },
	}
	weights := []int{3, 8, 5, 4, 3, 3, 2, 2, 2, 1, 1, 1, 1}
	at := d.IntN(36)
	for k, w := range weights {
		if at -= w; at < 0 {
			return ops[k]
		}
	}
	return ops[0]
}

// query is one random read; what it returns is compared.
func (d draw) query() func(changesync.LocalReadTx) []any {
	key, scope, n, limit := d.key(), d.scope(), d.n()-1, d.IntN(4)
	collection := d.pick("a", "b", "")
	states := [][]string{nil, {}, {changesync.OutWaiting}, {changesync.OutAcked, changesync.OutQuarantined}}[d.IntN(4)]
	return func(tx changesync.LocalReadTx) (out []any) {
		add := func(v ...any) { out = append(out, v...) }
		add(of3(tx.Meta("x")), of3(tx.Base(key)), of3(tx.OutboxRow(n)), of3(tx.Page(int(n)%3)))
		add(of2(tx.BaseList(key.Collection, key.ID, limit)), of2(tx.BaseIn(scope, key, limit)), of2(tx.BaseScopes()))
		add(of2(tx.Outbox(states, n, limit)), of2(tx.OutboxCount(states...)))
		add(of2(tx.Overlay(key)), of2(tx.OverlayKeys(collection)), of2(tx.Conflicts()))
		add(of2(tx.Sealed(n, limit)), of2(tx.Forgotten(scope)))
		return out
	}
}

func of2[A any](a A, err error) any { return fmt.Sprintf("%#v %v", a, err) }

func of3[A, B any](a A, b B, err error) any { return fmt.Sprintf("%#v %v %v", a, b, err) }

// inMemory keeps keys for a test.
type inMemory map[string][]byte

func (k inMemory) Load(_ context.Context, id string) ([]byte, error) {
	if k[id] == nil {
		return nil, localstore.KeyMissing(id, nil)
	}
	return k[id], nil
}

func (k inMemory) Store(_ context.Context, id string, key []byte) error { k[id] = key; return nil }

func (k inMemory) Delete(_ context.Context, id string) error { delete(k, id); return nil }

// TestLikeTheOracle runs the same random story on this store, in the clear and
// sealed, and on the reference store: every read answers alike, inside and outside transactions.
func TestLikeTheOracle(t *testing.T) {
	for seed := range uint64(20) {
		likeOracle(t, seed)
	}
}

func likeOracle(t *testing.T, seed uint64) {
	d := draw{rand.New(rand.NewPCG(seed, 1))}
	sealed, err := localstore.OpenSealed(ctx, localdb.Memory, localdb.Options{}, inMemory{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = sealed.Close() }()
	stores := []changesync.Local{open(t, localdb.Memory), memstore.NewLocal(), sealed}
	for step := range 60 {
		var ops []func(changesync.LocalTx) error
		for range d.IntN(5) + 1 {
			ops = append(ops, d.op())
		}
		query, fails := d.query(), d.IntN(6) == 0
		var inside, after [3][]any
		for i, s := range stores {
			err := s.Update(ctx, func(tx changesync.LocalTx) error {
				for _, op := range ops {
					if err := op(tx); err != nil {
						return err
					}
				}
				inside[i] = query(tx)
				if fails {
					return errStop
				}
				return nil
			})
			if fails != (err == errStop) || (!fails && err != nil) {
				t.Fatalf("seed %d step %d: %v", seed, step, err)
			}
			if err := s.View(ctx, func(tx changesync.LocalReadTx) error { after[i] = query(tx); return nil }); err != nil {
				t.Fatal(err)
			}
		}
		for _, pair := range [][2][]any{{inside[0], inside[1]}, {inside[2], inside[1]}, {after[0], after[1]}, {after[2], after[1]}} {
			for q := range pair[0] {
				if !reflect.DeepEqual(pair[0][q], pair[1][q]) {
					t.Fatalf("seed %d step %d read %d:\n  %v\nwant\n  %v", seed, step, q, pair[0][q], pair[1][q])
				}
			}
		}
	}
}
