package memstore

import (
	"cmp"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
)

// The tree against a map, with balance, order and old versions checked.
func TestTree(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	tr := newTree[int, int](cmp.Compare[int])
	want := map[int]int{}
	for i := range 20000 {
		k := rnd.IntN(500)
		old, oldWant := tr, len(want)
		if rnd.IntN(3) == 0 {
			tr.del(k)
			delete(want, k)
		} else {
			tr.set(k, i)
			want[k] = i
		}
		if i%997 == 0 {
			if n := len(maps.Collect(old.all())); n != oldWant {
				t.Fatalf("step %d changed an old version: %d rows, want %d", i, n, oldWant)
			}
			compare(t, tr, want, rnd.IntN(500))
		}
	}
}

func compare(t *testing.T, tr tree[int, int], want map[int]int, from int) {
	t.Helper()
	balanced(t, tr.root)
	if !maps.Equal(maps.Collect(tr.all()), want) {
		t.Fatal("the tree holds other rows than the map")
	}
	var got []int
	for k := range tr.from(from) {
		got = append(got, k)
	}
	keys := slices.DeleteFunc(slices.Sorted(maps.Keys(want)), func(k int) bool { return k < from })
	if !slices.Equal(got, keys) {
		t.Fatalf("from %d: %v, want %v", from, got, keys)
	}
}

func balanced(t *testing.T, n *node[int, int]) {
	t.Helper()
	if n == nil {
		return
	}
	if d := height(n.left) - height(n.right); d < -1 || d > 1 || n.height != 1+max(height(n.left), height(n.right)) {
		t.Fatalf("node %d is out of balance by %d", n.key, d)
	}
	balanced(t, n.left)
	balanced(t, n.right)
}
