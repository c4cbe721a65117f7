package changesync

import (
	"crypto/ecdh"
	"crypto/ed25519"
	"crypto/hpke"
	"fmt"
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

const sealInfo = "fieldsync/sealed/1"

// Seal encrypts bytes so that only the server can read them (HPKE, RFC 9180).
func (p PublicKeys) Seal(plain []byte) ([]byte, error) {
	pub, err := ecdh.X25519().NewPublicKey(p.Sealing)
	if err != nil {
		return nil, fmt.Errorf("the server's sealing key: %w", err)
	}
	key, err := hpke.NewDHKEMPublicKey(pub)
	if err != nil {
		return nil, err
	}
	return hpke.Seal(key, hpke.HKDFSHA256(), hpke.ChaCha20Poly1305(), []byte(sealInfo), plain)
}

// Unseal opens what a device sealed.
func (k *ServerKeys) Unseal(box []byte) ([]byte, error) {
	key, err := hpke.NewDHKEMPrivateKey(k.Open)
	if err != nil {
		return nil, err
	}
	return hpke.Open(key, hpke.HKDFSHA256(), hpke.ChaCha20Poly1305(), []byte(sealInfo), box)
}
