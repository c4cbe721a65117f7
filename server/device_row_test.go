package main

import (
	"testing"

	changesync "fieldsync/sync"
)

// A device that was copied says so in the list, beside its status and a wipe.
func TestStandingOfADevice(t *testing.T) {
	for _, c := range []struct {
		copied int64
		wipe   *changesync.Wipe
		want   string
	}{
		{0, nil, "active"},
		{1, nil, "active, copied"},
		{1, &changesync.Wipe{State: changesync.WipePending, Ordered: 1}, "active, copied, wipe pending since 1970-01-01T00:00:00Z"},
	} {
		row := rowOf(changesync.Device{Status: changesync.DeviceActive}, c.copied, c.wipe)
		if got := row.standing(); got != c.want || (row.Copied != "") != (c.copied > 0) {
			t.Errorf("%q, want %q: %+v", got, c.want, row)
		}
	}
}
