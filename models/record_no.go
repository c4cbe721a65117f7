package models

import (
	"crypto/sha256"
	"time"
)

// noAlphabet is Crockford's base 32: no I, L, O or U, which people misread.
const noAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// RecordNo returns the short name of a record for people: the day of collection
// in China and six characters derived from the record's id, "160510-7K3QXM".
// It needs no counter, so it is given at once, also without network. Two
// records of one day share it once in about a thousand million pairs; it names
// a record to people, the id names it to programs.
func RecordNo(id string, collectedAt time.Time) string {
	digest := sha256.Sum256([]byte("record_no/v1\x00" + id))
	no := []byte(collectedAt.In(China).Format("060102") + "-")
	for _, b := range digest[:6] {
		no = append(no, noAlphabet[b&31])
	}
	return string(no)
}

// InField says whether records of the collection are collected in the field and
// so have the common fields of Collected.
func (c *Collection) InField() bool { return c.Field("review") != nil }

// FillCollected adds to the values of a new record the common fields that are
// still missing: record_no, and of a field-collected one collected_by (a staff
// id, left out when empty), collected_at (when it happened, if the values say so,
// or at), and submission "submitted". It does
// nothing for collections without these fields.
func (c *Collection) FillCollected(v Values, id, staff string, at time.Time) {
	common := map[string]string{"record_no": RecordNo(id, at)}
	if c.InField() {
		common["collected_by"], common["collected_at"], common["submission"] = staff, string(c.happened(v, at)), "submitted"
	}
	for name, value := range common {
		if c.Field(name) != nil && isNull(v[name]) && value != "" {
			v[name] = appendText(nil, value)
		}
	}
}

// happenings are the fields that tell when what a record is about took place.
var happenings = []string{"left_at", "ended_at", "asked_at", "received_at"}

// happened is the real time of what a record tells (domain.md 2.0), if it says
// one that has come; otherwise that of its entry.
func (c *Collection) happened(v Values, entered time.Time) Moment {
	for _, field := range happenings {
		said, _ := readText(v[field])
		if at, err := Moment(said).Time(); err == nil && c.Field(field) != nil && !at.After(entered) {
			return Moment(said)
		}
	}
	return MomentOf(entered)
}
