//go:build !race

package changesync_test

const raceEnabled = false
