package changesync

import (
	"strconv"
	"strings"
)

// Dot names the writes of one changeset: "device:n", n counted from 1 without
// gaps on each device. A changeset that a cloned or salvaged device carries
// over under a new identity keeps its old name with the first 8 hexadecimal
// digits of its hash, "device:n~1f00ab23", since the old name may be taken.
type Dot string

// MakeDot names changeset n of a device.
func MakeDot(device string, n uint64) Dot {
	return Dot(device + ":" + strconv.FormatUint(n, 10))
}

// Parts splits the dot; ok is false when it is malformed.
func (d Dot) Parts() (device string, n uint64, ok bool) {
	s := string(d)
	if i := strings.IndexByte(s, '~'); i >= 0 {
		if len(s)-i != 9 {
			return "", 0, false
		}
		s = s[:i]
	}
	i := strings.LastIndexByte(s, ':')
	if i <= 0 || i > 64 {
		return "", 0, false
	}
	n, err := strconv.ParseUint(s[i+1:], 10, 53)
	if err != nil || n == 0 || s[i+1] == '0' {
		return "", 0, false
	}
	return s[:i], n, true
}

// Device is the device part of the dot, "" when malformed.
func (d Dot) Device() string {
	device, _, _ := d.Parts()
	return device
}
