// Package house holds the checks of the rules this repository lives by: how
// long files and functions may be, who may import whom, what stands at the top
// level, what a clock may be used for, and what the papers must say.
//
// Every check is a function from a [Tree] to findings, so that it can be tried
// on a planted tree: a check that cannot fail checks nothing. The tests of this
// package run them on the real tree.
package house
