package changesync

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// ServerKeys are the server's identity: one key signs receipts and moments,
// the other opens what devices sealed for it. They outlive epochs and live
// outside the database.
type ServerKeys struct {
	Sign ed25519.PrivateKey
	Open *ecdh.PrivateKey // X25519
}

// PublicKeys is what devices learn of the server at enrolment.
type PublicKeys struct {
	Sign    []byte `json:"sign"` // Ed25519
	Sealing []byte `json:"seal"` // X25519
}

// Public is the public half.
func (k *ServerKeys) Public() PublicKeys {
	return PublicKeys{
		Sign:    []byte(k.Sign.Public().(ed25519.PublicKey)),
		Sealing: k.Open.PublicKey().Bytes(),
	}
}

// Sealing is HPKE (RFC 9180) in base mode with DHKEM(X25519, HKDF-SHA256),
// HKDF-SHA256 and AES-256-GCM, put together here: crypto/hpke brings every
// curve it knows, 90 KB that each phone would download. A test holds both
// halves to crypto/hpke.
const (
	sealInfo  = "fieldsync/sealed/1"
	suiteKEM  = "KEM\x00\x20"
	suiteHPKE = "HPKE\x00\x20\x00\x01\x00\x02"
	x25519Len = 32
)

// Seal encrypts bytes so that only the server can read them.
func (p PublicKeys) Seal(random io.Reader, plain []byte) ([]byte, error) {
	pub, err := ecdh.X25519().NewPublicKey(p.Sealing)
	if err != nil {
		return nil, fmt.Errorf("the server's sealing key: %w", err)
	}
	seed := make([]byte, 32) // any 32 bytes are an X25519 key
	if _, err := io.ReadFull(random, seed); err != nil {
		return nil, err
	}
	once, err := ecdh.X25519().NewPrivateKey(seed)
	if err != nil {
		return nil, err
	}
	enc := once.PublicKey().Bytes()
	aead, nonce, err := sealer(once, pub, enc, p.Sealing)
	if err != nil {
		return nil, err
	}
	return aead.Seal(enc, nonce, plain, nil), nil
}

// Unseal opens what a device sealed.
func (k *ServerKeys) Unseal(box []byte) ([]byte, error) {
	if len(box) < x25519Len {
		return nil, errors.New("the box is too short")
	}
	enc := box[:x25519Len]
	pub, err := ecdh.X25519().NewPublicKey(enc)
	if err != nil {
		return nil, err
	}
	aead, nonce, err := sealer(k.Open, pub, enc, k.Open.PublicKey().Bytes())
	if err != nil {
		return nil, err
	}
	return aead.Open(nil, nonce, box[x25519Len:], nil)
}

// sealer is the key schedule for one message.
func sealer(private *ecdh.PrivateKey, public *ecdh.PublicKey, enc, receiver []byte) (cipher.AEAD, []byte, error) {
	dh, err := private.ECDH(public)
	if err != nil {
		return nil, nil, err
	}
	eaePRK := labeledExtract(suiteKEM, nil, "eae_prk", dh)
	shared := labeledExpand(suiteKEM, eaePRK, "shared_secret", append(append([]byte{}, enc...), receiver...), 32)
	context := append([]byte{0}, labeledExtract(suiteHPKE, nil, "psk_id_hash", nil)...)
	context = append(context, labeledExtract(suiteHPKE, nil, "info_hash", []byte(sealInfo))...)
	secret := labeledExtract(suiteHPKE, shared, "secret", nil)
	block, err := aes.NewCipher(labeledExpand(suiteHPKE, secret, "key", context, 32))
	if err != nil {
		return nil, nil, err
	}
	aead, err := cipher.NewGCM(block)
	return aead, labeledExpand(suiteHPKE, secret, "base_nonce", context, 12), err
}

func labeledExtract(suite string, salt []byte, label string, ikm []byte) []byte {
	prk, err := hkdf.Extract(sha256.New, append([]byte("HPKE-v1"+suite+label), ikm...), salt)
	if err != nil {
		panic(err) // only with a forbidden hash
	}
	return prk
}

func labeledExpand(suite string, prk []byte, label string, info []byte, length int) []byte {
	full := binary.BigEndian.AppendUint16(nil, uint16(length))
	full = append(append(full, "HPKE-v1"+suite+label...), info...)
	out, err := hkdf.Expand(sha256.New, prk, string(full), length)
	if err != nil {
		panic(err) // the length is fixed and fits
	}
	return out
}
