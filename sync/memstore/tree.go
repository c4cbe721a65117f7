package memstore

import "iter"

// tree is a persistent AVL tree: set and del make new nodes along one path and
// leave every other tree that shares the rest as it was.
type tree[K, V any] struct {
	root *node[K, V]
	cmp  func(a, b K) int
}

type node[K, V any] struct {
	key         K
	val         V
	left, right *node[K, V]
	height      int
}

func newTree[K, V any](cmp func(a, b K) int) tree[K, V] { return tree[K, V]{cmp: cmp} }

func (t *tree[K, V]) get(k K) (V, bool) {
	for n := t.root; n != nil; {
		switch c := t.cmp(k, n.key); {
		case c < 0:
			n = n.left
		case c > 0:
			n = n.right
		default:
			return n.val, true
		}
	}
	var zero V
	return zero, false
}

func (t *tree[K, V]) has(k K) bool {
	_, ok := t.get(k)
	return ok
}

func (t *tree[K, V]) set(k K, v V) { t.root = t.put(t.root, k, v) }

func (t *tree[K, V]) put(n *node[K, V], k K, v V) *node[K, V] {
	if n == nil {
		return &node[K, V]{key: k, val: v, height: 1}
	}
	switch c := t.cmp(k, n.key); {
	case c < 0:
		return join(n.key, n.val, t.put(n.left, k, v), n.right)
	case c > 0:
		return join(n.key, n.val, n.left, t.put(n.right, k, v))
	}
	return &node[K, V]{key: k, val: v, left: n.left, right: n.right, height: n.height}
}

func (t *tree[K, V]) del(k K) { t.root = t.cut(t.root, k) }

func (t *tree[K, V]) cut(n *node[K, V], k K) *node[K, V] {
	if n == nil {
		return nil
	}
	switch c := t.cmp(k, n.key); {
	case c < 0:
		return join(n.key, n.val, t.cut(n.left, k), n.right)
	case c > 0:
		return join(n.key, n.val, n.left, t.cut(n.right, k))
	case n.left == nil:
		return n.right
	case n.right == nil:
		return n.left
	}
	first := n.right
	for first.left != nil {
		first = first.left
	}
	return join(first.key, first.val, n.left, t.cut(n.right, first.key))
}

// from lists what is at or after k, in order.
func (t *tree[K, V]) from(k K) iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		ascend(t.root, func(o K) bool { return t.cmp(o, k) >= 0 }, yield)
	}
}

// all lists everything in order.
func (t *tree[K, V]) all() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		ascend(t.root, func(K) bool { return true }, yield)
	}
}

func ascend[K, V any](n *node[K, V], in func(K) bool, yield func(K, V) bool) bool {
	if n == nil {
		return true
	}
	if in(n.key) && (!ascend(n.left, in, yield) || !yield(n.key, n.val)) {
		return false
	}
	return ascend(n.right, in, yield)
}

func height[K, V any](n *node[K, V]) int {
	if n == nil {
		return 0
	}
	return n.height
}

func mk[K, V any](k K, v V, l, r *node[K, V]) *node[K, V] {
	return &node[K, V]{key: k, val: v, left: l, right: r, height: 1 + max(height(l), height(r))}
}

// join makes a node whose sides differ in height by two at most, and balances it.
func join[K, V any](k K, v V, l, r *node[K, V]) *node[K, V] {
	switch d := height(l) - height(r); {
	case d > 1:
		if height(l.left) >= height(l.right) {
			return mk(l.key, l.val, l.left, mk(k, v, l.right, r))
		}
		m := l.right
		return mk(m.key, m.val, mk(l.key, l.val, l.left, m.left), mk(k, v, m.right, r))
	case d < -1:
		if height(r.right) >= height(r.left) {
			return mk(r.key, r.val, mk(k, v, l, r.left), r.right)
		}
		m := r.left
		return mk(m.key, m.val, mk(k, v, l, m.left), mk(r.key, r.val, m.right, r.right))
	}
	return mk(k, v, l, r)
}
