package localstore

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"fieldsync/sync"
)

// KeySize is the length of a data key in bytes.
const KeySize = 32

// The form of a sealed body: magic, id of the key, nonce, ciphertext with tag.
// No body of ours begins with a zero byte.
const (
	magic     = "\x00fd1"
	idSize    = 8
	nonceSize = 12
	headSize  = len(magic) + idSize + nonceSize
)

// box seals and opens the bodies of one database; nil leaves them as they are.
//
// AES-256-GCM, because the engine has it already: the browser's download grows
// by nothing, and natively it is the processor's own. Nonces are random, 96
// bits: that is good for 2³² bodies under one key (a collision is then less
// likely than 2⁻³²), and a key seals one device's database. A desk that stores
// ten bodies a second day and night comes there after 13 years. Counted nonces
// would need no such bound, but a home put back from a backup counts again.
type box struct {
	id   [idSize]byte
	aead cipher.AEAD
}

func newBox(key []byte) (*box, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	return &box{id: idOf(key), aead: aead}, err
}

// idOf tells keys apart and says nothing about them.
func idOf(key []byte) (id [idSize]byte) {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("fieldsync device key id"))
	copy(id[:], mac.Sum(nil))
	return id
}

func (b *box) name() string { return hex.EncodeToString(b.id[:]) }

// place is where a body stands: a body copied elsewhere does not open there.
func place(table, column string, key ...string) string {
	return table + "\x00" + column + "\x00" + strings.Join(key, "\x00")
}

func text(n int64) string { return strconv.FormatInt(n, 10) }

// seal encrypts a body for its place; nil stays nil.
func (b *box) seal(place string, body []byte) []byte {
	if b == nil || body == nil {
		return body
	}
	out := make([]byte, headSize, headSize+len(body)+b.aead.Overhead())
	copy(out, magic)
	copy(out[len(magic):], b.id[:])
	nonce := out[headSize-nonceSize : headSize]
	_, _ = rand.Read(nonce) // never fails: it ends the program instead
	return b.aead.Seal(out, nonce, body, []byte(place))
}

// open opens the body of a place. What is not sealed, or does not open, is
// damage: the pull brings it anew, or the salvage does without it.
func (b *box) open(place string, body []byte) ([]byte, error) {
	if b == nil || body == nil {
		return body, nil
	}
	if id, sealed := sealedWith(body); !sealed || id != b.id {
		return nil, fmt.Errorf("%w: %s is not sealed with this database's key", changesync.ErrDamaged, shown(place))
	}
	plain, err := b.aead.Open([]byte{}, body[headSize-nonceSize:headSize], body[headSize:], []byte(place))
	if err != nil {
		return nil, fmt.Errorf("%w: %s does not open: it was changed, or belongs elsewhere", changesync.ErrDamaged, shown(place))
	}
	return plain, nil
}

func shown(place string) string { return strings.ReplaceAll(place, "\x00", " ") }

// sealedWith is the id of the key that sealed a body.
func sealedWith(body []byte) (id [idSize]byte, sealed bool) {
	if len(body) < headSize || string(body[:len(magic)]) != magic {
		return id, false
	}
	return [idSize]byte(body[len(magic):]), true
}
