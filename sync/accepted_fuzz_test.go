package changesync_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"fieldsync/models"
	"fieldsync/models/strict"
	changesync "fieldsync/sync"
)

// FuzzAccepted writes what no honest program would, as an enrolled device may.
// What the server accepts, applied or put aside, every device that may see it
// can fetch, with checksums that fit: nobody can spoil the others' sync.
func FuzzAccepted(f *testing.F) {
	w := newWorld(f)
	w.people()
	w.office("customer/c1", set("key_person", "k1", "customer", "c1", "kp_name", "王建国"))
	author := w.device("csm01")
	readers := []*device{author, w.device("am01"), w.device("desk01"), w.device("admin")}
	f.Fuzz(func(t *testing.T, field1, elem1, value1 string, depth uint64, field2, elem2, value2 string) {
		w.t = t
		value1 = strings.Repeat("[", int(depth%70)) + value1 + strings.Repeat("]", int(depth%70))
		b := w.branch(t)
		defer b.engine.Close()
		pen := *author
		pen.w = b
		raw := hostile(t, &pen, []changesync.Write{
			{Field: field1, Elem: elem1, Value: json.RawMessage(value1)},
			{Field: field2, Elem: elem2, Value: json.RawMessage(value2), Replaces: []changesync.Dot{"01890000-0000-7000-8000-0000000000ff:7"}},
		})
		if raw == nil {
			return
		}
		if _, err := pen.send(raw); err != nil {
			refusedWith(t, err, changesync.CodeMalformed, changesync.CodeTooLarge)
			return
		}
		for _, r := range readers {
			phone := *r
			phone.w, phone.local = b, r.local.Clone()
			phone.open()
			if err := phone.pull(); err != nil {
				t.Fatalf("%s cannot pull any more: %v", r.user, err)
			}
			if s := phone.standing(); s.Damaged {
				t.Fatalf("%s holds a damaged copy", r.user)
			}
			if _, err := phone.r.Get(b.ctx, key("key_person", "k1")); err != nil {
				t.Fatalf("%s cannot read the record: %v", r.user, err)
			}
			if _, err := phone.r.List(b.ctx, "key_person", "", 10); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// hostile encodes the writes as they are, nil when they make no JSON at all.
func hostile(t *testing.T, d *device, writes []changesync.Write) []byte {
	t.Helper()
	for i := range writes {
		if !json.Valid(writes[i].Value) || strict.Check(writes[i].Value, strict.Limits{MaxDepth: 1000}) != nil {
			return nil
		}
	}
	c := &changesync.Changeset{
		Header: changesync.Header{
			Device: d.caller.ID, N: 1, Actor: d.user, At: "2016-05-10T09:30:00+08:00", App: "pen/1", Schema: 1,
			Records: []changesync.Target{{Key: key("key_person", "k1"), Scope: models.Scope("customer/c1")}},
		},
		Writes: writes,
	}
	if err := c.Encode(d.w.random); err != nil {
		return nil
	}
	return changesync.EncodeRun(d.caller.ID, [][]byte{c.Raw}, 1, 1, c.Hash, d.r.Identity().Key)
}

// TestRecordsStayFetchable: many changesets, each within the caps, must not
// make a record that fits no page.
func TestRecordsStayFetchable(t *testing.T) {
	w := newWorld(t)
	w.people()
	k1 := key("key_person", "k1")
	w.office("customer/c1", set("key_person", "k1", "customer", "c1", "kp_name", "王建国"))
	p := w.device("csm01").pen()
	value := `"` + strings.Repeat("x", 1_000_000) + `"`
	aside := 0
	for i := range 18 {
		r := p.push(p.edit(k1, "customer/c1", fmt.Sprint("field_of_tomorrow_", i), value))[0]
		if r.Outcome == changesync.OutcomeQuarantined {
			aside++
			if codes := reasonCodes(r.Reasons); len(codes) != 1 || codes[0] != changesync.CodeTooLarge {
				t.Fatalf("put aside for %v", codes)
			}
		}
	}
	if size := len(w.record(k1).Encode()); size > changesync.MaxRecordBytes || aside < 9 || aside > 11 {
		t.Errorf("%d bytes, %d changesets were put aside", size, aside)
	}
	if r := p.push(p.edit(k1, "customer/c1", "department", `"工会"`))[0]; r.Outcome != changesync.OutcomeApplied {
		t.Errorf("a small edit of a large record: %v", r.Reasons)
	}
	for _, user := range []string{"am01", "csm01", "admin"} {
		w.device(user) // fetches everything
	}
}
