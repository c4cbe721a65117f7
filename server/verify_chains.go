package main

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"strings"

	changesync "fieldsync/sync"
)

// verifier checks a store inside one snapshot.
type verifier struct {
	*office
	con     *console
	tx      changesync.ReadTx
	report  *report
	seen    map[string]bool // kinds of problems that were named
	devices map[string]changesync.Device

	logged     int // records that were changed after the horizon
	references map[reference]referrers
}

// wrong notes a problem, the first of each kind: one damaged page would else
// fill the screen.
func (v *verifier) wrong(kind, format string, args ...any) {
	if !v.seen[kind] {
		v.seen[kind] = true
		v.report.Problems = append(v.report.Problems, kind+": "+fmt.Sprintf(format, args...))
	}
}

// verifyBatch is how many changesets are held at a time.
const verifyBatch = 200

// chains follows every device's chain from its first changeset to the last.
func (v *verifier) chains() error {
	devices, err := v.tx.DeviceList("")
	if err != nil {
		return err
	}
	for _, d := range devices {
		v.devices[d.ID] = d
	}
	for _, d := range devices {
		v.report.Devices++
		if err := v.chain(d); err != nil {
			return err
		}
	}
	return nil
}

func (v *verifier) chain(d changesync.Device) error {
	var last []byte
	for from := uint64(1); from <= d.N; from += verifyBatch {
		to := min(from+verifyBatch-1, d.N)
		got, err := v.tx.Changesets(d.ID, from, to)
		if err != nil {
			return err
		}
		if err := v.con.Err(); err != nil {
			return err
		}
		for i, s := range got {
			if want := from + uint64(i); s.N != want {
				v.wrong("chain", "changeset %d of device %s is missing", want, d.ID)
				return nil
			}
			v.changeset(d, s, last)
			last = s.Hash
		}
		if n := uint64(len(got)); n != to-from+1 {
			v.wrong("chain", "changeset %d of device %s is missing", from+n, d.ID)
			return nil
		}
	}
	if !bytes.Equal(last, d.Hash) {
		v.wrong("chain", "device %s stands at another hash than its last changeset %d", d.ID, d.N)
	}
	return nil
}

// changeset checks one changeset, its signature and its receipt.
func (v *verifier) changeset(d changesync.Device, s changesync.StoredChangeset, prev []byte) {
	v.report.Changesets++
	c, err := changesync.Decode(s.Raw)
	switch {
	case err != nil:
		v.wrong("changeset", "%d of device %s cannot be read: %v", s.N, d.ID, err)
		return
	case c.Header.Device != d.ID || c.Header.N != s.N:
		v.wrong("changeset", "%d of device %s calls itself %d of %s", s.N, d.ID, c.Header.N, c.Header.Device)
	case !bytes.Equal(c.Hash, s.Hash):
		v.wrong("changeset", "%d of device %s does not have the hash it was taken with", s.N, d.ID)
	case !bytes.Equal(c.Header.Prev, prev):
		v.wrong("chain", "changeset %d of device %s does not follow %d", s.N, d.ID, s.N-1)
	}
	v.signature(d, c, s.Signature)
	v.receipt(d, s)
}

// signature checks a run at its last changeset, whose hash vouches for all
// before it. Of a run that was taken in part only, the last one is not here,
// or came again in a later run.
func (v *verifier) signature(d changesync.Device, c *changesync.Changeset, stored []byte) {
	n := c.Header.N
	span, text, _ := strings.Cut(string(stored), ".")
	var first, last uint64
	if _, err := fmt.Sscanf(span, "%d-%d", &first, &last); err != nil || n < first || n > last {
		v.wrong("signature", "changeset %d of device %s has none", n, d.ID)
		return
	}
	if n != last {
		return
	}
	v.report.Runs++
	sig, err := base64.RawURLEncoding.DecodeString(text)
	begin := &changesync.Changeset{Header: changesync.Header{N: first}}
	run := &changesync.Run{Device: d.ID, Changesets: []*changesync.Changeset{begin, c}, Signature: sig}
	if err != nil || run.Verify(d.PublicKey) != nil {
		v.wrong("signature", "changesets %d to %d are not signed by their device %s", first, last, d.ID)
	}
}

// receipt checks the answer that was given.
func (v *verifier) receipt(d changesync.Device, s changesync.StoredChangeset) {
	v.report.Receipts++
	r, err := changesync.ParseReceipt(s.Receipt, ed25519.PublicKey(v.keys.Public().Sign))
	switch {
	case err != nil:
		v.wrong("receipt", "of changeset %d of device %s: %v", s.N, d.ID, err)
	case r.Device != d.ID || r.N != s.N || !bytes.Equal(r.Hash, s.Hash):
		v.wrong("receipt", "of changeset %d of device %s is for another changeset", s.N, d.ID)
	case r.Seq != s.Seq || r.Outcome != s.Outcome:
		v.wrong("receipt", "of changeset %d of device %s says %s at %d, stored is %s at %d", s.N, d.ID, r.Outcome, r.Seq, s.Outcome, s.Seq)
	}
}
