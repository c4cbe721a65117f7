package changesync

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"strings"
)

// Certificate is the server's signed word that it enrolled a device. A server
// restored from a backup older than the enrolment knows the device again by it,
// and so takes back what the device delivered since.
type Certificate struct {
	Device   string `json:"device"`
	User     string `json:"user"`
	Name     string `json:"name"`
	Key      []byte `json:"key"`      // Ed25519
	Enrolled int64  `json:"enrolled"` // Unix ms
}

const certificateContext = "fieldsync/certificate/1\n"

// Token signs the certificate: "body.signature", both base64url.
func (c Certificate) Token(key ed25519.PrivateKey) (string, error) {
	body, err := json.Marshal(c)
	if err != nil {
		return "", err
	}
	sig := ed25519.Sign(key, append([]byte(certificateContext), body...))
	return base64.RawURLEncoding.EncodeToString(body) + "." + base64.RawURLEncoding.EncodeToString(sig), nil
}

// VerifyCertificate reads a token that the holder of the key signed.
func VerifyCertificate(token string, key ed25519.PublicKey) (c Certificate, err error) {
	text, signature, _ := strings.Cut(token, ".")
	body, err1 := base64.RawURLEncoding.DecodeString(text)
	sig, err2 := base64.RawURLEncoding.DecodeString(signature)
	if err1 != nil || err2 != nil || !ed25519.Verify(key, append([]byte(certificateContext), body...), sig) ||
		json.Unmarshal(body, &c) != nil || len(c.Key) != ed25519.PublicKeySize {
		return Certificate{}, fail(CodeBadSignature, "the certificate was not signed by this server")
	}
	return c, nil
}

// readmit enters a device that this server enrolled and has forgotten, unless
// its user is no longer one. It reports whether the device is known now.
func (g *group) readmit(token string) (bool, error) {
	c, err := VerifyCertificate(token, g.e.signKey().Public().(ed25519.PublicKey))
	if err != nil {
		return false, nil
	}
	if g.devices[c.Device] != nil {
		return true, nil
	}
	user, err := g.user(c.User)
	if err != nil || !user.Active {
		return false, err
	}
	dev := &Device{ID: c.Device, User: c.User, Name: c.Name, PublicKey: c.Key, Status: DeviceActive, Enrolled: c.Enrolled}
	if lost, err := g.doc(docRevoked, c.Device); err != nil {
		return false, err
	} else if lost != nil {
		dev.Status = DeviceRevoked
	}
	g.devices[c.Device] = dev
	g.moved[c.Device] = true
	return true, nil
}
