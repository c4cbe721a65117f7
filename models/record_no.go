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

// FillCollected adds to the values of a new field-collected record the common
// fields that are still missing: record_no, collected_by (a staff id, left out
// when empty), collected_at, and submission "submitted". It does nothing for
// collections without these fields.
func (c *Collection) FillCollected(v Values, id, staff string, at time.Time) {
	if c.Field("record_no") == nil {
		return
	}
	common := map[string]string{"record_no": RecordNo(id, at), "collected_by": staff,
		"collected_at": string(MomentOf(at)), "submission": "submitted"}
	for name, value := range common {
		if isNull(v[name]) && value != "" {
			v[name] = appendText(nil, value)
		}
	}
}
