package sealed

import (
	"bytes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/chacha20poly1305"

	changesync "fieldsync/sync"
)

// KeySize is the length of each key in bytes.
const KeySize = chacha20poly1305.KeySize

// Keys are the keys at rest.
type Keys struct {
	// Data seal and open bodies: the last one seals, all of them open. A key may
	// be added at any time; one is taken out only when nothing is sealed with it.
	Data [][]byte
	// Index hashes what is looked up by value. It never changes: it would
	// orphan the whole index.
	Index []byte
}

// magic begins a sealed body. No body of ours begins with a zero byte.
var magic = []byte("\x00fs1")

const keyIDSize = 4

// box seals and opens bodies.
type box struct {
	open  map[[keyIDSize]byte]cipher.AEAD
	last  cipher.AEAD
	id    [keyIDSize]byte
	index []byte
}

func newBox(k Keys) (*box, error) {
	if len(k.Data) == 0 || len(k.Index) != KeySize {
		return nil, fmt.Errorf("sealed: %d data keys and an index key of %d bytes, want at least 1 and %d", len(k.Data), len(k.Index), KeySize)
	}
	b := &box{open: map[[keyIDSize]byte]cipher.AEAD{}, index: bytes.Clone(k.Index)}
	for _, key := range k.Data {
		aead, err := chacha20poly1305.NewX(key)
		if err != nil {
			return nil, fmt.Errorf("sealed: %w", err)
		}
		b.last, b.id = aead, keyID(key)
		b.open[b.id] = aead
	}
	return b, nil
}

// keyID tells keys apart in the database and says nothing about them.
func keyID(key []byte) (id [keyIDSize]byte) {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("fieldsync key id"))
	copy(id[:], mac.Sum(nil))
	return id
}

// seal encrypts a body for its place; nil stays nil.
func (b *box) seal(place string, body []byte) []byte {
	if body == nil {
		return nil
	}
	const head = chacha20poly1305.NonceSizeX
	out := make([]byte, 0, len(magic)+keyIDSize+head+len(body)+chacha20poly1305.Overhead)
	out = append(append(out, magic...), b.id[:]...)
	nonce := out[len(out) : len(out)+head]
	rand.Read(nonce) // never fails: it ends the program instead
	return b.last.Seal(out[:len(out)+head], nonce, body, []byte(place))
}

// unseal opens a body of its place.
func (b *box) unseal(place string, body []byte) ([]byte, error) {
	if !bytes.HasPrefix(body, magic) {
		return body, nil
	}
	named := strings.ReplaceAll(place, "\x00", " ")
	rest := body[len(magic):]
	if len(rest) < keyIDSize+chacha20poly1305.NonceSizeX {
		return nil, fmt.Errorf("%w: %s is cut short", changesync.ErrDamaged, named)
	}
	aead := b.open[[keyIDSize]byte(rest)]
	if aead == nil {
		return nil, fmt.Errorf("%w: %s is sealed with a key that is not in the key file", changesync.ErrDamaged, named)
	}
	rest = rest[keyIDSize:]
	plain, err := aead.Open([]byte{}, rest[:chacha20poly1305.NonceSizeX], rest[chacha20poly1305.NonceSizeX:], []byte(place))
	if err != nil {
		return nil, fmt.Errorf("%w: %s does not open: it was changed, or belongs elsewhere", changesync.ErrDamaged, named)
	}
	return plain, nil
}

// hash stands for a value in the index: the same for the same field and value.
func (b *box) hash(collection, field, value string) string {
	mac := hmac.New(sha256.New, b.index)
	for _, part := range []string{collection, field, value} {
		fmt.Fprintf(mac, "%d:%s", len(part), part)
	}
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:24])
}
