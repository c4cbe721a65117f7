package changesync

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"fmt"

	"fieldsync/models/strict"
)

// Caps on one push.
const (
	MaxRunBytes      = 4 << 20
	MaxRunChangesets = 1000
)

// Run is a contiguous piece of a device's chain under one signature.
type Run struct {
	Device     string
	Changesets []*Changeset
	Signature  []byte // Ed25519 over the run's first and last n and the last hash
}

const runContext = "fieldsync/run/1\n"

func runMessage(device string, first, last uint64, hash []byte) []byte {
	return fmt.Appendf(nil, "%s%s\n%d\n%d\n%x", runContext, device, first, last, hash)
}

// EncodeRun makes the bytes of a push out of changesets as they are stored.
func EncodeRun(device string, raws [][]byte, first, last uint64, lastHash []byte, key ed25519.PrivateKey) []byte {
	b := appendText([]byte{'{'}, "device", device)
	b = append(appendMember(b, "changesets"), '[')
	b = append(append(b, bytes.Join(raws, []byte{','})...), ']')
	sig := ed25519.Sign(key, runMessage(device, first, last, lastHash))
	return append(appendBytes(b, "signature", sig), '}')
}

// DecodeRun reads a push and checks what can be checked without the device's
// history: strict JSON, every changeset, contiguous n, the chain inside the run.
func DecodeRun(raw []byte) (*Run, error) {
	limits := strict.Limits{MaxBytes: MaxRunBytes, MaxKeys: MaxRunChangesets}
	if len(raw) > MaxRunBytes {
		return nil, fail(CodeTooLarge, fmt.Sprintf("a push may have %d bytes", MaxRunBytes))
	}
	if err := strict.Check(raw, limits); err != nil {
		return nil, malformed("push", err)
	}
	r := &Run{}
	var list []byte
	err := strict.Object(raw, func(key, value []byte) (err error) {
		switch string(key) {
		case "device":
			r.Device, err = boundedText(value, 64)
		case "changesets":
			list = value
		case "signature":
			r.Signature, err = readBase64(value)
		default:
			err = fmt.Errorf("unknown member %q", key)
		}
		return err
	})
	if err != nil {
		return nil, malformed("push", err)
	}
	return r, r.readChangesets(list)
}

func (r *Run) readChangesets(list []byte) error {
	if list == nil {
		return malformed("push", fmt.Errorf("changesets missing"))
	}
	var failed error
	err := strict.Array(list, func(item []byte) error {
		if len(r.Changesets) == MaxRunChangesets {
			failed = fail(CodeTooLarge, fmt.Sprintf("a push may have %d changesets", MaxRunChangesets))
			return strict.Stop
		}
		c, err := decodeChecked(bytes.Clone(item))
		if err == nil {
			err = r.follows(c)
		}
		if failed = err; err != nil {
			return strict.Stop
		}
		r.Changesets = append(r.Changesets, c)
		return nil
	})
	if failed != nil {
		return failed
	}
	if err == nil && len(r.Changesets) == 0 {
		err = fmt.Errorf("no changesets")
	}
	if err != nil {
		return malformed("push", err)
	}
	return nil
}

func (r *Run) follows(c *Changeset) error {
	if c.Header.Device != r.Device {
		return malformed("push", fmt.Errorf("a changeset of device %s in a run of %s", c.Header.Device, r.Device))
	}
	if len(r.Changesets) == 0 {
		return nil
	}
	last := r.Changesets[len(r.Changesets)-1]
	if c.Header.N != last.Header.N+1 || !bytes.Equal(c.Header.Prev, last.Hash) {
		return fail(CodeBadChain, fmt.Sprintf("changeset %d does not follow %d", c.Header.N, last.Header.N))
	}
	return nil
}

// Verify checks the signature with the device's key.
func (r *Run) Verify(key ed25519.PublicKey) error {
	first, last := r.Changesets[0], r.Changesets[len(r.Changesets)-1]
	msg := runMessage(r.Device, first.Header.N, last.Header.N, last.Hash)
	if len(key) != ed25519.PublicKeySize || !ed25519.Verify(key, msg, r.Signature) {
		return fail(CodeBadSignature, "the run is not signed by its device")
	}
	return nil
}

// signatureText is the form in which stores keep a signature with its run.
func (r *Run) signatureText() []byte {
	first, last := r.Changesets[0], r.Changesets[len(r.Changesets)-1]
	return fmt.Appendf(nil, "%d-%d.%s", first.Header.N, last.Header.N, base64.RawURLEncoding.EncodeToString(r.Signature))
}
