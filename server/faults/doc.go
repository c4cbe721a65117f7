// Package faults holds the tests that kill the built programs at every point
// where it could matter, fill their disks, lock their databases and damage
// them. It has tests only.
package faults
