package demo

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"

	"github.com/google/uuid"
)

// digest is what everything is derived from: the seed and a name.
func (o *Org) digest(use, name string) [sha256.Size]byte {
	text := binary.BigEndian.AppendUint64([]byte("fieldsync/demo/1\x00"), o.Seed)
	return sha256.Sum256(append(append(text, use...), "\x00"+name...))
}

// ID returns the id of the record of that name, a UUID of version 8. Names count
// from 1 through all branches: "staff/csm01", "customer/2", "key_person/2/1",
// "star_customer/A", "showcase_event/1", "event_desk/1/D3", "visit_plan/csm01".
func (o *Org) ID(name string) string {
	digest := o.digest("id", name)
	id := uuid.UUID(digest[:16])
	id[6] = id[6]&0x0f | 0x80
	id[8] = id[8]&0x3f | 0x80
	return id.String()
}

// signupKey is the key of an event: 32 bytes, as base64.
func (o *Org) signupKey(event string) string {
	key := o.digest("signup_key", event)
	return base64.StdEncoding.EncodeToString(key[:])
}

// dice are random numbers (SplitMix64) of a record's own: what one record draws
// changes no other. They are written here, so that no new version of Go changes
// the organisation.
type dice struct{ state uint64 }

func (o *Org) dice(name string) *dice {
	digest := o.digest("dice", name)
	return &dice{binary.BigEndian.Uint64(digest[:])}
}

// n returns a number from 0 to limit-1.
func (d *dice) n(limit int) int {
	d.state += 0x9e3779b97f4a7c15
	z := d.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return int((z ^ z>>31) % uint64(limit))
}

func pick[T any](d *dice, list []T) T { return list[d.n(len(list))] }
