// Package tree reads the relation trees of customers (domain.md 2.1.1). Two
// phones may each add half of a ring, or a second parent, without a network:
// both facts stay, and every reader ignores the same ones of them, since what is
// ignored is a pure function of the set of relations.
package tree
