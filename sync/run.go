package changesync

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"fieldsync/models"
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
	var items [][]byte
	err := strict.Array(list, func(item []byte) error {
		if len(items) == MaxRunChangesets {
			return fail(CodeTooLarge, fmt.Sprintf("a push may have %d changesets", MaxRunChangesets))
		}
		items = append(items, item)
		return nil
	})
	if coded, ok := errors.AsType[*models.Error](err); ok {
		return coded
	}
	if err == nil && len(items) == 0 {
		err = fmt.Errorf("no changesets")
	}
	if err != nil {
		return malformed("push", err)
	}
	for _, d := range decodeAll(items) {
		if d.err == nil {
			d.err = r.follows(d.c)
		}
		if d.err != nil {
			return d.err
		}
		r.Changesets = append(r.Changesets, d.c)
	}
	return nil
}

type decoded struct {
	c   *Changeset
	err error
}

// decodeAll uses all processors: decoding is a quarter of what a push costs,
// and nothing else can be done with it meanwhile.
func decodeAll(items [][]byte) []decoded {
	out := make([]decoded, len(items))
	workers := min(runtime.GOMAXPROCS(0), len(items))
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			for i := w; i < len(items); i += workers {
				out[i].c, out[i].err = decodeChecked(bytes.Clone(items[i]))
				if out[i].err == nil && out[i].c.Stated {
					out[i].err = malformed("changeset", fmt.Errorf("a device sends no hash, it is worked out"))
				}
			}
		})
	}
	group.Wait()
	return out
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
